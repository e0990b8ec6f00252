"""Soundness before publishing: deadlocks, lost synchronisation, endless loops, what nobody reaches."""
