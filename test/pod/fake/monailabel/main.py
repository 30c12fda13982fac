"""Stands in for MONAI Label: listens, writes an access log, starts a training, or dies, as `--conf act ...` says."""

import os
import socket
import subprocess
import sys
import time

conf = {sys.argv[at + 1]: sys.argv[at + 2] for at, word in enumerate(sys.argv) if word == "--conf"}
port = int(sys.argv[sys.argv.index("--port") + 1])

if conf["act"] == "die":
    print(conf["output"], flush=True)
    sys.exit(3)
print(conf.get("output", ""), flush=True)
if conf["act"] == "train":
    argv = [sys.executable, "-m", "monailabel.interfaces.utils.app", "-m", "train", "-r", "{}"]
    subprocess.Popen(argv, start_new_session=True)
with open("environment.txt", "w") as file:
    file.write("\n".join(sorted(os.environ)))
listener = socket.create_server(("127.0.0.1", port))
while True:
    time.sleep(60)
