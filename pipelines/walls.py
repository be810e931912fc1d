"""Walls: what a firewall, a bot protection, a login or a consent banner sends in a page's place.

Their makers write the same words on every portal; what portals write themselves, that they are
being maintained or want cookies, comes in a few phrases. Headlines are judged by themselves, text
where nothing says that the page is an article.
"""

from __future__ import annotations

import re

HEADLINE = re.compile(
    r"^\W*(?:einen (?:kleinen )?moment|nur einen moment|just a moment|please wait|bitte warten)\b"
    r"|\b(?:request|anfrage)\W+(?:rejected|abgelehnt|blocked|blockiert)\b"
    r"|\b(?:access|zugriff|zugang)\W+(?:(?:to|this|your|has|been|auf|zu[rm]?|diese[rsnm]?|die|das"
    r"|vo[nm]|der|web|page|site|website|webseite|seite|portal|angebot|betreiber|wurde|ist)\W+){0,9}"
    r"(?:denied|blocked|restricted|limited|verweigert|blockiert|gesperrt|abgelehnt|verboten"
    r"|eingeschränkt)\b"
    r"|\b(?:kein zugriff|keine (?:zugriffs)?berechtigung|forbidden|unauthori[sz]ed)\b"
    r"|\b(?:access|intrusion) block\w*|\byou have been blocked\b|\bnot acceptable\W*$"
    r"|\battention required\b|\bpardon our interruption\b|\bchecking your browser\b"
    r"|\b(?:re)?captcha\b|\b(?:kein|keine|not a) (?:robot(?:er)?|bots?)\b"
    r"|\byou(?:['’]re| are) (?:a )?human\b|\bare you (?:a )?(?:human|robot)\b"
    r"|\b(?:sind sie|sie sind|dass sie) ein (?:mensch|roboter)\b|\bhuman verification\b"
    r"|\b(?:sicherheits|browser)(?:über)?prüfung\b|\bbrowser wird (?:über)?prüf|\bsecurity check"
    r"|\bbrowser wird geprüft\b|\bverify (?:that )?you are\b|\bddos[- ]\w+\b"
    r"|\b(?:unusual|suspicious) (?:traffic|activity)\b|\bungewöhnlicher datenverkehr\b"
    r"|\b(?:sitzung|session)\b.{0,20}\b(?:abgelaufen|ungültig|beendet|invalid)\b"
    r"|\bsession\b.{0,20}\b(?:expired|timed? ?out)\b"
    r"|\b(?:cookies|javascript)\b.{0,30}\b(?:aktivieren|zulassen|deaktiviert|enabled?|disabled"
    r"|required|erforderlich|benötigt)\b"
    r"|\b(?:aktivieren sie|enable)\b.{0,20}\b(?:cookies|javascript|js)\b"
    r"|\btoo many requests\b|\bzu viele (?:anfragen|zugriffe)\b"
    r"|\b(?:wartungsarbeiten|wartungsmodus|wartungsseite|maintenance|unavailable)\b"
    r"|\b(?:wird|werden) (?:derzeit |gerade |zurzeit )?gewartet\b"
    r"|\bvorübergehend nicht (?:verfügbar|erreichbar)\b"
    # Walls, whose whole headline it is: a portal may well report about cookies.
    r"|^\W*(?:bitte\W+)?(?:anmeld(?:en|ung)|log-?\s?in|einloggen|sign in|melden sie sich an)\W*$"
    r"|^\W*(?:weiterleitung|redirecting|sie werden weitergeleitet)\W*$"
    r"|^\W*cookies?(?:[- ]\w+){0,2}\W*$|^\W*(?:wir verwenden|we use) cookies\W*$"
    r"|^\W*(?:wir (?:respektieren|schätzen) )?(?:ihre|we value your) (?:privatsphäre|privacy)\W*$"
    r"|^\W*ihre privatsphäre ist uns wichtig\W*$"
    r"|^\W*wir (?:benötigen|brauchen) ihre (?:zustimmung|einwilligung)\W*$"
    r"|^\W*(?:privatsphäre|datenschutz|cookie)-?\s?einstellungen\W*$"
    r"|\b(?:mit werbung|werbefrei)\b.{0,30}\babo\b",
    re.IGNORECASE,
)
"""Headlines of what stands before a page, or says that the portal does not work now.

Cloudflare, F5, Akamai and Imperva write the first ones.
"""

