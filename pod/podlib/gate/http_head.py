"""Heads of HTTP/1 messages, read more strictly than the standard asks: what two programs could read in two ways is refused.

Source of the grammar: RFC 9110 and RFC 9112. The gate writes the head anew for the server, from what was understood here.
"""

from __future__ import annotations

import collections
import re

MAX_HEAD_BYTES = 32 * 1024
MAX_FIELDS = 100

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
# Only the origin form: a path, then perhaps a query. No fragment, no space, nothing beyond ASCII.
REQUEST_LINE = re.compile(r"([A-Z]+) (/[!\"$-~]*) HTTP/1\.([01])")
STATUS_LINE = re.compile(r"HTTP/1\.[01] (\d{3})(?: [^\r\n]*)?")
FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")
LENGTH = re.compile(r"\d{1,15}")

# `fields` are pairs of lower-case name and value in their order; `length` is the body's size in bytes, None for chunks or,
# in an answer, for a body that ends with the connection.
Request = collections.namedtuple("Request", "method target version fields length is_chunked")
Answer = collections.namedtuple("Answer", "status fields length is_chunked")


class BadHeadError(Exception):
    """The head breaks a rule; what it says is not to be trusted in any part."""


def parse_request(head):
    """The request whose head these bytes are, up to and with the empty line. @raises BadHeadError"""
    line, fields = _split(head)
    match = REQUEST_LINE.fullmatch(line)
    if match is None or match[1] not in METHODS:
        raise BadHeadError
    method, target, minor = match.groups()
    # A second host could be another one for the server than for whoever decided about the first.
    if len(values_of(fields, "host")) != 1:
        raise BadHeadError
    length, is_chunked = _framing(fields)
    if is_chunked and minor == "0":
        raise BadHeadError
    return Request(method, target, "1." + minor, fields, 0 if length is None and not is_chunked else length, is_chunked)


def parse_answer(head):
    """The answer whose head these bytes are. @raises BadHeadError"""
    line, fields = _split(head)
    match = STATUS_LINE.fullmatch(line)
    if match is None:
        raise BadHeadError
    return Answer(int(match[1]), fields, *_framing(fields))


def values_of(fields, name):
    """All values of the fields of this lower-case name."""
    return [value for other, value in fields if other == name]


def value_of(fields, name):
    """The first of them, or an empty text."""
    return next(iter(values_of(fields, name)), "")


def write_head(line, fields):
    """The bytes of a head."""
    lines = [line, *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _split(head):
    if not head.endswith(b"\r\n\r\n") or len(head) > MAX_HEAD_BYTES:
        raise BadHeadError
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    if len(lines) > MAX_FIELDS:
        raise BadHeadError
    return first, [_field(line) for line in lines]


def _field(line):
    """A line that goes on with the one before begins with a space and so is none."""
    match = FIELD.fullmatch(line)
    if match is None:
        raise BadHeadError
    return match[1].lower(), match[2].rstrip(" \t")


def _framing(fields):
    """How the body ends: its length, or None, and whether it comes in chunks; never both, and neither of them twice."""
    lengths, codings = values_of(fields, "content-length"), values_of(fields, "transfer-encoding")
    if len(lengths) + len(codings) > 1:
        raise BadHeadError
    if codings:
        if codings[0].lower() != "chunked":
            raise BadHeadError
        return None, True
    if lengths and not LENGTH.fullmatch(lengths[0]):
        raise BadHeadError
    return (int(lengths[0]) if lengths else None), False
