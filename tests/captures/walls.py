"""What stands in front of a portal: pages of firewalls, captchas, logins and consent, as sent."""

from __future__ import annotations


def _page(title: str, body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


_LONG = (
    "Wir und unsere Partner speichern Informationen auf Ihrem Gerät und greifen darauf zu. "
    "Mit Ihrer Einwilligung verarbeiten wir personenbezogene Daten, um Inhalte auszuspielen. "
) * 8

WALLS: dict[str, str] = {
    "F5": _page(
        "Request Rejected",
        "The requested URL was rejected. Please consult with your administrator.<br><br>"
        "Your support ID is: 1234567890123456789<br><br><a href='javascript:history.back();'>"
        "[Go Back]</a>",
    ),
    "F5 without a title": "<html><body>The requested URL was rejected. Please consult with your "
    "administrator.<br><br>Your support ID is: 987654321</body></html>",
    "F5 in German": _page(
        "Anfrage abgelehnt",
        "<p>Die angeforderte URL wurde abgelehnt. Bitte wenden Sie sich an Ihren Administrator."
        "</p><p>Ihre Support-ID lautet: 1234567890</p>",
    ),
    "F5 in a portal's frame": _page(
        "Musterportal",
        "<h1>Musterportal</h1><p>The requested URL was rejected. Please consult with your "
        "administrator. Your support ID is: 42</p>",
    ),
    "Cloudflare challenge": _page(
        "Just a moment...",
        '<div class="main-wrapper"><div class="main-content"><noscript><div class="h2"><span '
        'id="challenge-error-text">Enable JavaScript and cookies to continue</span></div>'
        "</noscript></div></div><script>window._cf_chl_opt={cvId:'3'}</script>",
        '<meta name="robots" content="noindex,nofollow">',
    ),
    "Cloudflare challenge in German": _page(
        "Nur einen Moment…",
        "<h1>www.muster.example</h1><p>Überprüfen Sie, dass Sie ein Mensch sind, indem Sie die "
        "folgende Aktion ausführen.</p><p>www.muster.example muss die Sicherheit Ihrer Verbindung "
        "überprüfen, bevor Sie fortfahren können.</p><div>Ray ID: <code>8a1b2c3d4e5f</code></div>",
    ),
    "Cloudflare block": _page(
        "Attention Required! | Cloudflare",
        "<h1>Sorry, you have been blocked</h1><h2>You are unable to access muster.example</h2>"
        "<h2>Why have I been blocked?</h2><p>This website is using a security service to protect "
        "itself from online attacks. The action you just performed triggered the security "
        "solution. There are several actions that could trigger this block including submitting a "
        "certain word or phrase, a SQL command or malformed data.</p><h2>What can I do to resolve "
        "this?</h2><p>You can email the site owner to let them know you were blocked. Please "
        "include what you were doing when this page came up and the Cloudflare Ray ID found at "
        "the bottom of this page.</p><p>Cloudflare Ray ID: 8a1b2c3d4e5f6a7b</p>",
    ),
    "Cloudflare 1020": _page(
        "Access denied | www.muster.example used Cloudflare to restrict access",
        "<h1>Error 1020</h1><h2>Access denied</h2><h2>What happened?</h2><p>This website is using "
        "a security service to protect itself from online attacks.</p><p>Ray ID: 8a1b</p>",
    ),
    "Akamai": _page(
        "Access Denied",
        "<h1>Access Denied</h1>You don't have permission to access "
        '"http://www.muster.example/aktuelles" on this server.<p>Reference #18.2d351ab8.1557333295'
        "</p><p>https://errors.edgesuite.net/18.2d351ab8</p>",
    ),
    "Akamai challenge": _page(
        "&nbsp;",
        '<script>(function(){var a="bm-verify";})()</script><noscript>Please enable JavaScript to '
        'view the page content.</noscript><meta http-equiv="refresh" '
        'content="500; URL=/aktuelles?bm-verify=AAQAA">',
    ),
    "Imperva": "<html><head><META NAME='robots' CONTENT='noindex,nofollow'></head><body>"
    '<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=9&xinfo=1&incident_id=1-2">'
    "Request unsuccessful. Incapsula incident ID: 1234-5678</iframe></body></html>",
    "Imperva error": _page(
        "muster.example",
        "<h1>Error 15</h1><p>This request was blocked by our security service.</p><p>Powered by "
        "Imperva</p><p>Your IP: 192.0.2.1</p><p>Incident ID: 1-2-3</p>",
    ),
    "DataDome": _page(
        "muster.example",
        '<p id="cmsg">Please enable JS and disable any ad blocker</p><script>var dd={"rt":"c",'
        '"cid":"AHrl","hsh":"1","host":"geo.captcha-delivery.com"}</script>'
        '<script src="https://ct.captcha-delivery.com/c.js"></script>',
    ),
    "AWS WAF": _page(
        "Human Verification",
        "<div id='captcha-container'></div><h1>JavaScript is disabled</h1>In order to continue, we "
        "need to verify that you're not a robot. This requires JavaScript. Enable JavaScript and "
        "then reload the page.",
        '<script src="https://a.token.awswaf.com/a/b/challenge.js"></script>',
    ),
    "AWS WAF without a title": '<html><head><script type="text/javascript">window.awsWafCookie'
    "DomainList = [];</script><script src='https://a.edge.sdk.awswaf.com/x/challenge.js'></script>"
    "</head><body><div id='challenge-container'></div><noscript><h1>JavaScript is disabled</h1>In "
    "order to continue, we need to verify that you're not a robot.</noscript></body></html>",
    "Anubis": _page(
        "Making sure you&#39;re not a bot!",
        "<h1>Making sure you&#39;re not a bot!</h1><p id='status'>Loading...</p><details>"
        "<p>You are seeing this because the administrator of this website has set up Anubis to "
        "protect the server against the scourge of AI companies aggressively scraping websites. "
        "This can and does cause downtime for the websites, which makes their resources "
        "inaccessible for everyone.</p><p>Anubis is a compromise. Anubis uses a Proof-of-Work "
        "scheme in the vein of Hashcash, a proposed proof-of-work scheme for reducing email spam. "
        "The idea is that at individual scales the additional load is ignorable, but at mass "
        "scraper levels it adds up and makes scraping much more expensive.</p><p>Please note that "
        "Anubis requires the use of modern JavaScript features that plugins like JShelter will "
        "disable. Please disable JShelter or other such plugins for this domain.</p></details>",
    ),
    "Anubis in German": _page(
        "Wir stellen sicher, dass Sie kein Bot sind!",
        "<h1>Wir stellen sicher, dass Sie kein Bot sind!</h1><p>Ladevorgang läuft…</p>",
    ),
    "PerimeterX": _page(
        "Access to this page has been denied",
        "<h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1><p>Reference ID "
        "8f6a</p><div id='px-captcha'></div>",
    ),
    "Sucuri": _page(
        "Sucuri WebSite Firewall - Access Denied",
        "<h1>Access Denied - Sucuri Website Firewall</h1><p>If you are the site owner (or you "
        "manage this site), please whitelist your IP.</p><p>Block ID: BNP005</p>",
    ),
    "Wordfence": _page(
        "Ihr Zugriff auf diese Website wurde eingeschränkt",
        "<h1>Ihr Zugriff auf diese Website wurde vom Betreiber der Website eingeschränkt</h1>"
        "<p>HTTP-Antwort-Code 503</p>",
    ),
    "ModSecurity": _page(
        "Not Acceptable!",
        "<h1>Not Acceptable!</h1><p>An appropriate representation of the requested resource could "
        "not be found on this server. This error was generated by Mod_Security.</p>",
    ),
    "Myra": _page(
        "Sicherheitsprüfung",
        "<h1>Ihr Browser wird geprüft</h1><p>Bitte warten Sie einen Augenblick. Diese Seite wird "
        "von Myra Security geschützt.</p>",
    ),
    "Barracuda": _page(
        "",
        "<p>The specified URL cannot be found or the page you have requested is blocked. Please "
        "contact the site administrator and quote the Request ID 1923.</p>",
    ),
    "Fortinet": _page(
        "Web Filter Block Override",
        "<h1>FortiGuard Intrusion Prevention - Access Blocked</h1><p>You have tried to access a "
        "web page which is in violation of your internet usage policy.</p>",
    ),
    "a captcha": _page(
        "Musterportal",
        "<h2>Bitte bestätigen Sie, dass Sie kein Roboter sind</h2><form><div class='g-recaptcha' "
        "data-sitekey='x'></div><button>Absenden</button></form>",
    ),
    "a captcha with figures": _page(
        "Musterportal",
        "<p>Bitte geben Sie die Zeichen aus dem Bild ein, um fortzufahren.</p><form><img src='/c'>"
        "<input name='captcha'></form>",
    ),
    "unusual traffic": _page(
        "Ungewöhnlicher Datenverkehr",
        "<p>Unsere Systeme haben ungewöhnlichen Datenverkehr aus Ihrem Netzwerk festgestellt.</p>",
    ),
    "denied": _page("Zugriff verweigert", "<h1>Zugriff verweigert</h1><p>Keine Rechte.</p>"),
    "not allowed": _page(
        "Musterportal",
        "<h1>Musterportal</h1><p>Sie sind nicht berechtigt, auf diese Seite zuzugreifen.</p>",
    ),
    "maintenance": _page(
        "Musterportal",
        "<h1>Wartungsarbeiten</h1><p>Wegen Wartungsarbeiten ist unser Angebot vorübergehend nicht "
        "erreichbar. Wir bitten um Ihr Verständnis.</p>",
    ),
    "maintenance in the text": _page(
        "Musterportal", "<h1>Liebe Besucherinnen und Besucher,</h1><p>derzeit wird unser Angebot "
        "gewartet. Bitte versuchen Sie es später noch einmal.</p>",
    ),
    "scripts wanted": _page(
        "Musterportal", "<noscript>Bitte aktivieren Sie JavaScript, um diese Seite zu sehen."
        "</noscript><div id='root'></div>",
    ),
    "scripts wanted in a headline": _page(
        "Musterportal", "<h1>Bitte aktivieren Sie JavaScript</h1><p>Ohne geht es nicht.</p>"
    ),
    "cookies wanted": _page(
        "Musterportal",
        "<p>Ihr Browser akzeptiert keine Cookies. Bitte aktivieren Sie Cookies in Ihrem Browser "
        "und laden Sie die Seite neu.</p>",
    ),
    "a login": _page(
        "Anmeldung – Musterportal",
        "<h1>Anmelden</h1><p>Bitte melden Sie sich an, um fortzufahren.</p><form><label>Name"
        "<input name='user'></label><label>Passwort<input type='password'></label></form>",
    ),
    "a login without a headline": _page(
        "Musterportal",
        "<form><p>Bitte melden Sie sich mit Ihrem Benutzernamen und Passwort an.</p>"
        "<input name='user'><input type='password'></form>",
    ),
    "single sign-on": _page(
        "Weiterleitung", "<body onload='document.forms[0].submit()'><form method='post'><input "
        "type='hidden' name='SAMLRequest' value='x'><noscript><p>Da Ihr Browser kein JavaScript "
        "unterstützt, müssen Sie auf Weiter klicken.</p></noscript></form>",
    ),
    "consent": _page(
        "Datenschutzeinstellungen",
        f"<h1>Wir benötigen Ihre Zustimmung</h1><p>{_LONG}</p><button>Alle akzeptieren</button>"
        "<button>Nur notwendige</button>",
    ),
    "consent, long": _page(
        "Musterportal",
        f"<h2>Ihre Privatsphäre ist uns wichtig</h2><p>{_LONG}</p><button>Zustimmen</button>",
    ),
    "consent or subscription": _page(
        "Musterportal",
        "<h1>Weiterlesen mit Werbung oder im Abo</h1><p>Besuchen Sie unser Angebot wie gewohnt mit "
        "Werbung und Tracking. Mit Akzeptieren stimmen Sie der Nutzung von Cookies zu.</p>",
    ),
}  # fmt: skip
