"""What MONAI Label's own clients send, as method, target, content type and body: each has to pass the gate.

Source: 3D Slicer's modules MONAILabel and MONAILabelReviewer, OHIF's extension and its config, QuPath's extension, all of 0.8.5; curl.
"""

import json

SERIES = "1.2.826.0.1.3680043.8.498.10066212213343"
UUID = "9b2d4c1e-ce4b-11ee-9d1c-0242ac110002"
SLICER = "----------lImIt_of_THE_fIle_eW_$"
CONFIG = {"device": "NVIDIA RTX A5000:0", "max_epochs": 50, "early_stop_patience": -1, "val_split": 0.2, "pretrained": True}
TRAIN = {
    **CONFIG, "name": "train_01", "train_batch_size": 1, "multi_gpu": True, "gpus": "all", "dataset": "SmartCacheDataset",
    "dataloader": "ThreadDataLoader", "tracking": "mlflow", "tracking_uri": "", "tracking_experiment_name": "", "client_id": "user-xyz",
}  # fmt: skip
LABELS = [{"name": "left kidney", "idx": 1, "color": [221, 130, 101]}]
DEEPEDIT = {"spleen": [[10, 20, 5]], "right kidney": [], "background": [], "label": "spleen", "result_extension": ".nrrd", "client_id": None}
SCRIBBLES = {"roi": "x:1,x:9", "label_info": LABELS, "selected_label_name": "a/b", "num_bins": 64, "result_extension": ".nrrd"}
REVIEW = {"segmentationMeta": {"status": "approved", "comment": "n/a, see ../ above\nand / below", "approvedBy": "Ada"}}


