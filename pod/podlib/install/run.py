"""One run of the installation: its tools, their log, and how far it is."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import time

from podlib.files import tail_of
from podlib.install.failures import classify

PR_SET_PDEATHSIG = 1
TAIL_BYTES = 64 * 1024


class StepFailedError(Exception):
    """A step ended in one of the known ways; `code` says which."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Run:
    """Writes `install.log` (what the tools say) and `install.progress.jsonl` (steps and numbers, nothing else)."""

    def __init__(self, home, lock):
        self.home = home
        self.seconds = {}
        self._lock = lock
        self._step = None
        self._log = open(self.path("install.log"), "wb")
        self._progress = open(self.path("install.progress.jsonl"), "w", encoding="utf-8")

    def path(self, *names):
        return os.path.join(self.home, *names)

    def step(self, name, work, total_mb=None):
        """Does one step of the fixed vocabulary. @raises StepFailedError"""
        self._step, self._total_mb, self._shown_mb = name, total_mb, 0
        began = time.monotonic()
        # The size is told before anything is loaded.
        self._note("begun", None if total_mb is None else 0)
        try:
            result = work()
        except StepFailedError:
            self._note("failed")
            raise
        finally:
            self.seconds[name] = round(time.monotonic() - began, 1)
        self._note("done")
        return result

    def failed_step(self):
        return {} if self._step is None else {"failedStep": self._step}

    def tool(self, argv, env=None):
        """Runs a tool to its end. @raises StepFailedError"""
        self._log.flush()
        start = os.path.getsize(self._log.name)
        try:
            process = self._spawn(argv, env)
        except OSError:
            raise StepFailedError("failed") from None
        while not self._has_ended(process):
            self._note_written(process.pid)
        if process.returncode != 0:
            raise StepFailedError(classify(tail_of(self._log.name, TAIL_BYTES, start)))

    def _spawn(self, argv, env):
        # The tool dies with this process, and holds the lock as long as it lives: no second run ever meets it.
        return subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            pass_fds=[self._lock.fileno()],
            preexec_fn=_die_with_parent,
        )

    def _has_ended(self, process):
        try:
            process.wait(timeout=1)
            return True
        except subprocess.TimeoutExpired:
            return False

    def _note_written(self, pid):
        """How much the tool has written is how far it is: uv unpacks what it downloads at once."""
        if self._total_mb is None:
            return
        done_mb = min(_written_mb(pid), self._total_mb)
        if done_mb > self._shown_mb:
            self._shown_mb = done_mb
            self._note("running", done_mb)

    def _note(self, state, done_mb=None):
        note = {"atEpochS": round(time.time(), 1), "step": self._step, "state": state}
        if done_mb is not None:
            note.update(doneMb=done_mb, totalMb=self._total_mb)
        self._progress.write(json.dumps(note) + "\n")
        self._progress.flush()


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _written_mb(pid):
    try:
        with open(f"/proc/{pid}/io", encoding="ascii") as file:
            fields = dict(line.split(": ") for line in file.read().splitlines())
    except OSError:
        return 0
    return int(fields["wchar"]) // 1_000_000
