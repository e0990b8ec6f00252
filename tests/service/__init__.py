"""Tests of the use cases, through their own door, on real databases."""
