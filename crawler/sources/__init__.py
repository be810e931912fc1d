"""Where pages come from (``-a source=``): the portal, files on disk or a web archive.

``registry`` has the table of sources by name, ``protocols`` what a source and a spider ask of each
other. Each source has a file of its own: ``live`` (with ``demo``), ``warc``, ``text`` and
``webarchive`` (``cdx``, ``wayback``, ``commoncrawl``).
"""
