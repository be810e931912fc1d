"""A folder of spiders as people fill it: one portal, and all that is none."""
