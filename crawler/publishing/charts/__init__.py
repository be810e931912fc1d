"""Charts of an archive: each its SQL, its sums and its drawing."""
