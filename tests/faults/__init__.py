"""What the world does to a crawl, one row a case: what is stored, what is said, the exit code."""
