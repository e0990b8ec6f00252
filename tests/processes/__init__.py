"""The bundled items: their diagrams, decisions, forms, cards and scenarios."""
