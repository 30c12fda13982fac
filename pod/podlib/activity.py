"""When a person last used the server, read from its access log: times and counts, never what was asked for."""

from __future__ import annotations

import calendar
import os
import re
import time

from podlib.files import read_json, write_json
from podlib.processes import count_ssh_terminals, marked, trainings

# [2026-11-23 06:20:07,146] [21988] [MainThread] [INFO] (uvicorn.access:477) - 127.0.0.1:37576 - "PUT /datastore/label?… HTTP/1.1" 200
LINE = re.compile(
    rb"\[(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+\] \[\d+\] \[[^]]*\] \[\w+\] \(uvicorn\.access:\d+\) - "
    rb'\S+ - "(\w+) (/[^ ?"]*)(\?[^ "]*)? HTTP/[\d.]+" (\d{3})'
)
# What 3D Slicer, OHIF and the reviewer ask for when a person does something. Left out is what clients send by themselves
# (/auth/, /info/, GET /train/, /logs/, /scoring/), and what strangers try on a port that is open to the internet.
PEOPLE = re.compile(rb"/(activelearning|batch|datastore|infer|model|ohif|proxy|session|train)(/|$)")
OURS = re.compile(rb"[?&]src=labelpod(&|$)")
REFUSED = (b"401", b"403", b"404", b"405")
# Set by the local provider for every program on one of its pods.
LOCAL_POD = "LABELPOD_POD"
BLOCK_BYTES = 1024 * 1024


def read_activity(home):
    """What is on record now; remembers how far the log was read, so that each call reads only what is new."""
    path = os.path.join(home, "activity.json")
    before = read_json(path) or {"inode": None, "offset": 0, "lastHumanAtEpochS": None}
    after = _read_on(os.path.join(home, "server.log"), before)
    if after != before:
        write_json(path, after)
    return {
        "lastHumanAtEpochS": after["lastHumanAtEpochS"],
        "nowEpochS": int(time.time()),
        # On a team's own machine, where a pod is a folder, a login says nothing of the pod.
        "sshSessions": 0 if LOCAL_POD in os.environ else count_ssh_terminals(),
        "trainingPids": trainings(marked(home)),
    }


def _read_on(log, before):
    """Reads the rest of the log known so far, which may have been put aside, and then the newer one."""
    newest, state = before["lastHumanAtEpochS"], before
    for path in (log + ".1", log):
        try:
            file = open(path, "rb")
        except FileNotFoundError:
            continue
        with file:
            status = os.fstat(file.fileno())
            is_known = status.st_ino == before["inode"] and status.st_size >= before["offset"]
            if path != log and not is_known:
                continue
            offset, found = _scan(file, before["offset"] if is_known else 0)
            newest = max(filter(None, (newest, found)), default=None)
            state = {"inode": status.st_ino, "offset": offset}
    return {"inode": state["inode"], "offset": state["offset"], "lastHumanAtEpochS": newest}


def _scan(file, offset):
    """The offset behind the last whole line, and the time of the last thing that a person did."""
    file.seek(offset)
    newest, rest = None, b""
    while block := file.read(BLOCK_BYTES):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        for line in lines:
            newest = _human_at(line) or newest
    return file.tell() - len(rest), newest


def _human_at(line):
    """Seconds since 1970 when the line is a person's doing; the log is in UTC."""
    if b"uvicorn.access" not in line:
        return None
    match = LINE.match(line)
    if match is None:
        return None
    at, method, path, query, status = match.groups()
    is_poll = method == b"GET" and path.startswith(b"/train")
    if is_poll or status in REFUSED or not PEOPLE.match(path) or OURS.search(query or b""):
        return None
    return calendar.timegm(time.strptime(at.decode(), "%Y-%m-%d %H:%M:%S"))
