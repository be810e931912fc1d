"""Is a portal still read as it should be? Measured in every run, compared with its own last runs.

``quality_checks`` looks at one article, ``counters`` sums that up over a run, ``alarms`` judges
the counts by the portal's history (plain Python, no crawl needed), ``watch`` ties it to a crawl.
"""