MADE_BY = re.compile(
    r"\brequested url was rejected\b|\bangeforderte url wurde abgelehnt\b"
    r"|\bsupport[- ]?id\W+(?:is|lautet|\d)|\bincident id\b|\bray id:|\byou are unable to access\b"
    r"|\byou don['’]t have permission to access\b.{0,200}\bon this server\b"
    r"|\bblocked by our security\b|\bsecurity service to protect itself\b"
    r"|\b(?:generated|blocked) by mod_?security\b|\bset up anubis to\b|\bmyra security\b"
    r"|\bplease enable (?:js|javascript|cookies)\b|\bdisable any ad ?blocker\b"
    r"|\bverify that you(?:['’]re| are) (?:not a robot|a human)\b"
    r"|\bthe page you have requested is blocked\b|\bcaptcha-delivery\b"
    r"|\bunusual traffic from your\b|\bungewöhnlichen datenverkehr aus ihrem\b"
    r"|\bpartner (?:speichern|verarbeiten) (?:informationen|daten) auf ihrem gerät\b",
    re.IGNORECASE | re.DOTALL,
)
"""Sentences that a maker's product writes on every portal, and no editor on any."""

NOTICE = re.compile(
    r"\bdass sie (?:ein mensch|kein roboter|kein bot) sind\b|\bkein bot sind\b"
    r"|\bzeichen aus dem bild\b|\bum fortzufahren\b|\bbitte warten\b"
    r"|\b(?:javascript|cookies)\b.{0,60}\b(?:aktivier|deaktivier|zulassen|zu?gelassen)\w*"
    r"|\baktivier\w* sie\b.{0,40}\b(?:javascript|cookies)\b|\bakzeptiert keine cookies\b"
    r"|\b(?:wird|werden)\b.{0,40}\bgewartet\b|\bwartungsarbeiten\b"
    r"|\b(?:vorübergehend|derzeit|zurzeit|momentan) (?:leider )?nicht (?:verfügbar|erreichbar)\b"
    r"|\bversuchen sie es\b.{0,40}\b(?:später|erneut|noch ?(?:ein)?mal|wieder)\b"
    r"|\btry again (?:later|in a)\b|\bladen sie die seite neu\b"
    r"|\bnicht berechtigt\b|\bkeine (?:rechte|berechtigung)\b|\bsie haben keinen zugriff\b"
    r"|\bmelden sie sich (?:bitte )?(?:an\b|mit ihre)|\bbenutzername\w*\b.{0,30}\b(?:pass|kenn)wort"
    r"|\b(?:nutzung|verwendung|einsatz) von cookies\b|\bcookies? (?:akzeptieren|zustimmen)\b"
    r"|\badministrator\b|\bunexpected error\b|\bunerwarteter fehler\b",
    re.IGNORECASE | re.DOTALL,
)
"""What a portal says of itself when it does not show a page."""

_MARKS = {
    b"_cf_chl_opt": "Cloudflare's challenge",
    b"/_Incapsula_Resource?CWUDNSAI": "Imperva's challenge",
    b"Incapsula incident ID": "Imperva's block",
    b"captcha-delivery.com/": "DataDome's captcha",
    b"awsWafCookieDomainList": "AWS WAF's challenge",
    b"gokuProps": "AWS WAF's challenge",
    b"bm-verify": "Akamai's challenge",
    b"px-captcha": "PerimeterX's captcha",
    b"anubis_challenge": "Anubis's challenge",
    b'name="SAMLRequest"': "a login",
    b"name='SAMLRequest'": "a login",
    b"sucuri_cloudproxy_js": "Sucuri's challenge",
}
_ASKS = (
    (re.compile(rb"type=[\"']?password", re.IGNORECASE), "a login"),
    (re.compile(rb"<noscript\b.{0,500}?javascript", re.IGNORECASE | re.DOTALL), "scripts wanted"),
    (
        re.compile(rb"(?:g-recaptcha|h-captcha|frc-captcha|cf-turnstile)", re.IGNORECASE),
        "a captcha",
    ),
)
"""What ordinary pages have, too, beside their text."""
_MARKUP_MAX = 200_000
_NOTICE_MAX = 20_000
_NOT_SEEN = re.compile(
    rb"<(script|style|noscript)\b.{0,5000}?</\1>|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL
)
"""Tags, and what stands in those that are not read."""


def marked(markup: bytes, *, has_text: bool) -> str | None:
    """The wall whose marks a page bears in its markup, in words; None: it bears none.

    ``has_text``: the page has a text to read. Without one it is what it asks for.
    """
    markup = markup[:_MARKUP_MAX]
    for mark, name in _MARKS.items():
        if mark in markup:
            return name
    if has_text:
        return None
    for asks, name in _ASKS:
        if asks.search(markup):
            return name
    visible = _NOT_SEEN.sub(b" ", markup[:_NOTICE_MAX]).decode("utf-8", "replace")
    return "a notice" if NOTICE.search(" ".join(visible.split())) else None
