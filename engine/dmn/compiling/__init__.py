"""From boxed expressions to closures: compiled once, evaluated many times."""
