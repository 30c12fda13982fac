"""Which files MONAI Label would open for a request, without opening any: as `endpoints/`, `datastore/` and `tasks/` of 0.8.5 join them.

It reads a request as loosely as any of its parts may: the path is decoded once by the server and once more by whoever it is passed to,
of parameters that are there twice both count, and a form is read by whatever boundary stands in its head.
"""

import json
import os
import re
import urllib.parse

STUDIES, MODELS, SESSIONS = "/home/studies", "/home/app/model/deepedit", "/home/cache/sessions"
UPLOADS, WORK, OHIF, STATIC, PACS = "/tmp/upload", "/home", "/venv/ohif", "/venv/static", "/dicom-web"
# The datastore's own index and lock: who writes these says where all others lie.
INDEX = re.compile(rf"{STUDIES}/(datastore_v2\.json|\.lock|labels)", re.IGNORECASE)
TRUE = ("1", "true", "t", "yes", "y", "on")


def escapes(method, target, content_type, body):
    """What it would do outside of the folder that each file belongs into, as texts; none for a harmless request."""
    path, _, query = target.partition("?")
    path = urllib.parse.unquote(path)
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    texts, files = _form(content_type, body)
    found = []
    for rule in (_proxy, _pages, _datastore, _session, _models, _tasks):
        found += rule(method, path, pairs, texts, files) or []
    return found


def _inside(root, *parts):
    """Empty when the joined path stays in the root, below it."""
    try:
        place = os.path.normpath(os.path.join(root, *parts))
    except (ValueError, TypeError):
        return []
    is_inside = place.startswith(root + "/") and "\0" not in place
    return [] if is_inside and not INDEX.fullmatch(place) else [f"{root}: {'/'.join(map(str, parts))!r}"]


def _values(pairs, *names):
    return [value for name, value in pairs if name in names and value]


def _proxy(method, path, *_rest):
    """requests undoes what needs no escape and joins the dots before it sends the path to the PACS, which may decode it again."""
    match = re.fullmatch(r"/proxy/dicom/(.*)", path, re.DOTALL)
    if match is None:
        return []
    asked = re.sub(r"^(wado|qido|stow)/", "", match[1])
    found = []
    for _ in range(3):
        found += _inside(PACS, *(part.partition(";")[0] for part in asked.partition("?")[0].replace("\\", "/").split("/")))
        asked = urllib.parse.unquote(asked)
    if method not in ("GET", "HEAD", "OPTIONS") and not re.fullmatch(r"studies(/[^/]*)?/?", asked):
        found.append("PACS: changes something")
    return found


def _pages(_method, path, *_rest):
    match = re.fullmatch(r"/(ohif|static)/(.+)", path, re.DOTALL)
    return _inside(OHIF if match[1] == "ohif" else STATIC, match[2]) if match else []


def _datastore(method, path, pairs, texts, files):
    if not path.startswith("/datastore"):
        return []
    found = []
    for image in _values(pairs, "image", "id", "label"):
        # DICOMweb's store has a folder for each series, whatever the method is.
        found += _inside(STUDIES, image) + _inside(STUDIES, image + ".nii.gz")
        for tag in _values(pairs, "tag"):
            found += _inside(STUDIES + "/labels", tag, image + ".nii.gz")
    for tag in _values(pairs, "tag"):
        found += _inside(STUDIES + "/labels", tag)
    for _name, filename in files if method == "PUT" else ():
        # An upload without a name is called as the server's own copy of it.
        filename = filename or "x.nii.gz"
        extension = _extension(filename)
        given = _values(pairs, "image") or [os.path.basename(filename).replace(extension, "") if extension else filename]
        found += [one for image in given for one in _inside(STUDIES, image + extension)]
        found += _inside(UPLOADS, "x" + extension)
    return found


def _session(method, path, pairs, _texts, files):
    match = re.fullmatch(r"/session/(.*)", path, re.DOTALL)
    if match is None:
        return []
    if match[1]:
        return _inside(SESSIONS, match[1])
    found = ["unpacks an archive" for value in _values(pairs, "uncompress") if value.lower() in TRUE]
    for _name, filename in files if method == "PUT" else ():
        # Where it has none, it gets one of its own.
        found += _inside(UPLOADS, filename) if filename else []
    return found


def _models(method, path, *_rest):
    is_change = method in ("PUT", "DELETE") and re.fullmatch(r"/model/[^/]+", path)
    return ["changes a model"] if is_change else []


def _tasks(method, path, pairs, texts, files):
    """Trainings, inferences and the like: the parameters take the place of what the address says."""
    if method != "POST" or not re.match(r"/(train|infer|batch/infer|scoring|activelearning)/", path):
        return ["starts it again"] if (method, path) == ("POST", "/reload") else []
    found = []
    for image in _values(pairs, "image", "images"):
        found += _inside(STUDIES, image)
    for session in _values(pairs, "session_id"):
        found += _inside(SESSIONS, session)
    for _name, filename in files:
        found += _inside(UPLOADS, "x" + _extension(filename))
    for request in [request for text in texts for request in _requests(text)]:
        found += _request(request)
    return found


def _request(request):
    found = []
    for key, root in (("image", STUDIES), ("label_tag", STUDIES + "/labels"), ("name", MODELS), ("model_filename", MODELS), ("label", WORK)):
        for value in _texts(request.get(key)):
            found += _inside(root, value) if value else []
    for value in _texts(request.get("result_extension")):
        found += _inside(UPLOADS, "x" + value)
    for key in ("bundle_path", "train_ds", "val_ds", "distributed_url", "tracking_uri", "image_path"):
        found += [f"{key}: {value!r}" for value in _texts(request.get(key)) if value]
    found += [f"evaluates {value!r}" for value in _texts(list(request.values())) if value.startswith("$")]
    return found


def _requests(text):
    """The objects that one of its readers may see in it: of keys that are there twice each counts."""
    try:
        found = json.loads(text, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return []
    keyed = _objects(found)
    return [{key: value} for pairs in keyed for key, value in pairs]


def _objects(value):
    is_object = isinstance(value, list) and value != [] and all(isinstance(pair, tuple) for pair in value)
    if not is_object:
        return []
    return [value, *(pairs for _, part in value for pairs in _objects(part))]


def _texts(value):
    if isinstance(value, str):
        return [value]
    return [text for part in value for text in _texts(part)] if isinstance(value, (list, tuple)) else []


def _extension(filename):
    """As pathlib has a path's suffixes: of what is behind the last stroke."""
    name = filename.rpartition("/")[2]
    return "" if name.endswith(".") else "".join("." + part for part in name.lstrip(".").split(".")[1:])


def _form(content_type, body):
    """The texts that may be parameters, and pairs of field and file name."""
    text = body.decode("utf-8", "surrogateescape")
    match = re.search(r'boundary="?([^";]+)', content_type)
    if match is None:
        pairs = urllib.parse.parse_qsl(text.replace(";", "&"), keep_blank_values=True) if "urlencoded" in content_type else []
        return [text, *(value for _, value in pairs)], []
    texts, files = [], []
    for part in re.split(rf"\r?\n?--{re.escape(match[1])}(?:--)?[ \t]*\r?\n?", text):
        head, _, content = re.sub(r"\r\n", "\n", part).partition("\n\n")
        names = re.findall(r'(?<![\w*])filename\*?="?([^"\n]*)', head, re.IGNORECASE)
        files += [("file", urllib.parse.unquote(name)) for name in names] + [("file", name) for name in names]
        texts += [] if names else [content]
    return texts, files
