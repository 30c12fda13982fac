"""What may name a file: MONAI Label makes paths of ids, tags and names as they come, so what could lead elsewhere ends here."""

from __future__ import annotations

import re
import unicodedata
import urllib.parse

# As Linux has it for the name of one file, in bytes of UTF-8.
MAX_NAME_BYTES = 255
# A text that is still another one after so many decodings was made to be.
MAX_DECODINGS = 4

SEPARATOR = re.compile(r"[/\\]")
# A folder's root, a home, a drive, or a URL: what `os.path.join` or a loader takes for a place of its own.
ABSOLUTE = re.compile(r"\s*(?:[/\\~]|[A-Za-z][A-Za-z0-9+.-]*:[/\\])")
# Controls, halves of pairs, and what ends a line.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# What a local datastore keeps among the images. Source: MONAI Label 0.8.5, datastore/local.py.
RESERVED = ("datastore_v2", "labels")


def climbs(text):
    """Whether a reader who decodes it again, or takes letters that look alike for one, may be led out of a folder."""
    return any(_steps_out(form) for form in _forms(text))


def is_absolute(text):
    """Whether it names a place by itself, whatever folder it is joined to."""
    return any(ABSOLUTE.match(form) for form in _forms(text))


def is_name(text):
    """Whether it is the name of one file in a folder: spaces, dots inside and letters of any language are."""
    if not text or len(text.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        return False
    return not climbs(text) and not any(form.startswith(".") or SEPARATOR.search(form) for form in _forms(text))


def is_image(text):
    """Whether an image or a label may be called so."""
    return is_name(text) and not any(form.partition(".")[0].strip().lower() in RESERVED for form in _forms(text))


def last_part(path):
    """The name at the end of a path of Linux or Windows, as a client puts its own before an upload."""
    return SEPARATOR.split(path)[-1]


def _forms(text):
    """The text, what comes of it by decoding, and each of them with letters that look alike as one."""
    forms = []
    for _ in range(MAX_DECODINGS):
        forms += [text] if text.isascii() else [text, unicodedata.normalize("NFKC", text)]
        decoded = urllib.parse.unquote(text, errors="surrogateescape")
        if decoded == text:
            return forms
        text = decoded
    # It never comes to an end, which leads out as surely as anything.
    return [*forms, ".."]


def _steps_out(text):
    return UNPRINTABLE.search(text) is not None or any(part.strip() == ".." for part in SEPARATOR.split(text))
