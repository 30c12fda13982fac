#!/usr/bin/env python3
"""Asks a PACS for one study, from the pod itself and with Python's standard library only.

    check_pacs.py --home DIR

Takes `url`, `username` and `password` from DIR/pacs.json, which it deletes. Prints one JSON object whose `code` is ok,
unreachable, refused (it wants another login) or not-dicomweb; nothing of the answer is kept or printed.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

from podlib.files import read_json, remove

TIMEOUT_S = 10
# Google's service takes the machine's own account, which only the server's library knows how to use.
OWN_LOGIN = ".googleapis.com"


def main():
    parser = argparse.ArgumentParser(description="Asks a PACS for one study.")
    parser.add_argument("--home", required=True, metavar="DIR")
    path = os.path.join(parser.parse_args().home, "pacs.json")
    wanted = read_json(path)
    remove(path)
    print(json.dumps({"code": check(wanted)}))
    return 0


def check(wanted):
    """One of the codes for a PACS given by url, username and password."""
    host = urllib.parse.urlsplit(wanted["url"]).hostname or ""
    if host.endswith(OWN_LOGIN):
        return "ok"
    try:
        with urllib.request.urlopen(_request(wanted), timeout=TIMEOUT_S) as answer:
            return _judge(answer)
    except urllib.error.HTTPError as refusal:
        return "refused" if refusal.code in (401, 403) else "not-dicomweb"
    except (OSError, ValueError):
        return "unreachable"


def _request(wanted):
    request = urllib.request.Request(wanted["url"].rstrip("/") + "/studies?limit=1")
    request.add_header("Accept", "application/dicom+json")
    if "username" in wanted:
        login = "{username}:{password}".format(**wanted)
        # Not passed on to wherever a redirect may lead.
        request.add_unredirected_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    return request


def _judge(answer):
    is_empty = answer.status == 204
    return "ok" if is_empty or "json" in answer.headers.get("Content-Type", "") else "not-dicomweb"


if __name__ == "__main__":
    sys.exit(main())
