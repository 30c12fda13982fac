#!/usr/bin/env python3
"""Makes DIR/venv with a MONAI Label that works; may be killed and started again at any time.

    install.py --home DIR [--torch auto|cpu|cuda] [--plan | --status | --detach]

Prints one JSON object and ends with 0, or with 1 when the installation failed or cannot begin. Its `code` is one of ok, busy,
no-venv, no-disk, no-network, no-python-download, python-checksum, failed. uv's own variables are respected, such as UV_CACHE_DIR
and UV_PYTHON_INSTALL_MIRROR; LABELPOD_TORCH_CPU_INDEX replaces the address of torch's builds without CUDA.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from podlib.background import go_on, held_lock
from podlib.files import remove
from podlib.install.choice import choose
from podlib.install.outcome import is_ready, perform, plan, status


def main():
    parser = argparse.ArgumentParser(description="Installs MONAI Label into DIR/venv.")
    parser.add_argument("--home", required=True, metavar="DIR")
    parser.add_argument("--torch", choices=["auto", "cpu", "cuda"], default="auto")
    does = parser.add_mutually_exclusive_group()
    does.add_argument("--plan", action="store_true", help="print what would be downloaded, do nothing")
    does.add_argument("--status", action="store_true", help="print how far it is, do nothing")
    does.add_argument("--detach", action="store_true", help="install in the background, return at once")
    arguments = parser.parse_args()
    home = os.path.abspath(arguments.home)
    os.makedirs(home, exist_ok=True)
    answer = _answer(arguments, home)
    print(json.dumps(answer))
    return 0 if answer.get("ok", True) else 1


def _answer(arguments, home):
    if arguments.status:
        return status(home)
    if arguments.plan:
        return plan(home, choose(arguments.torch, home))
    lock = held_lock(os.path.join(home, "install.lock"))
    if lock is None:
        return {"ok": False, "code": "busy"}
    with lock:
        if arguments.detach and not is_ready(home):
            return _detach(home, lock)
        return perform(home, arguments.torch, lock)


def _detach(home, lock):
    remove(os.path.join(home, "install.result.json"))
    argv = [argument for argument in sys.argv if argument != "--detach"]
    return {"ok": True, "code": "begun", "pid": go_on(argv, lock)}


if __name__ == "__main__":
    sys.exit(main())
