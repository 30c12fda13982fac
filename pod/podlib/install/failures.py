"""From the output of pip, uv and venv to one word."""

from __future__ import annotations

import re

# In this order: a full disk also breaks downloads.
SIGNS = (
    ("no-disk", r"No space left on device|os error 28\b|Disk quota exceeded|os error 122\b|ENOSPC"),
    ("python-checksum", r"Hash mismatch for `cpython"),
    # Also what a list of one's own does not have, and what uv's user has forbidden.
    (
        "no-python-download",
        r"Failed to install cpython\S+\s+cause: (Failed to download|Failed to extract|Request failed)"
        r"|fetching remote python downloads|No download found for request|Python downloads are not allowed",
    ),
    ("no-venv", r"ensurepip is not\s+available|No module named '?(venv|ensurepip|pip)\b"),
    (
        "no-network",
        r"dns error|name resolution|Name or service not known|Connection refused|Connection reset|Network is unreachable"
        r"|error sending request|Failed to (fetch|download)|timed out|tcp connect error|Could not connect|NewConnectionError"
        r"|ProxyError|certificate verify failed|No matching distribution found|network connectivity is disabled",
    ),
)


def classify(output):
    """One of the codes above, or `failed` when nothing known is in the output."""
    for code, pattern in SIGNS:
        if re.search(pattern, output):
            return code
    return "failed"
