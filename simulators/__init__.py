"""Stand-ins for the national platforms, real HTTP servers on loopback."""
