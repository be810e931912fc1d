"""What a source says when it has nothing to give."""


class SourceError(Exception):
    """Nothing can be read from where the source points; the message is for the person at it."""
