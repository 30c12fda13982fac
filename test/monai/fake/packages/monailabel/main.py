"""Stands in for MONAI Label: answers any request, or ends as its models say."""

import http.server
import json
import pathlib
import subprocess
import sys

import uvicorn

conf = {sys.argv[at + 1]: sys.argv[at + 2] for at, word in enumerate(sys.argv) if word == "--conf"}
options = {word: sys.argv[at + 1] for at, word in enumerate(sys.argv) if word.startswith("--")}
patient = "Doe^John"

if conf["models"] == "nosuch":
    print("Invalid Model(s) are provided: nosuch", flush=True)
    sys.exit(3)
if conf["models"] == "broken":
    print(f"Traceback (most recent call last):\nValueError: /studies/{patient}.nii.gz", flush=True)
    sys.exit(3)


class Server(http.server.BaseHTTPRequestHandler):
    def answer(self):
        if self.path.startswith("/train/deepedit") and self.command == "POST":
            begin_training()
        body = json.dumps({"openapi": "3.1.0", "paths": {"/info/": {}}}).encode()
        # No task runs that has no process.
        self.send_response(404 if "check_if_running" in self.path else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = answer

    def log_message(self, *_arguments):
        pass


def begin_training():
    argv = [sys.executable, "-m", "monailabel.interfaces.utils.app", "-m", "train", "-r", "{}"]
    subprocess.Popen(argv, start_new_session=True)
    metrics = {"val_mean_dice": 0.5, "spleen_dice": 0.5, f"{patient}_dice": 0.5}
    stats = {"start_ts": 1795414199, "epoch": 1, "total_epochs": 3, "best_metric": 0.5, "eval": {"metrics": metrics}}
    path = pathlib.Path(options["--app"]) / "model/deepedit_dynunet/train_stats.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(stats))


print(f"Loading {patient}", flush=True)
uvicorn.run(Server)
