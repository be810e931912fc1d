"""How a run went: what is logged, counted and told."""
