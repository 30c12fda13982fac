"""What the container was started with, also where this process was started with less."""

from __future__ import annotations

import os

FIRST_PROCESS = "/proc/1/environ"


def container_environment(first_process=FIRST_PROCESS):
    """RunPod puts its variables into the first process; what sshd or cron starts has none of them."""
    own = {name: value for name, value in os.environ.items() if value}
    return {**_read(first_process), **own}


def seconds_of(environment, name, default):
    """An interval; the default where none is told, or none that one could wait for."""
    try:
        seconds = float(environment.get(name, default))
    except ValueError:
        return default
    return seconds if 0.01 <= seconds <= 3600 else default


def _read(path):
    try:
        with open(path, "rb") as file:
            variables = os.fsdecode(file.read()).split("\0")
    except OSError:
        # Another user's, and there is nobody else to ask.
        return {}
    return dict(variable.split("=", 1) for variable in variables if "=" in variable)
