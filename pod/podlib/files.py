"""Small files that other processes read while they are written."""

from __future__ import annotations

import fcntl
import json
import os


def read_json(path):
    """The parsed file, or None where there is none or it is not whole."""
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (FileNotFoundError, ValueError):
        return None


def write_json(path, value, is_safe=True):
    """Writes the file whole or not at all, readable by its owner only; `is_safe` holds against a loss of power."""
    partial = f"{path}.{os.getpid()}.partial"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(value, file)
        if is_safe:
            file.flush()
            os.fsync(file.fileno())
    os.replace(partial, path)


def remove(path):
    """Deletes a file that may not be there."""
    try:
        os.remove(path)
    except FileNotFoundError:
        pass


def take_lock(path):
    """An open file that holds the lock until it is closed, also in processes that inherit it; None when somebody else holds it."""
    file = open(path, "a", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def tail_of(path, size_bytes, start_bytes=0):
    """The last bytes of a file as text, none from before `start_bytes`; empty when there is no file."""
    try:
        with open(path, "rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(start_bytes, end - size_bytes, 0))
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
