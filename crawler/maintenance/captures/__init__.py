"""Files of captures written anew: some packed into one, or some of their records left out.

``rewriting`` is the one mechanism; ``packing`` and ``crawler.maintenance.forgetting`` use it.
"""
