"""Putting right afterwards: checking, reading again, merging, and what web archives still hold."""
