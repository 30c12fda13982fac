"""Stands in for the Python that holds pip and uv: puts small packages where the real ones would be, without a network.

The file `act` in the folder labelpod says how it goes: `wait` until the file is gone, or `fail` with what the file says.
"""

import pathlib
import shutil
import sys
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "pod" / "fake"))

from named_python import put_python  # noqa: E402
act = pathlib.Path(sys.argv[1]) / "act"
arguments = sys.argv[2:]
if arguments == ["-m", "uv", "--version"]:
    sys.exit(0)

while act.exists() and act.read_text() == "wait":
    time.sleep(0.02)
if act.exists() and act.read_text().startswith("fail"):
    print(act.read_text())
    sys.exit(2)

if arguments[:4] == ["-m", "uv", "python", "install"]:
    folder = pathlib.Path(arguments[arguments.index("--install-dir") + 1])
    put_python(folder / "cpython-3.11.2-linux-x86_64-gnu" / "bin" / "python3", "3.11.2")
    sys.exit(0)

venv = pathlib.Path(arguments[arguments.index("--python") + 1]).parent.parent
site = next((venv / "lib").iterdir()) / "site-packages"
shutil.copytree(HERE / "packages", site, dirs_exist_ok=True)
metadata = site / "torch-9.9.dist-info" / "METADATA"
metadata.parent.mkdir(exist_ok=True)
metadata.write_text("Metadata-Version: 2.1\nName: torch\nVersion: 9.9\n")
for path in (venv / "bin/itkimage2segimage", venv / "monailabel/sample-apps/radiology/main.py"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    path.chmod(0o755)
