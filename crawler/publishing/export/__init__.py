"""Taking things out of the archive, one format a file."""

TABLES = ("csv", "jsonl", "parquet")
"""Formats that need nothing but the articles."""
CITATIONS = ("bibtex", "ris", "csl-json")
"""Formats that call a portal by its title."""
FORMATS = (*TABLES, "atom", *CITATIONS)
"""Values of ``--format`` that write articles. Here, since the help tells them: what writes them is
slow to import."""
