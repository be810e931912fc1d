"""The archive in Datasette: its configuration, our plugin, and the server."""
