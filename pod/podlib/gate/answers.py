"""What the gate itself answers."""

from __future__ import annotations

import http.client
import json

from podlib.gate.http_head import write_head

# The same bytes for everybody who may not come in, whatever was wrong.
NOTHING_HERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


STARTING = "MONAI Label is starting: try again in a minute."
RESTARTING = "MONAI Label has crashed and is being started again: try again in a minute."
BROKEN_OFF = "MONAI Label broke off its answer: try again in a minute."
NO_ANSWER = "MONAI Label gave no answer within half an hour: try again, or restart it with /pod restart."
LOG_IN = "This server asks for your name and your password: log in and try again."
WRONG_LOGIN = "The name or the password is wrong: correct them and try again."
TOO_MANY = "Too many wrong passwords: wait a minute, then try again."

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">{again}
<title>{text}</title>
<body style="font: 18px/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 32em; padding: 0 1em">
<p role="status">{text}</p>{promise}
</body>
</html>
"""

REFRESH = '<meta http-equiv="refresh" content="5">'
PROMISE = "<p>This page looks again by itself.</p>"


def status_line(status, version="1.1"):
    """The first line of an answer; of a status that is not known, without its reason."""
    reason = http.client.responses.get(status, "")
    return f"HTTP/{version} {status} {reason}"


def answer(status, body=b"", fields=(), method="GET"):
    """The bytes of an answer after which the connection ends."""
    length = ("Content-Length", str(len(body)))
    head = write_head(status_line(status), [*fields, length, ("Connection", "close")])
    return head + (b"" if method == "HEAD" else body)


def tell(status, sentence, request, fields=()):
    """A sentence, as a page for a browser and in FastAPI's own form for every other program."""
    if wants_page(request):
        # What the server is not ready for it may be ready for soon; a refusal stays one.
        is_passing = status >= 500
        parts = {"again": REFRESH if is_passing else "", "promise": PROMISE if is_passing else ""}
        page = PAGE.format(text=sentence, **parts).encode()
        return answer(status, page, [("Content-Type", "text/html; charset=utf-8"), *fields], request.method)
    return tell_program(status, {"detail": sentence}, request, fields)


def tell_program(status, content, request, fields=()):
    """An object in JSON."""
    return answer(status, json.dumps(content).encode(), [("Content-Type", "application/json"), *fields], request.method)


def wants_page(request):
    """Whether somebody looks at it in a browser."""
    accepts = [value for name, value in request.fields if name == "accept"]
    return request.method in ("GET", "HEAD") and any("text/html" in value for value in accepts)
