"""Web archives: their indexes (CDX), which captures to take, and where the captures' bytes are.

``cdx`` reads index answers, ``choice`` picks captures, ``services`` knows whom to ask and how,
``replay`` makes an answer of a web archive what the portal once answered (docs/web-archives.md).
"""
