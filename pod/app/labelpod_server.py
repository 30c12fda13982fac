"""MONAI Label's own server, on the socket LABELPOD_SOCKET in place of a port: only who may enter the socket's folder can ask it.

Source: MONAI Label 0.8.5 calls uvicorn.run() in monailabel/main.py and has no option for a socket; given `uds`, uvicorn looks at
neither host nor port. LABELPOD_UMASK is that for what it writes into the folder of studies: all else is in folders of its owner's.
"""

import functools
import os
import runpy
import sys

import uvicorn

# As for `python -m`, where the app's own main.py is not the first `main` to be found.
sys.path[0] = os.getcwd()
os.umask(int(os.environ["LABELPOD_UMASK"], 8))
uvicorn.run = functools.partial(uvicorn.run, uds=os.environ["LABELPOD_SOCKET"])
runpy.run_module("monailabel.main", run_name="__main__", alter_sys=True)