def slicer_form(fields, files):
    """As MONAILabelLib's client writes it: the file by its whole path, and two lines end after the last boundary."""
    lines = [f'--{SLICER}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    for name, path in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{path}"\r\nContent-Type: application/octet-stream'
        lines.append(f"--{SLICER}\r\n{head}\r\n\r\n\x1f\x8b content\r\n")
    return f"multipart/form-data; boundary={SLICER}", "".join([*lines, f"--{SLICER}--\r\n\r\n"]).encode()


def form(boundary, *parts, end="\r\n"):
    """As Python's requests, browsers and curl write it; QuPath without the last line's end."""
    heads = "".join(f"--{boundary}\r\n{head}\r\n\r\n{content}\r\n" for head, content in parts)
    return f"multipart/form-data; boundary={boundary}", f"{heads}--{boundary}--{end}".encode()


def part(name, filename=None, kind=None):
    file = "" if filename is None else f'; filename="{filename}"'
    return f'Content-Disposition: form-data; name="{name}"{file}' + (f"\r\nContent-Type: {kind}" if kind else "")


def pasted(value):
    return json.dumps(value)


NO_BODY = ("", b"")
GETS = (
    "/", "/docs", "/openapi.json", "/favicon.ico", "/static/swagger-ui.css", "/info/", "/train", "/train/", "/train/?check_if_running=true",
    "/train/?all=true", "/batch/infer?all=true", "/scoring/", "/logs/?lines=300&html=true&text=false&refresh=3", "/logs/gpu", "/datastore/",
    "/datastore/?output=all", "/datastore/?output=train", "/datastore/image?image=case+1.v2", "/datastore/image?image=M%C3%BCller%20%28CT%29",
    f"/datastore/image?image={SERIES}", "/datastore/label?label=case_1&tag=final", "/datastore/label?label=case_1&tag=version_2",
    "/datastore/image/info?image=a", "/datastore/label/info?label=a&tag=original", "/datastore/dataset?limit_cases=5", "/model/deepedit",
    "/model/info/deepedit", f"/session/{UUID}", f"/session/{UUID}?update_ts=true&image=true", "/info/?src=bot", "/ohif/", "/ohif/app-config.js",
    f"/ohif/monai-label?StudyInstanceUIDs={SERIES}", "/ohif/viewer?StudyInstanceUIDs=1.2&url=https://a.example/../b", "/ohif/assets/a@2x.png",
    "/ohif/732.bundle.7ea3.js", "/datastore/image?image=100%25", "/datastore/image?image=%E5%81%A5%E5%BA%B7%E3%80%80%E8%A8%BA%E6%96%AD",
)  # fmt: skip
PROXIED = (
    "qido/studies?limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060&PatientName=*Doe*%5E*",
    f"qido/studies/{SERIES}/series?includefield=0008103E", f"qido/studies/{SERIES}/instances", f"qido/studies/{SERIES}/series/{SERIES}/metadata",
    f"wado/studies/{SERIES}/series/{SERIES}/metadata", f"wado/studies/{SERIES}/series/{SERIES}/instances/{SERIES}/frames/1,2",
    f"wado/studies/{SERIES}/series/{SERIES}/instances/{SERIES}/rendered", f"wado/studies/{SERIES}/series/{SERIES}/instances/{SERIES}",
    f"wado/studies/{SERIES}/series/{SERIES}/thumbnail?accept=image/jpeg", f"wado/studies/{SERIES}/series/{SERIES}/instances/{SERIES}/bulk/7fe00010",
    f"studies/{SERIES}", f"qido/series?StudyInstanceUID={SERIES}",
)  # fmt: skip

REQUESTS = (
    *(("GET", target, *NO_BODY) for target in GETS),
    *(("GET", "/proxy/dicom/" + path, *NO_BODY) for path in PROXIED),
    ("POST", "/proxy/dicom/wado/studies", "multipart/related; type=application/dicom; boundary=b", b"--b\r\n\r\nDICM ../..\r\n--b--"),
    ("POST", f"/proxy/dicom/stow/studies/{SERIES}", "application/dicom", b"DICM"),
    ("HEAD", "/datastore/image?image=a&check_sum=SHA256:0f", *NO_BODY),
    ("HEAD", "/datastore/label?image=a&tag=final", *NO_BODY),
    ("DELETE", "/datastore/?id=a", *NO_BODY),
    ("DELETE", "/datastore/image?id=a", *NO_BODY),
    ("DELETE", "/datastore/label?id=a&tag=version_1", *NO_BODY),
    ("DELETE", "/train/", *NO_BODY),
    ("DELETE", "/batch/infer", *NO_BODY),
    ("DELETE", f"/session/{UUID}", *NO_BODY),
    ("OPTIONS", "/infer/deepedit", *NO_BODY),
    ("POST", "/train/deepedit", "application/json", pasted(TRAIN).encode()),
    ("POST", "/train/", "application/json", pasted({"deepedit": {**TRAIN, "dataset": ["Dataset"]}, "client_id": "ohif"}).encode()),
    ("POST", "/train/", "application/json;charset=utf-8", b"{}"),
    ("POST", "/train/deepedit", "", b""),
    ("POST", "/scoring/dice", "application/json", pasted({"y": "final", "y_pred": "original"}).encode()),
    ("POST", "/activelearning/random", "application/json", pasted({"client_id": "user-xyz"}).encode()),
    ("POST", "/batch/infer/deepedit?images=unlabeled", "application/json", pasted({"images": ["case_1", SERIES], "max_workers": 2}).encode()),
    ("POST", "/infer/deepedit?image=case_1", *slicer_form({"params": pasted(DEEPEDIT)}, {})),
    ("POST", f"/infer/deepedit?image=a&session_id={UUID}", *slicer_form({"params": "{}"}, {})),
    ("POST", "/infer/Histogram%2BGraphCut?image=a", *slicer_form({"params": pasted(SCRIBBLES)}, {"label": "/tmp/Slicer-ada/tmpx1.nii.gz"})),
    ("POST", f"/infer/deepedit?image={SERIES}&output=image", *form("----WebKitFormBoundaryAbC", (part("params"), pasted(DEEPEDIT)))),
    ("POST", "/infer/deepedit?image=a", *form("b", (part("params"), pasted(SCRIBBLES)), (part("label", "label.bin", "text/plain"), "x"))),
    ("POST", "/infer/deepedit?image=a", "application/x-www-form-urlencoded", b"params=%7B%22label%22%3A+%22spleen%22%7D"),
    ("POST", "/infer/wsi/nuclei?image=a&output=asap", "application/json", pasted({"level": 0, "size": [1, 2], "params": {"a": 1}}).encode()),
    ("POST", "/infer/wsi_v2/nuclei?output=asap", *form("123", (part("file", "a.png", "null"), "x"), (part("wsi"), '{"level": 0}'), end="")),
    ("PUT", "/datastore/?image=case_1", *slicer_form({"params": '{"client_id": "u"}'}, {"file": "/home/ada/.slicer/tmp.nii.gz"})),
    ("PUT", "/datastore/?image=case_1", *slicer_form({"params": "{}"}, {"file": "C:\\Users\\Ada B\\AppData\\tmp.nii.gz"})),
    ("PUT", "/datastore/image?image=b", *form("0a1f", (part("file", "b.nii.gz"), "\r\n--0a1\r\n--\r\n"))),
    ("PUT", "/datastore/image", *form("0a1f", (part("file", "Mü ller.nii.gz"), ""))),
    ("PUT", "/datastore/image", *form("0a1f", (part("file") + "; filename*=utf-8''M%C3%BCller.nii.gz", "x"))),
    ("PUT", "/datastore/label?image=case_1&tag=final", *slicer_form({"params": pasted({"label_info": LABELS})}, {"label": "/tmp/a b/l.nii.gz"})),
    ("PUT", "/datastore/label?image=case_1", *form("r", (part("params"), pasted(REVIEW)), (part("label", "case_1.nrrd"), "x"))),
    ("PUT", "/datastore/updatelabelinfo?label=a&tag=final", "application/x-www-form-urlencoded", b"params=" + pasted(REVIEW).encode()),
    ("PUT", "/datastore/image/info?image=a", "application/x-www-form-urlencoded", b"info=%7B%7D"),
    ("PUT", "/session/", *form("r", (part("client_id"), "user-xyz"), (part("files", "tmp.nii.gz"), "x"))),
    ("PUT", "/session/?uncompress=false&expiry=600", *form("r", (part("files", "1.dcm"), "x"), (part("files", "2.dcm"), "y"))),
)
