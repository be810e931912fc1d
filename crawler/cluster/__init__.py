"""More than one machine, on Dask: workers crawl portals or extract captures, results merge here.

Dask is an optional extra (``cluster`` in pyproject.toml); docs/scale.md says how workers
are started and what they must share. Nothing of it is imported until ``--cluster`` is given.
"""
