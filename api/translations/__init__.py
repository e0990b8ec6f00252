"""Texts of the pages: Chinese ones stand in code and templates, English ones in ``en.po``."""
