"""Articles removed on request with all their evidence, and the proof that nothing is left.

``erasing`` does it, ``records`` finds what captures hold, ``tables`` clears the archive's rows, and
``proof`` is what `scrapy doctor` looks at. docs/law.md says what is forgotten, and what cannot be.
"""
