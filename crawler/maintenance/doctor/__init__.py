"""Checks of an archive: is it whole, is it what its captures say, and what mends it."""
