"""Why a server ended, as one word of a fixed list; its log stays on the pod."""

from __future__ import annotations

import hashlib
import os
import re

from podlib.files import tail_of

TAIL_BYTES = 64 * 1024

# The first that is found counts; the general ones are last.
SIGNS = (
    ("bad-app-settings", r"^labelpod\.json: "),
    ("bad-model", r"Invalid Model\(s\) are provided|Provide --conf models <name>"),
    ("port-taken", r"address already in use"),
    ("out-of-memory", r"CUDA out of memory|OutOfMemoryError|\bMemoryError\b|Cannot allocate memory"),
    ("no-gpu", r"Found no NVIDIA driver|No CUDA GPUs are available|not compiled with CUDA enabled"),
    ("datastore-corrupt", r"_init_from_datastore_file[\s\S]*(JSONDecodeError|ValidationError)"),
    ("no-disk", r"No space left on device|Disk quota exceeded"),
    ("broken-environment", r"^(ModuleNotFoundError|ImportError): "),
    (
        "download-failed",
        r"urlopen error|HTTPError|Max retries exceeded|name resolution|Connection refused|ContentTooShortError",
    ),
)
KILLED_FOR_MEMORY = -9


def explain(home, exit_code):
    """`failure` and, for `unknown`, the `reference` under which DIR/failures keeps the end of the log."""
    output = tail_of(os.path.join(home, "server.log"), TAIL_BYTES)
    for code, pattern in SIGNS:
        if re.search(pattern, output, re.MULTILINE):
            return {"failure": code}
    if exit_code == KILLED_FOR_MEMORY:
        return {"failure": "out-of-memory"}
    return {"failure": "unknown", "reference": _keep(home, output)}


def _keep(home, output):
    reference = hashlib.sha256(output.encode()).hexdigest()[:8]
    folder = os.path.join(home, "failures")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with open(os.path.join(folder, reference + ".log"), "w", encoding="utf-8") as file:
        file.write(output)
    return reference
