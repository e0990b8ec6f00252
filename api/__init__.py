"""The HTTP face of Tongban."""
