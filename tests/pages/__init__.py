"""Pages for people: language, forms, and whole cases in a browser."""
