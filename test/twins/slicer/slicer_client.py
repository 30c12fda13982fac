"""Calls MONAI Label as 3D Slicer's plug-in does when somebody presses its buttons, with the plug-in's own client library.

    slicer_client.py --url URL --folder FOLDER [--user NAME --password-file FILE] [options] ACT ...

The acts, in the order of the command line, share what Slicer keeps in memory: the login, the sample, the image. Each prints one
JSON object, `{"act": …, "ok": true, …}` or `{"act": …, "ok": false, "status": …}` with the HTTP status, or null where there was
no answer; the first that fails is the last, and the exit code is 1.

The order of the calls is that of `MONAILabel.py` in MONAI Label 0.8.5, of the download that of Slicer's `SampleData.py`.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import quote_plus

from monailabel.client import MONAILabelClient
from monailabel.client.client import MONAILabelClientException

PAINTER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "orthanc", "make_label.py")


class Slicer:
    def __init__(self, options):
        self.options = options
        self.token = None
        self.sample_id = options.image
        self.image = os.path.join(options.folder, "image.nii.gz")
        self.label = options.label or os.path.join(options.folder, "label.nii.gz")

    def client(self):
        """A new one for each call, after a question whether the server wants a login."""
        client = MONAILabelClient(self.options.url, self.options.folder, self.options.client_id)
        if client.auth_enabled():
            client.update_auth(self.token)
            if not self.token or not client.auth_valid_token():
                self.token = self.login(client)
                client.update_auth(self.token)
        return client

    def login(self, client):
        """As Slicer does, it goes on without a token when the login is refused."""
        if self.options.user is None:
            return None
        try:
            with open(self.options.password_file, encoding="utf-8") as file:
                return client.auth_token(self.options.user, file.read().strip())
        except MONAILabelClientException:
            return None

    def info(self):
        return {"models": sorted(self.client().info()["models"])}

    def next_sample(self):
        self.sample_id = self.client().next_sample(self.options.strategy, {}).get("id")
        return {"ok": self.sample_id is not None, "image": self.sample_id}

    def download(self):
        """Slicer fetches an image beside its client: without its headers, and https only with a certificate that Python trusts."""
        url = f"{self.options.url.rstrip('/')}/datastore/image?image={quote_plus(self.sample_id)}"
        urllib.request.urlretrieve(url, self.image)
        # Looks for an earlier label, and takes it lightly when that fails.
        try:
            self.client().datastore()
        except MONAILabelClientException:
            pass
        return {"file": self.image, "bytes": os.path.getsize(self.image)}

    def infer(self):
        params = {"result_extension": ".nrrd", "result_dtype": "uint8"}
        file, found = self.client().infer(self.options.model, self.sample_id, params)
        return {"file": file, "labels": sorted((found or {}).get("label_names") or {})}

    def paint(self):
        """Nothing is asked of the server while somebody paints."""
        subprocess.run([sys.executable, PAINTER, self.image, self.label], check=True)
        return {"file": self.label}

    def submit(self):
        labels = [{"name": "spleen", "idx": 1}]
        self.client().save_label(self.sample_id, self.label, params={"label_info": labels})
        self.client().info()
        return {"image": self.sample_id}

    def upload(self):
        self.client().upload_image(self.image, self.sample_id)
        return {"image": self.sample_id}

    def train(self):
        task = self.client().train_start(self.options.model, json.loads(self.options.parameters))
        self.client().train_status(check_if_running=True)
        return {"task": task.get("id")}

    def watch(self):
        """What its timer does every 5 s, until the newest training does not run."""
        for number in range(1, self.options.rounds + 1):
            time.sleep(self.options.interval_s)
            status = self.client().train_status().get("status")
            self.client().info()
            if status != "RUNNING" or number == self.options.rounds:
                return {"rounds": number, "training": status}

    def stop(self):
        task = self.client().train_stop()
        self.client().train_status(check_if_running=True)
        return {"training": (task or {}).get("status")}


ACTS = {
    "info": Slicer.info,
    "next-sample": Slicer.next_sample,
    "download": Slicer.download,
    "infer": Slicer.infer,
    "paint": Slicer.paint,
    "submit": Slicer.submit,
    "upload": Slicer.upload,
    "train": Slicer.train,
    "watch": Slicer.watch,
    "stop": Slicer.stop,
}


def main():
    parser = argparse.ArgumentParser(description="Acts on a MONAI Label server as 3D Slicer does.")
    parser.add_argument("acts", nargs="+", choices=list(ACTS), metavar="ACT")
    parser.add_argument("--url", required=True)
    parser.add_argument("--folder", required=True, help="where its files lie")
    parser.add_argument("--user")
    parser.add_argument("--password-file")
    parser.add_argument("--client-id", default="user-xyz")
    parser.add_argument("--strategy", default="random")
    parser.add_argument("--image", help="instead of the one of next-sample")
    parser.add_argument("--label", help="instead of the one of paint")
    parser.add_argument("--model", default="deepedit")
    parser.add_argument("--parameters", default="{}", help="of a training, as JSON")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--interval-s", type=float, default=5)
    slicer = Slicer(parser.parse_args())
    for act in slicer.options.acts:
        said = say(slicer, act)
        print(json.dumps({"act": act, **said}), flush=True)
        if not said["ok"]:
            return 1
    return 0


def say(slicer, act):
    try:
        return {"ok": True, **ACTS[act](slicer)}
    except MONAILabelClientException as refused:
        status = re.match(r"Status: (\d+)", refused.msg)
        return {"ok": False, "status": status and int(status[1])}
    except urllib.error.HTTPError as refused:
        return {"ok": False, "status": refused.code}
    except (OSError, http.client.HTTPException):
        return {"ok": False, "status": None}


if __name__ == "__main__":
    sys.exit(main())
