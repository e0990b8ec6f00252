"""Documents on paper: templates, print view, PDF."""
