"""The engine that reads a page: what each part of it is, before a layout says otherwise."""
