"""`named_python.py PATH 3.13.5` writes a program that is this Python, but gives another version when the installer asks.

Under FAKE_NO_VENV it is like a Debian's without its package python3-venv.
"""

import pathlib
import sys

SCRIPT = """#!/bin/bash
for word; do
  case "$word" in *sys.version_info*) echo "[\\"$0\\", [%s], null, null]"; exit ;; esac
done
if [[ -n $FAKE_NO_VENV && "$*" == "-m venv"* && "$*" != *--without-pip* ]]; then
  echo "ensurepip is not
available." && exit 1
fi
exec -a "$0" '%s' "$@"
"""


def put_python(path, version, program=sys.executable):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SCRIPT % (version.replace(".", ", "), program))
    path.chmod(0o755)


if __name__ == "__main__":
    put_python(pathlib.Path(sys.argv[1]), sys.argv[2])
