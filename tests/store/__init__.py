"""The store floor, on SQLite and on PostgreSQL."""
