"""The steps from an empty folder to a working environment; each leaves nothing that a later run could mistake for done."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

from podlib.files import read_json
from podlib.install.choice import POD, cpu_index
from podlib.install.figures import PYTHON, figures_of
from podlib.install.python import get_python
from podlib.install.run import StepFailedError

IMPORT_TORCH = "import torch, torchvision"


def install(run, choice):
    """Does all steps and returns what the check found. @raises StepFailedError"""
    sizes = figures_of(choice)
    run.step("uv", lambda: _make_tools(run, choice.python or sys.executable))
    if choice.python is None:
        uv = [_python(run.path("tools")), "-m", "uv"]
        choice = choice._replace(python=run.step("python", lambda: get_python(run, uv), PYTHON["diskMb"]))
    run.step("venv", lambda: _make_venv(run, choice))
    torch = run.step("torch", lambda: _put_torch(run, choice), sizes["torchMb"] or None)
    run.step("packages", lambda: _put_packages(run), sizes["packagesMb"])
    run.step("monailabel", lambda: _put_monailabel(run))
    return run.step("check", lambda: _check(run, torch))


def _make_tools(run, python):
    """pip and uv in an environment of their own, in exact versions."""
    tools = run.path("tools")
    if _works([_python(tools), "-m", "uv", "--version"]):
        return
    # Under a new name each time: a process that an earlier run left behind may still write into its own.
    for old in [tools, *glob.glob(tools + ".partial-*")]:
        shutil.rmtree(old, ignore_errors=True)
    partial = f"{tools}.partial-{os.getpid()}"
    _fill_tools(run, python, partial)
    os.rename(partial, tools)


def _fill_tools(run, python, tools):
    """By venv, or by pip alone: Debian has them in two packages, and either is enough."""
    wanted = ["--requirement", _lock("tool.lock")]
    try:
        run.tool([python, "-m", "venv", tools])
    except StepFailedError as failure:
        if failure.code != "no-venv":
            raise
        run.tool([python, "-m", "venv", "--clear", "--without-pip", tools])
        [site] = glob.glob(os.path.join(tools, "lib", "python*", "site-packages"))
        run.tool([python, "-m", "pip", "install", "--target", site, *wanted])
    else:
        run.tool([_python(tools), "-m", "pip", "install", *wanted])


def _make_venv(run, choice):
    """Always a fresh one: a package may have been half linked when an earlier run died. uv's cache makes that cheap."""
    venv = run.path("venv")
    shutil.rmtree(venv, ignore_errors=True)
    system = ["--system-site-packages"] if choice.torch == "image" else []
    run.tool([choice.python, "-m", "venv", "--without-pip", *system, venv])


def _put_torch(run, choice):
    """Returns where torch came from, the registry when the choice did not work out."""
    if choice.torch == "image":
        if _works([_python(run.path("venv")), "-c", IMPORT_TORCH]):
            return "image"
    elif choice.torch == "cpu" and _put_cpu_torch(run):
        return "cpu"
    _uv_install(run, "--requirement", _lock("torch.lock"))
    return "cuda"


def _put_cpu_torch(run):
    with open(_lock("torch.lock"), encoding="utf-8") as file:
        lines = [line for line in file if re.match("(torch|torchvision)==", line)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", dir=run.home) as wanted:
        wanted.writelines(lines)
        wanted.flush()
        try:
            _uv_install(run, "--default-index", cpu_index(), "--requirement", wanted.name)
        except StepFailedError:
            return False
    return True


def _put_packages(run):
    _uv_install(run, "--requirement", _lock("requirements.lock"))


def _put_monailabel(run):
    """With pip: uv leaves the wheel's sample apps inside site-packages."""
    with open(_lock("requirements.in"), encoding="utf-8") as file:
        pinned = re.search(r"^monailabel==[\w.]+", file.read(), re.MULTILINE).group()
    target = ["--python", _python(run.path("venv"))]
    run.tool(
        [
            _python(run.path("tools")),
            "-m",
            "pip",
            *target,
            "install",
            "--no-deps",
            "--ignore-installed",
            pinned,
        ]
    )


def _check(run, torch):
    """Imports what the server imports, on the pod itself."""
    report = run.path("install.check.json")
    # Else it leaves a folder of its own in the user's home.
    env = {"MPLCONFIGDIR": run.path("cache", "matplotlib")}
    run.tool([_python(run.path("venv")), os.path.join(POD, "podlib", "install", "check.py"), report], env)
    found = read_json(report)
    os.remove(report)
    return {**found, "torchFrom": torch}


def _uv_install(run, *arguments):
    uv = [_python(run.path("tools")), "-m", "uv", "pip", "install", "--no-deps", "--no-progress"]
    env = {"UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR") or run.path("uv-cache")}
    run.tool([*uv, "--python", _python(run.path("venv")), *arguments], env)


def _works(argv):
    try:
        return subprocess.run(argv, capture_output=True, timeout=120).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _python(environment):
    return os.path.join(environment, "bin", "python")


def _lock(name):
    return os.path.join(POD, name)
