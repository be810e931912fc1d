"""Is a portal still read as it should be? Measured in every run, compared with its own last runs.

``signs`` says what is odd about one article, ``tally`` counts that over a run, ``alarms`` judges
the counts by the portal's history (plain Python, no crawl needed), ``watch`` ties it to a crawl.
"""
