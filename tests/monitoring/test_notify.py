"""Who is told when something is wrong: a command, a webhook, people by mail."""

from __future__ import annotations

import json
import shlex
import socketserver
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest
from scrapy.settings import Settings

from crawler.monitoring.notify import notify

REPORT = {"exit_code": 4, "portals": [{"portal": "muster", "alarms": ["Überschrift weg"]}]}
TEXT = "muster: title is gone: 0 % → 100 %"
SECRET = "geheim-4711"


def told(**settings):
    return notify(Settings(settings), REPORT, TEXT)


@contextmanager
def listening(handler):
    """A server on loopback; its ``got`` is what came."""
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        server.got = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server, server.server_address[1]
        server.shutdown()
        thread.join()


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers["Content-Type"], body))
        self.send_response(500 if "broken" in self.path else 204)
        self.end_headers()

    def log_message(self, *args):
        pass


class Mailbox(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as one message needs."""

    def handle(self):
        self.wfile.write(b"220 muster.example\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (line := self.rfile.readline()) != b".\r\n":
                    self.server.got.append(line.decode().rstrip())
            elif verb == b"RCPT":
                self.server.got.append(line.decode().strip())
            self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
            if verb == b"QUIT":
                return


def test_nobody_is_told_unless_a_setting_says_so():
    assert told() == []


def test_a_command_gets_the_report_on_stdin(tmp_path):
    file = tmp_path / "told.json"
    script = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"
    assert told(HEALTH_COMMAND=shlex.join([sys.executable, "-c", script, str(file)])) == []
    assert json.loads(file.read_bytes()) == REPORT


def test_a_webhook_gets_the_report_as_a_post():
    with listening(Webhook) as (server, port):
        assert told(HEALTH_WEBHOOK=f"http://127.0.0.1:{port}/hook") == []
    ((path, content_type, body),) = server.got
    assert (path, content_type) == ("/hook", "application/json")
    assert json.loads(body) == REPORT


def test_people_get_the_sentences_by_mail():
    with listening(Mailbox) as (server, port):
        recipients = ["betrieb@muster.example", "leitung@muster.example"]
        mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": port, "MAIL_FROM": "archiv@muster.example"}
        assert told(HEALTH_MAIL_TO=recipients, **mail) == []
    assert [line for line in server.got if line.startswith("rcpt TO:")] == [
        f"rcpt TO:<{address}>" for address in recipients
    ]
    assert "Subject: Clusterarchiv: something is wrong" in server.got
    assert "From: archiv@muster.example" in server.got


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"http://127.0.0.1:9/{SECRET}", "Connection refused"),
        (f"file:///etc/{SECRET}", "ValueError"),
        (f"http://user:{SECRET}@[", "ValueError"),
    ],
)
def test_a_webhook_that_cannot_be_told_is_a_sentence_without_its_address(address, said):
    (trouble,) = told(HEALTH_WEBHOOK=address)
    assert trouble == f"HEALTH_WEBHOOK could not be told: {said}"


def test_a_webhook_that_answers_with_an_error_names_the_status():
    with listening(Webhook) as (_, port):
        (trouble,) = told(HEALTH_WEBHOOK=f"http://127.0.0.1:{port}/broken/{SECRET}")
    assert trouble == "HEALTH_WEBHOOK could not be told: status 500"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (f"false {SECRET}", "exit code 1"),
        (f"/no/such/{SECRET}", "No such file or directory"),
        (f"'{SECRET}", "ValueError"),
    ],
)
def test_a_command_that_fails_is_a_sentence_and_the_others_are_told_all_the_same(command, said):
    with listening(Webhook) as (server, port):
        trouble = told(HEALTH_COMMAND=command, HEALTH_WEBHOOK=f"http://127.0.0.1:{port}/hook")
    assert trouble == [f"HEALTH_COMMAND could not be told: {said}"]
    assert len(server.got) == 1
