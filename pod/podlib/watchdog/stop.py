"""Stops a pod at RunPod from inside, with the key that RunPod has given it for that; never with another one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

from podlib.watchdog.http import ANSWER_S, post_json

# It is part of an address and of a question.
POD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
API_URL, GRAPHQL_URL = "https://api.runpod.io/v2", "https://api.runpod.io/graphql"


class MissingAccessError(Exception):
    """RunPod has given the container no id or no key."""


class RunPodStop:
    """Asks by one way after the other until one is accepted."""

    def __init__(self, environment, log):
        self._environment, self._log = environment, log
        self._first = 0

    def stop(self):
        """False, since whoever can still say something has not been stopped: the next time begins with the next way."""
        for turn in range(len(WAYS)):
            way = (self._first + turn) % len(WAYS)
            if self._ask(*WAYS[way]):
                self._first = way + 1
                break
        return False

    def _ask(self, name, ask):
        try:
            is_accepted, told = ask(self._environment)
        except Exception as error:  # noqa: BLE001  each way can fail in its own manner, and the next one is there for that
            is_accepted, told = False, _kind_of(error)
        self._log.note("accepted" if is_accepted else "failed", name, told)
        return is_accepted


def _by_action(environment):
    pod, key = _access(environment)
    api = environment.get("LABELPOD_API_URL", API_URL).rstrip("/")
    status, _answer = post_json(f"{api}/pods/{pod}/action", {"action": "stop"}, key)
    # 409: it was stopped already.
    return 200 <= status < 300 or status == 409, status


def _by_graphql(environment):
    pod, key = _access(environment)
    query = f'mutation {{ podStop(input:{{podId:"{pod}"}}) {{ id desiredStatus }} }}'
    status, answer = post_json(environment.get("LABELPOD_GRAPHQL_URL", GRAPHQL_URL), {"query": query}, key)
    if status != 200:
        return False, status
    found = json.loads(answer)
    is_refused = not isinstance(found, dict) or bool(found.get("errors"))
    return not is_refused, "errors" if is_refused else status


def _by_program(*words):
    """The program has the key from its environment: a command line can be read by everybody."""

    def ask(environment):
        program = shutil.which("runpodctl", path=environment.get("PATH"))
        if program is None:
            return False, "absent"
        quiet = subprocess.DEVNULL
        argv = [program, *words, _pod_id(environment)]
        ended = subprocess.run(argv, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, timeout=ANSWER_S)
        return ended.returncode == 0, ended.returncode

    return ask


def _access(environment):
    key = environment.get("RUNPOD_API_KEY")
    if not key:
        raise MissingAccessError
    return _pod_id(environment), key


def _pod_id(environment):
    pod = environment.get("RUNPOD_POD_ID", "")
    if not POD_ID.fullmatch(pod):
        raise MissingAccessError
    return pod


def _kind_of(error):
    """Names of classes; what an error says may hold the key."""
    reason = getattr(error, "reason", None)
    return type(error).__name__ + (f"/{type(reason).__name__}" if isinstance(reason, Exception) else "")


# The program's words are of its second version, then of its first.
WAYS = (
    ("action", _by_action),
    ("graphql", _by_graphql),
    ("runpodctl", _by_program("pod", "stop")),
    ("runpodctl-legacy", _by_program("stop", "pod")),
)
