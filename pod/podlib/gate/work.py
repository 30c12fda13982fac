"""What the server works at beside answering people: trainings, batch inference and scoring, by its word and by its processes."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import time

from podlib.activity import LOCAL_POD
from podlib.gate.upstream import connect
from podlib.processes import count_ssh_terminals, cpu_ticks, marked, tasks

EVERY_S = 5
ANSWER_S = 8
# A server that is frozen for longer may have begun something that nobody knows of.
STALE_S = 60
GPU_EVERY_S, GPU_S = 30, 10

# Answered with 200 while such a task runs, with 404 otherwise.
QUESTIONS = {
    "training": "/train/?check_if_running=true",
    "batch-inference": "/batch/infer?check_if_running=true",
    "scoring": "/scoring/?check_if_running=true",
}


class Work:
    """Looked at every five seconds; `report` says what is known, and what is not."""

    def __init__(self, home, keeper, busy_at=None):
        self._home, self._keeper = home, keeper
        # By the wall clock, since it outlives this gate: when something went on last.
        self._busy_at = busy_at
        self._by_tasks, self._by_processes = set(), set()
        self._tasks_at = self._processes_at = time.monotonic()
        self._cpu = self._gpu = None
        self._gpu_at = self._cpu_at = float("-inf")
        self._ticks = 0

    async def follow(self):
        """Goes on until it is cancelled."""
        while True:
            self._look_at_processes()
            # What fails here is not known, and goes stale.
            await asyncio.gather(self._ask_server(), self._look_at_gpu(), return_exceptions=True)
            self._note_busy()
            await asyncio.sleep(EVERY_S)

    def report(self):
        """As it is told to labelpod."""
        now = time.monotonic()
        # While the server is away nothing can run in it, and what it had begun is in the process list.
        is_stale = self._keeper.port is not None and now - self._tasks_at > STALE_S
        unknown = ["tasks"] if is_stale else []
        unknown += ["processes"] if now - self._processes_at > STALE_S else []
        figures = {"cpuPercent": self._cpu, "gpuPercent": self._gpu}
        return {"work": self._work(), "unknown": unknown, "busyAtEpochS": self._busy_at, **figures}

    def _work(self):
        by_tasks = self._by_tasks if self._keeper.port is not None else set()
        return sorted(by_tasks | self._by_processes)

    def _note_busy(self):
        """For a bot that was away while a training ended, or somebody logged out."""
        try:
            sessions = 0 if LOCAL_POD in os.environ else count_ssh_terminals()
        except OSError:
            sessions = 0
        if self._work() or sessions > 0:
            self._busy_at = int(time.time())

    def _look_at_processes(self):
        try:
            pids = marked(self._home)
            self._by_processes = set(tasks(pids))
            self._note_cpu(pids)
        except (OSError, ValueError):
            return
        self._processes_at = time.monotonic()

    def _note_cpu(self, pids):
        now, ticks = time.monotonic(), cpu_ticks(pids)
        seconds = (ticks - self._ticks) / os.sysconf("SC_CLK_TCK")
        passed = now - self._cpu_at
        # A process that has ended takes its time with it.
        if 0 < passed < float("inf") and seconds >= 0:
            self._cpu = min(100, round(100 * seconds / passed / (os.cpu_count() or 1)))
        self._cpu_at, self._ticks = now, ticks

    async def _ask_server(self):
        """One question after the other: a server that is busy is not to be given more to do."""
        running = set()
        if self._keeper.port is None:
            self._tasks_at = time.monotonic()
            return
        for name, target in QUESTIONS.items():
            status = await _status_of(self._keeper.port, target)
            if status not in (200, 404):
                return
            if status == 200:
                running.add(name)
        self._by_tasks, self._tasks_at = running, time.monotonic()

    async def _look_at_gpu(self):
        if time.monotonic() - self._gpu_at < GPU_EVERY_S or shutil.which("nvidia-smi") is None:
            return
        self._gpu_at = time.monotonic()
        self._gpu = await _gpu_percent()


async def _status_of(address, target):
    """The status of the server's answer, or None when there is none in time."""
    try:
        return await asyncio.wait_for(_ask(address, target), ANSWER_S)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
        return None


async def _ask(address, target):
    reader, writer = await connect(address)
    try:
        writer.write(f"GET {target} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        line = await reader.readuntil(b"\r\n")
        return int(line.split(b" ")[1])
    finally:
        writer.abort()


async def _gpu_percent():
    """The busiest GPU of the pod, or None when it can't be told."""
    query = ["nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"]
    try:
        process = await asyncio.create_subprocess_exec(
            *query, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        return None
    try:
        output, _ = await asyncio.wait_for(process.communicate(), GPU_S)
    except asyncio.TimeoutError:
        process.kill()
        return None
    figures = [int(figure) for figure in re.findall(rb"\d+", output)]
    return min(100, max(figures)) if figures else None
