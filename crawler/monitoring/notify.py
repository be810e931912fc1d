"""Notifiers: a command, a webhook or mail reports a run that failed or raised an alarm."""

from __future__ import annotations

import shlex
import smtplib
import subprocess
import urllib.request
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.terminal import as_json, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.settings import BaseSettings

_SECONDS = 60
_SUBJECT = "Clusterarchiv: something is wrong"


def notify(settings: BaseSettings, report: dict[str, Any], text: str) -> list[str]:
    """Notify by every way that the settings name; returns sentences on the ways that failed.

    Args:
        settings: ``HEALTH_COMMAND`` gets the report as JSON on stdin, ``HEALTH_WEBHOOK`` (a URL) as
            the body of a POST, ``HEALTH_MAIL_TO`` (mail addresses) the text.
        report: exit code and summaries of the run.
        text: the complaints, for people.
    """
    payload = as_json(report).encode()
    ways: list[tuple[str, Callable[[], None]]] = []
    if command := settings.get("HEALTH_COMMAND"):
        ways.append(("HEALTH_COMMAND", lambda: _run(command, payload)))
    if url := settings.get("HEALTH_WEBHOOK"):
        ways.append(("HEALTH_WEBHOOK", lambda: _post(url, payload)))
    if recipients := settings.getlist("HEALTH_MAIL_TO"):
        ways.append(("HEALTH_MAIL_TO", lambda: _mail(settings, recipients, text)))
    trouble = []
    for name, tell in ways:
        try:
            tell()
        except (OSError, ValueError, subprocess.SubprocessError, smtplib.SMTPException) as error:
            # Never the error's own text: it may quote a URL with a token in it.
            trouble.append(f"{name} could not be told: {_brief(error)}")
    return trouble


def _run(command: str, payload: bytes) -> None:
    words = shlex.split(command)
    subprocess.run(words, input=payload, timeout=_SECONDS, check=True)  # noqa: S603


def _post(url: str, payload: bytes) -> None:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("no http or https URL")
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, payload, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
        pass


def _mail(settings: BaseSettings, recipients: list[str], text: str) -> None:
    """Send mail by Scrapy's ``MAIL_*`` settings; its own mailer needs a running reactor."""
    message = EmailMessage()
    message["Subject"], message["From"] = _SUBJECT, settings["MAIL_FROM"]
    message["To"] = ", ".join(recipients)
    message.set_content(plain(text))
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
