"""Stored searches: what has happened to the articles they find, and who is told.

News of a watch is what was *seen on the web* after the watch was made. That archive and search
change for other reasons, too (older pages are recovered, rules of extraction get better, a health
check takes an edit back), is noted and told to nobody: docs/watches.md.
"""
