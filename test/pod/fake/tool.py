"""Stands in for the Python that holds pip and uv: puts small modules where the real ones would be, without a network."""

import os
import pathlib
import sys
import time

from named_python import put_python

call = " ".join(sys.argv[1:])
with open(os.environ["FAKE_CALLS"], "a") as calls:
    calls.write(call + "\n")
    if "--default-index" in call:
        calls.writelines("wanted " + line for line in open(sys.argv[-1]))
if sys.argv[1:] == ["-m", "uv", "--version"]:
    sys.exit(0)

act, _, wanted = os.environ.get("FAKE_ACT", "").rpartition(":")
if act and wanted in call:
    if act == "hang":
        time.sleep(600)
    print(act)
    sys.exit(2)

if "uv python install" in call:
    folder = pathlib.Path(sys.argv[sys.argv.index("--install-dir") + 1])
    put_python(folder / "cpython-3.11.2-linux-x86_64-gnu" / "bin" / "python3", "3.11.2")
    sys.exit(0)

venv = pathlib.Path(sys.argv[sys.argv.index("--python") + 1]).parent.parent
site = next((venv / "lib").iterdir()) / "site-packages"
empty = 'is_available = lambda: False\n__version__ = "1.0"\n'
files = {
    "torch.lock": [site / "torch.py", site / "torchvision.py"],
    "requirements.lock": [site / "monai.py", venv / "bin/itkimage2segimage"],
    "monailabel==": [
        site / "monailabel/interfaces/app.py",
        site / "monailabel/tasks/train/basic_train.py",
        venv / "monailabel/sample-apps/radiology/main.py",
    ],
}
for part, paths in files.items():
    for path in paths if part in call or (part == "torch.lock" and "--default-index" in call) else []:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(empty + "import sys\ncuda = sys.modules[__name__]\n")
        path.chmod(0o755)
if (site / "torch.py").exists():
    metadata = site / "torch-9.9.dist-info" / "METADATA"
    metadata.parent.mkdir(exist_ok=True)
    metadata.write_text("Metadata-Version: 2.1\nName: torch\nVersion: 9.9\n")
