"""What web archives have of a portal that the archive has not: a picture, and addresses."""
