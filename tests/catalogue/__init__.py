"""The catalogue of 148 items: all of its rules can be read and fit together."""
