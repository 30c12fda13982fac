"""A Python for MONAI Label where the machine has none that fits."""

from __future__ import annotations

import shutil

from podlib.install.choice import downloaded, first_fitting, python_folder
from podlib.install.run import StepFailedError

# The newest of these in uv's own list, which the exact version of uv in tool.lock carries, with a checksum for each.
WANTED = ">=3.10,<3.13"


def get_python(run, uv):
    """Downloads one with uv and returns its path; nothing outside of the home folder is changed. @raises StepFailedError"""
    folder = python_folder(run.home)
    # What is there does not start, or is of another version: no run ends with a half unpacked one under its final name.
    shutil.rmtree(folder, ignore_errors=True)
    run.tool([*uv, "python", "install", "--no-bin", "--no-progress", "--install-dir", folder, WANTED])
    python = first_fitting(downloaded(run.home))
    if python is None:
        raise StepFailedError("failed")
    return python
