"""German words: base forms, inflected forms, compounds and spellings of one word."""
