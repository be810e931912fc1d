"""The files that a new portal needs: its spider, a stored page, its row in the documentation."""
