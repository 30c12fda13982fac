"""What an installation downloads and needs on the disk, so that it can be said and checked before it begins.

Measured on Linux x86_64 with Python 3.10, 3.11 and 3.12 and an empty cache: bytes received by the machine, and the size of DIR
with uv's cache in it, which shares its files with the environment. Only `cpu` is put together from parts: its torch comes from
an address that could not be reached when the rest was measured.
"""

from __future__ import annotations

# `torchMb` and `packagesMb` are what uv writes in these steps.
FIGURES = {
    "image": {"downloadMb": 730, "diskMb": 2900, "torchMb": 0, "packagesMb": 2780},
    "cpu": {"downloadMb": 950, "diskMb": 3700, "torchMb": 800, "packagesMb": 2780},
    "cuda": {"downloadMb": 3800, "diskMb": 8200, "torchMb": 5070, "packagesMb": 2780},
}


def figures_of(torch):
    """In MB of 1000^2 bytes, for a torch of `image`, `cpu` or `cuda`."""
    return FIGURES[torch]
