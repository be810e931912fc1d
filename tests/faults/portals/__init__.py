"""Portals that exist for a test alone."""
