"""What makes a portal known: its spider, a stored page of it, and its row in the documentation."""
