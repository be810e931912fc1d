"""Needs what is not installed."""

raise ModuleNotFoundError("No module named 'selenium'")
