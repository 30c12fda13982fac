"""Reads random heads with the gate's own reader and with h11, MONAI Label's, and prints what they disagree about as JSON.

    compare_heads.py SEED COUNT

What the gate takes h11 has to read in the same way: method, target, fields and how the body ends. That holds for what came in and
for what the gate makes of it. Run by a Python that has h11.
"""

import json
import os
import random
import sys

import h11

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "pod"))
from podlib.gate.admission import Visitor  # noqa: E402
from podlib.gate.exchange import server_head  # noqa: E402
from podlib.gate.http_head import BadHeadError, parse_request  # noqa: E402

LINES = (
    "GET /key/info/?a=%20b HTTP/1.1",
    "POST /key/infer/deepedit HTTP/1.1",
    "PUT /key/datastore/label?image=a HTTP/1.1",
    "HEAD /key/ HTTP/1.0",
)
FIELDS = (
    "Host: pod.example:8000",
    "Content-Length: 5",
    "Content-Length: 05",
    "content-length:7",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: CHUNKED",
    "transfer-encoding: gzip, chunked",
    "Connection: keep-alive, Content-Length",
    "Cookie: a=1; b=2",
    "Accept: text/html",
    "X-Long: " + "y" * 300,
    "X-Empty:",
    "Expect: 100-continue",
    "Upgrade: h2c",
)
SPICE = "\r\n\0\t :;,+-=/\\\"'#?%\x0b\x0c\x7f\x85\xa0\xff0159aAzZ_"
SHOWN = 5


def main(seed, count):
    luck = random.Random(seed)
    accepted, differ = 0, []
    for _ in range(count):
        head = make_head(luck)
        try:
            request = parse_request(head)
        except BadHeadError:
            continue
        accepted += 1
        if ours(request) != theirs(head) or not survives(request):
            differ.append(head.decode("latin-1"))
    print(json.dumps({"accepted": accepted, "differ": len(differ), "examples": differ[:SHOWN]}))


def make_head(luck):
    fields = luck.sample(FIELDS, luck.randint(0, 5))
    if luck.random() < 0.9:
        fields.append(FIELDS[0])
    luck.shuffle(fields)
    head = "\r\n".join([luck.choice(LINES), *fields, "", ""])
    for _ in range(luck.choice((0, 0, 1, 1, 2, 4))):
        at, length = luck.randrange(len(head)), luck.randint(0, 2)
        head = head[:at] + "".join(luck.choices(SPICE, k=luck.randint(0, 3))) + head[at + length :]
    return head.encode("latin-1")


def ours(request):
    # h11 writes the name of a coding in small letters.
    coding = "transfer-encoding"
    fields = [(name, value.lower() if name == coding else value) for name, value in request.fields]
    fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
    return request.method, request.target, fields, "chunked" if request.is_chunked else request.length


def theirs(head):
    event = read(head)
    if event is None:
        return None
    fields = [(name, value) for name, value in event.headers]
    return event.method.decode(), event.target.decode(), fields, framing(event)


def survives(request):
    """Whether what the gate sends on is one request with the same body, and nothing behind it."""
    visitor = Visitor("people", "path", None, request.target, "")
    event = read(server_head(visitor, request))
    wanted = "chunked" if request.is_chunked else request.length
    return event is not None and (event.method.decode(), event.target.decode(), framing(event)) == (
        request.method,
        request.target,
        wanted,
    )


def read(head):
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(head)
    try:
        event = connection.next_event()
    except h11.RemoteProtocolError:
        return None
    is_alone = connection.trailing_data[0] == b""
    return event if isinstance(event, h11.Request) and is_alone else None


def framing(event):
    fields = dict(event.headers)
    return "chunked" if b"transfer-encoding" in fields else int(fields.get(b"content-length", b"0"))


main(int(sys.argv[1]), int(sys.argv[2]))
