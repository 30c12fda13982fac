"""The parts of a form, as the stand-in keeps them: what they are called, how long they are, and their digest."""

import hashlib
import re


def parts_of(content_type, body):
    """None where it is no form."""
    match = re.fullmatch(r"multipart/form-data; boundary=([\w-]+)", content_type or "")
    if match is None:
        return None
    return [_part(part) for part in re.split(rb"(?:^|\r\n)--" + match[1].encode() + rb"(?:--)?\r\n", body)[1:-1]]


def _part(part):
    head, _, content = part.partition(b"\r\n\r\n")
    name, filename = (re.search(rb'[ ;]%b="([^"]*)"' % word, head) for word in (b"name", b"filename"))
    return {
        "name": name[1].decode(),
        "filename": filename and filename[1].decode(),
        "length": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
