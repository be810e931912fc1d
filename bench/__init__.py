"""Measurements of ``make bench``: ratios, side by side in one run. Never asserted in tests."""
