"""Accuracy of reading: labelled pages, small failing pages, and German dates.

What it is measured on belongs to others and lies beside the project, in ``../shared``.
"""
