"""How each portal is walked: one file a portal, one file a CMS family."""
