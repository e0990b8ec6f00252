"""Our drawing rules (style 9): ids, names, lanes, forms, layout."""
