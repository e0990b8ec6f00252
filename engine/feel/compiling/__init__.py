"""From the syntax tree to closures: parse once, evaluate many times, never ``eval`` or ``exec``."""
