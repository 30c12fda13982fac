"""Which Python and which torch an environment is made with."""

from __future__ import annotations

import collections
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request

POD = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOCKS = ("requirements.in", "requirements.lock", "torch.lock", "tool.lock")
OLDEST, NEWEST = (3, 10), (3, 12)
# sam2 1.1.0, which MONAI Label 0.8.5 requires, asks for at least this torch.
OLDEST_TORCH = (2, 5, 1)

PROBE = """
import importlib.metadata as m, json, sys
def version(name):
    try: return m.version(name)
    except m.PackageNotFoundError: return None
print(json.dumps([sys.executable, sys.version_info[:3], version("torch"), version("torchvision")]))
"""

# The vendor's own address for builds without CUDA, a tenth of the size.
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CPU_INDEX_PROBE_S = 5

# `python` is None where one has to be downloaded. torch is `image` (the one that the Python carries), `cpu` (from the vendor's
# address) or `cuda` (from the package registry).
Choice = collections.namedtuple("Choice", "python version torch torch_version")
NO_PYTHON = Choice(None, None, None, None)


def choose(wish, home):
    """The choice for a wish of `auto`, `cpu` or `cuda`; the machine's own Python comes before one that was downloaded to `home`."""
    found = _fitting([*_candidates(), *downloaded(home)]) or [NO_PYTHON]
    if wish == "auto":
        carrying = [probe for probe in found if _is_new_enough(probe.torch_version)]
        if carrying:
            return carrying[0]._replace(torch="image")
    needs_cuda = wish == "cuda" or (wish == "auto" and has_gpu())
    kind = "cpu" if not needs_cuda and _answers(cpu_index() + "/torch/") else "cuda"
    return found[0]._replace(torch=kind, torch_version=None)


def python_folder(home):
    """Where a downloaded Python is kept: on the volume, so that a later run has it."""
    return os.path.join(home, "python")


def downloaded(home):
    """The programs of all Pythons that were downloaded to `home`."""
    # Not by the links that uv makes for a minor version: they lead to another Python after an update.
    return sorted(glob.glob(os.path.join(python_folder(home), "*-3.*.*-*", "bin", "python3")))


def first_fitting(programs):
    """The first of these that is a Python from 3.10 to 3.12, or None."""
    return next((probe.python for probe in _fitting(programs)), None)


def cpu_index():
    """Where torch without CUDA comes from."""
    return os.environ.get("LABELPOD_TORCH_CPU_INDEX", CPU_INDEX)


def has_gpu():
    """Whether an NVIDIA GPU was given to this machine or container."""
    return os.path.exists("/dev/nvidia0") or shutil.which("nvidia-smi") is not None


def locks_digest():
    """Changes whenever a lock does."""
    digest = hashlib.sha256()
    for name in LOCKS:
        with open(os.path.join(POD, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _fitting(programs):
    return [probe for probe in map(_probe, programs) if probe and OLDEST <= probe.version[:2] <= NEWEST]


def _candidates():
    names = [sys.executable, "python3", "python", "python3.12", "python3.11", "python3.10"]
    paths = [shutil.which(name) for name in names if name]
    return list(dict.fromkeys(path for path in paths if path))


def _probe(python):
    try:
        answer = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, timeout=30, check=True)
        executable, version, torch, torchvision = json.loads(answer.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return Choice(executable, tuple(version), None, torch if torchvision else None)


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=CPU_INDEX_PROBE_S) as answer:
            return answer.status == 200
    except (OSError, ValueError):
        return False


def _is_new_enough(version):
    if version is None:
        return False
    numbers = version.split("+")[0].split(".")[:3]
    return all(number.isdigit() for number in numbers) and tuple(map(int, numbers)) >= OLDEST_TORCH
