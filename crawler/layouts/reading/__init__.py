"""The rules all layouts share: from a page's tree to headline, text and fields.

In the order they run: ``page`` parses, ``flow`` makes blocks of the visible text with the roles
that ``element_roles`` knows, ``trails`` and ``headline`` find what the page is about, ``view`` puts
these together, ``body`` finds the text (with ``boilerplate`` and ``interruptions``), and
``published``, ``kicker``, ``labelled``, ``images`` and ``links`` find one field each.
"""
