"""Query parameters that do not select the page, and which CMS adds them."""

from __future__ import annotations

import re

Pair = tuple[str, str]

# parameter name (full match) → value (full match) → the rule's name
_DROPPED: tuple[tuple[re.Pattern[str], re.Pattern[str], str], ...] = tuple(
    (re.compile(name), re.compile(value), rule)
    for name, value, rule in (
        # TYPO3: checksum of the other parameters, cache switch, default language
        (r"cHash", r".*", "cHash"),
        (r"no_cache", r".*", "no_cache"),
        (r"L", r"0?", "default language"),
        # TYPO3: typeNum of print templates; 0 is the page itself. Feeds have other numbers.
        (r"type", r"0|98|99|1991", "print view"),
        (r"print", r"1|true|yes", "print view"),
        # TYPO3 content aggregation: all but the paging of a list
        (r"tx_contentaggregation_pages\[.*(?<!\[currentPage\])", r".*", "plug-in parameter"),
        # Government Site Builder: rendering (renderPrint, renderMobile …), navigation node
        (r"view", r"render\w*", "print view"),
        (r"nn", r"\d*", "navigation node"),
        # campaigns
        (r"(?:utm|mtm|pk|piwik|matomo|at)_\w+|(?:fb|g|ms|tw|yandex)cl(?:k)?id|mc_[ce]id|_ga|wt_mc"
         r"|igshid|ns_\w+|WT\.\w+", r".*", "tracking parameter"),
        # session in the query
        (r"(?:PHPSESSID|jsessionid|sid|fe_typo_user)", r"[0-9A-Za-z._-]{8,}", "session"),
    )
)  # fmt: skip

# Plug-ins whose one parameter selects the article; their other parameters say where the reader
# came from or repeat the date. tt_news, EXT:news.
_SELECTORS = {
    "tx_ttnews[tt_news]": re.compile(r"tx_ttnews\[(?!tt_news\]).*"),
    "tx_news_pi1[news]": re.compile(r"tx_news_pi1\[(?!news\]).*"),
}
_ESCAPED_AMPERSAND = re.compile(r"^(?:amp;)+")


def canonical_query(pairs: list[Pair], rules: list[str]) -> list[Pair]:
    """The pairs that select the page; appends to ``rules`` why others were dropped.

    ``amp;cHash`` is cHash behind an ampersand that was escaped twice.
    """
    named = [(_ESCAPED_AMPERSAND.sub("", name), value) for name, value in pairs]
    if named != pairs:
        rules.append("escaped ampersand")
    names = {name for name, _ in named}
    kept: list[Pair] = []
    for name, value in named:
        if rule := _dropped(name, value, names):
            rules.append(rule)
        elif (name, value) not in kept:
            kept.append((name, value))
    return kept


def _dropped(name: str, value: str, names: set[str]) -> str | None:
    for name_pattern, value_pattern, rule in _DROPPED:
        if name_pattern.fullmatch(name) and value_pattern.fullmatch(value):
            return rule
    for selector, others in _SELECTORS.items():
        if selector in names and others.fullmatch(name):
            return "plug-in parameter"
    return None
