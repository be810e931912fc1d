"""What web archives have of a portal against what the archive holds: a table and a picture."""
