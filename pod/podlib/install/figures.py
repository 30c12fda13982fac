"""What an installation downloads and needs on the disk, so that it can be said and checked before it begins.

Measured on Linux x86_64 with Python 3.10, 3.11 and 3.12 and an empty cache: bytes received by the machine, and the size of DIR
with uv's cache in it, which shares its files with the environment. Only `cpu` is put together from parts: its torch comes from
an address that could not be reached when the rest was measured. Nor could the one that a Python comes from: uv's output in public
logs says 31.1 to 32.6 MiB for 3.12.11 to 3.12.13, and what it unpacks to is taken from the sizes of its parts.
"""

from __future__ import annotations

# `torchMb` and `packagesMb` are what uv writes in these steps.
FIGURES = {
    "image": {"downloadMb": 730, "diskMb": 2900, "torchMb": 0, "packagesMb": 2780},
    "cpu": {"downloadMb": 950, "diskMb": 3700, "torchMb": 800, "packagesMb": 2780},
    "cuda": {"downloadMb": 3800, "diskMb": 8200, "torchMb": 5070, "packagesMb": 2780},
}

PYTHON = {"downloadMb": 35, "diskMb": 120}


def figures_of(choice):
    """In MB of 1000^2 bytes; `pythonMb` of the download are for a Python, 0 where the machine has one."""
    figures = FIGURES[choice.torch]
    if choice.python is not None:
        return {**figures, "pythonMb": 0}
    sums = {name: figures[name] + PYTHON[name] for name in PYTHON}
    return {**figures, **sums, "pythonMb": PYTHON["downloadMb"]}
