#!/bin/sh
# Resolves requirements.in into requirements.lock (everything but torch and monailabel) and torch.lock (torch, torchvision and
# their CUDA packages), each one file for Python 3.10, 3.11 and 3.12 on Linux x86_64. Needs python3 with venv, and the network.
#
# monailabel itself stays out: uv leaves its sample apps where nobody looks for them, so install.py puts it in with pip.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/tool"
"$work/tool/bin/python" -m pip install --quiet -r tool.lock
cp requirements.in "$work/"
cat > "$work/pyproject.toml" <<'TOML'
[tool.uv]
environments = ["python_full_version < '3.13' and sys_platform == 'linux' and platform_machine == 'x86_64'"]
TOML
# MONAI's extra asks for exactly 0.4.11, which Debian 12's own Python 3.11.2 can't import; its code takes later ones.
echo 'pytorch-ignite==0.4.12' > "$work/overrides.txt"

# What holds for the whole environment is left out of the markers: only the Python version tells the lines apart.
shorten() {
  sed -E "s/ and platform_machine == 'x86_64'//; s/ and sys_platform == 'linux'//;
          s/ and (implementation_name|platform_python_implementation) != 'PyPy'//g;
          s/ and python_full_version < '3\.13'//; s/ ; python_full_version < '3\.13'$//"
}
(
  cd "$work"
  uv() { tool/bin/uv "$@"; }
  uv pip compile --quiet --universal --python-version 3.10 --no-header --no-annotate --overrides overrides.txt \
    requirements.in -o long.lock
  shorten < long.lock > all.lock
  # Each Python has to accept the lock as it is.
  for python in 3.10 3.11 3.12; do
    uv pip compile --quiet --python-version "$python" --python-platform x86_64-manylinux_2_28 \
      --constraints all.lock --overrides overrides.txt requirements.in -o "$python.lock"
  done
)

is_torch='^(torch|torchvision|triton|nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+)=='
header='# Made by lock.sh from requirements.in for Python 3.10, 3.11 and 3.12 on Linux x86_64; do not edit.'
{ echo "$header"; grep -Ev "$is_torch" "$work/all.lock" | grep -v '^monailabel=='; } > requirements.lock
{ echo "$header"; grep -E "$is_torch" "$work/all.lock"; } > torch.lock
