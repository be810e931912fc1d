"""Why nothing was exported, told to the person who asked for it."""


class ExportError(Exception):
    """Nothing was written; the message says why and what to do."""
