"""Notifiers: a command, a webhook or mail; for a run that failed, and for news of a watch.

Whom they reach is said by settings of the same ending: ``HEALTH_COMMAND`` and ``WATCH_COMMAND``,
``…_WEBHOOK``, ``…_MAIL_TO``.
"""

from __future__ import annotations

import shlex
import subprocess
import urllib.request
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.terminal import as_json, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrapy.settings import BaseSettings

_SECONDS = 60
_SUBJECT = "Clusterarchiv: something is wrong"
HEALTH, WATCH = "HEALTH", "WATCH"
"""What the settings' names begin with."""
COMMAND, WEBHOOK, MAIL = "command", "webhook", "mail"
WAYS = {COMMAND: "COMMAND", WEBHOOK: "WEBHOOK", MAIL: "MAIL_TO"}
"""Ways of notifying, and what the settings' names end with."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told."""

    report: dict[str, Any]
    """As JSON: on stdin of the command, as body of the POST."""
    text: str
    """For people: the mail."""
    subject: str = _SUBJECT
    message_id: str | None = None
    """Of the mail, and of the POST as ``Idempotency-Key``; a notice sent again has the same."""
    recipients: Sequence[str] | None = None
    """Mail addresses; None: those of the setting."""


def notify(settings: BaseSettings, report: dict[str, Any], text: str) -> list[str]:
    """Notify of a run that failed or raised an alarm, by every way that the settings name.

    Returns sentences on the ways that failed.

    Args:
        settings: ``HEALTH_COMMAND``, ``HEALTH_WEBHOOK`` (a URL), ``HEALTH_MAIL_TO`` (addresses).
        report: exit code and summaries of the run.
        text: the complaints, for people.
    """
    notice = Notice(report, text)
    sent = [send(settings, HEALTH, way, notice) for way in WAYS if is_set(settings, HEALTH, way)]
    return [trouble for trouble in sent if trouble]


def is_set(settings: BaseSettings, prefix: str, way: str) -> bool:
    """Whether the settings say whom a way of notifying reaches."""
    return bool(settings.get(f"{prefix}_{WAYS[way]}"))


def send(settings: BaseSettings, prefix: str, way: str, notice: Notice) -> str | None:
    """Send a notice by one way, which ``is_set``; a sentence if that failed."""
    name = f"{prefix}_{WAYS[way]}"
    payload = as_json(notice.report).encode()
    value = settings.get(name)
    ways: dict[str, Callable[[], None]] = {
        COMMAND: lambda: _run(value, payload),
        WEBHOOK: lambda: _post(value, payload, notice.message_id),
        MAIL: lambda: _mail(settings, notice.recipients or settings.getlist(name), notice),
    }
    try:
        ways[way]()
    except (OSError, ValueError, subprocess.SubprocessError) as error:  # those of smtplib, too
        # Never the error's own text: it may quote a URL with a token in it.
        return f"{name} could not be told: {_brief(error)}"
    return None


def _run(command: str, payload: bytes) -> None:
    words = shlex.split(command)
    subprocess.run(words, input=payload, timeout=_SECONDS, check=True)  # noqa: S603


def _post(url: str, payload: bytes, message_id: str | None) -> None:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("no http or https URL")
    headers = {"Content-Type": "application/json"}
    if message_id is not None:
        headers["Idempotency-Key"] = f'"{message_id}"'
    request = urllib.request.Request(url, payload, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
        pass


def _mail(settings: BaseSettings, recipients: Sequence[str], notice: Notice) -> None:
    """Send mail by Scrapy's ``MAIL_*`` settings; its own mailer needs a running reactor."""
    import smtplib  # slow to import, and most runs have nothing to tell

    message = EmailMessage()
    message["Subject"], message["From"] = plain(notice.subject), settings["MAIL_FROM"]
    message["To"] = ", ".join(recipients)
    if notice.message_id is not None:
        message["Message-ID"] = f"<{notice.message_id}@clusterarchiv.invalid>"
    message.set_content(plain(notice.text))
    smtp = smtplib.SMTP_SSL if settings.getbool("MAIL_SSL") else smtplib.SMTP
    with smtp(settings["MAIL_HOST"], settings["MAIL_PORT"], timeout=_SECONDS) as server:
        if settings.getbool("MAIL_TLS"):
            server.starttls()
        if settings.get("MAIL_USER"):
            server.login(settings["MAIL_USER"], settings["MAIL_PASS"])
        server.send_message(message)


def _brief(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"exit code {error.returncode}"
    if isinstance(reason := getattr(error, "reason", None), OSError):  # urllib's wrapping
        error = reason
    code = getattr(error, "code", None)
    return f"status {code}" if code else getattr(error, "strerror", None) or type(error).__name__
