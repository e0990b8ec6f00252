"""Plain Python of government service: cases, deadlines, offices, identifiers."""
