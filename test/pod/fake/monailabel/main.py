"""Stands in for MONAI Label: answers any request and keeps what it got, starts a training, or dies, as `--conf act ...` says.

Requests are written to requests.jsonl in its folder. What is asked with `?hang` waits for the file `release`, with `?refuse` it is
not found; /crash ends the server, /cut ends in the middle of its answer, /early answers before it has read the body, /chunked
answers in chunks. An Origin is answered as MONAI Label does it: any may read.
"""

import hashlib
import http.server
import json
import os
import pathlib
import subprocess
import sys
import time

import uvicorn
from monailabel.parts import parts_of

conf = {sys.argv[at + 1]: sys.argv[at + 2] for at, word in enumerate(sys.argv) if word == "--conf"}
port = int(sys.argv[sys.argv.index("--port") + 1]) if "--port" in sys.argv else 8000


def wait_for(name):
    while not pathlib.Path(name).exists():
        time.sleep(0.02)


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        path, _, query = self.path.partition("?")
        if query == "check_if_running=true" and self.headers["Host"] == "127.0.0.1":
            task = path.strip("/").replace("/", "-")
            return self.say(200 if pathlib.Path("task-" + task).exists() else 404, b"{}")
        if path == "/early":
            return self.say(413, b"too much", [("Connection", "close")])
        body = self.read_body()
        self.keep(body)
        if "hang" in query:
            wait_for("release")
        if path == "/crash":
            print(conf.get("output", ""), flush=True)
            os._exit(1)
        if path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"half of")
            self.close_connection = True
            return None
        if path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nin pa\r\n3\r\nrts\r\n0\r\n\r\n")
            return None
        if path == "/train":
            return self.say(307, b"", [("Location", f"http://{self.headers['Host']}/train/")])
        if query == "refuse":
            return self.say(404, b"")
        return self.say(200, json.dumps({"path": self.path, "length": len(body)}).encode(), [("Server", "uvicorn")])

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_OPTIONS = answer

    def read_body(self):
        if self.headers["Transfer-Encoding"] is None:
            return self.rfile.read(int(self.headers["Content-Length"] or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def keep(self, body):
        kept = {"line": self.requestline, "headers": dict(self.headers.items()), "sha256": hashlib.sha256(body).hexdigest()}
        kept["parts"] = parts_of(self.headers["Content-Type"], body)
        with open("requests.jsonl", "a") as file:
            file.write(json.dumps(kept) + "\n")

    def say(self, status, body, headers=()):
        self.send_response_only(status)
        if self.headers["Origin"] is not None:
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Credentials", "true")
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


if conf["act"] == "die":
    print(conf["output"], flush=True)
    sys.exit(3)
print(conf.get("output", ""), flush=True)
if conf["act"] == "train":
    argv = [sys.executable, "-m", "monailabel.interfaces.utils.app", "-m", conf.get("method", "train"), "-r", "{}"]
    subprocess.Popen(argv, start_new_session=True)
with open("environment.txt", "w") as file:
    file.write("\n".join(sorted(os.environ)))
if conf["act"] == "late":
    wait_for("go")
uvicorn.run(Server, host="127.0.0.1", port=port)
