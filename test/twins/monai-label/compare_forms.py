"""Reads forms that the gate has written anew with Starlette, MONAI Label's own reader, and prints what it takes them for, as JSON.

    compare_forms.py SEED COUNT

What a client has sent Starlette has to read in it again, but for the folder before a file's name; of what is like a client's form and
is not, it may read no more than the gate has looked at. Run by a Python that has Starlette.
"""

import asyncio
import json
import random
import re
import sys

from fuzz_gate import changed
from client_requests import REQUESTS
from gate_passes import passes
from starlette.requests import Request

SHOWN = 5
FILE = rb'; filename="([^"]*)"\r\nContent-Type: application/octet-stream'
HEAD = re.compile(rb'Content-Disposition: form-data; name="(\w+)"(?:' + FILE + rb")?\r\n\r\n")
FORMS = tuple(request for request in REQUESTS if request[2].startswith("multipart/form-data"))


async def main(seed, count):
    luck = random.Random(seed)
    differ, passed = [], 0
    for request in FORMS:
        before, after = await read(*request[2:]), await read(*(await passes(*request))[2:])
        # Of a field that no route knows nothing is left; a name in the long form Starlette takes for none.
        if after != [(name, file and re.split(r"[/\\]", file)[-1], content) for name, file, content in before if name != "client_id"]:
            differ += [] if b"filename*" in request[3] else [f"{request} {after}"]
    for _ in range(count):
        got = await passes(*changed(luck, luck.choice(FORMS)))
        if isinstance(got, tuple) and "boundary=labelpod-" in got[2]:
            passed += 1
            seen = await read(*got[2:])
            differ += [] if seen == looked_at(*got[2:]) else [f"{got} {seen}"]
    print(json.dumps({"passed": passed, "differ": len(differ), "examples": differ[:SHOWN]}))


async def read(content_type, body):
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive():
        return next(messages)

    headers = [(b"content-type", content_type.encode("latin-1"))]
    form = await Request({"type": "http", "method": "PUT", "headers": headers}, receive).form()
    found = []
    for name, value in form.multi_items():
        is_text = isinstance(value, str)
        found.append((name, None, value) if is_text else (name, value.filename, (await value.read()).decode("utf-8", "replace")))
    return found


def looked_at(content_type, body):
    """As the gate has written it: no other boundary, no other fields in a head."""
    parts = re.split(rb"(?:^|\r\n)--" + content_type.partition("boundary=")[2].encode() + rb"(?:--)?\r\n", body)[1:-1]
    found = []
    for part in parts:
        match = HEAD.match(part)
        filename = None if match[2] is None else match[2].decode()
        found.append((match[1].decode(), filename, part[match.end() :].decode("utf-8", "replace")))
    return found


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
