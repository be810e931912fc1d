"""Captured pages shown again as they were recorded, by capture and by moment (Memento)."""
