"""Everything between a spider's request and the host that answers it.

What a portal asks of its visitors is in ``robots``, ``tdmrep``, ``retry_after``, ``crawl_hours``
and ``contact``; what protects the crawl from hostile or broken servers in ``hosts``, ``handler``
and ``truncated`` (threat model: SECURITY.md). ``recorder`` keeps each response as evidence,
``content_coding`` unpacks it, and
``conditional`` asks only for what has changed since ``previous_runs`` (docs/captures.md).
"""
