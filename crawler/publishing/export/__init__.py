"""Taking things out of the archive, one format a file."""
