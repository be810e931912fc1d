"""Health check of a portal: every run is measured and compared with the portal's own last runs.

``quality_checks`` looks at one article, ``counters`` sums that up over a run, ``alarms`` judges
the counts by the portal's history (plain Python, no crawl needed), ``watch`` ties it to a crawl.
"""
