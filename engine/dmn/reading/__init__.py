"""From XML to the classes of :mod:`engine.dmn.syntax`; DMN 1.1 to 1.5 read alike."""
