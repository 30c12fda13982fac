"""The JSON that people send with a training, an inference or another task, whose values MONAI Label uses as they come.

Source of the keys: what `interfaces/`, `tasks/` and `transform/` of MONAI Label 0.8.5 read from a request.
"""

from __future__ import annotations

import json
import re

from podlib.gate.names import climbs, is_absolute, is_image, is_name
from podlib.gate.refusal import SETTING, RefusedError, refused_name, unreadable
from podlib.gate.routes import NOTES, TRAINING

# Each names a file, a folder or a host by itself: a module's folder, a list of images, a process group's address, a session's image.
NEVER = ("bundle_path", "image_path", "session", "train_ds", "val_ds", "distributed_url", "distributed_backend")
# The texts among a training's settings, as /info/ tells clients of them; all others are numbers and truths.
TRAINING_TEXTS = (
    "model", "name", "run_id", "model_filename", "device", "gpus", "dataset", "dataloader", "client_id", "logging",
    "tracking", "tracking_uri", "tracking_experiment_name", "tracking_run_name",
)  # fmt: skip
# With these MONAI's configurations begin what they compute, look up or read from a file.
EXPRESSION = ("$", "@", "%")
EXTENSION = re.compile(r"\.[0-9A-Za-z.]{1,20}")


def rewrite_parameters(kind, content):
    """The JSON as it was understood, with each key once; empty text is an empty object. @raises RefusedError"""
    try:
        found = json.loads(content) if content.strip() else {}
        if found is not None and not isinstance(found, dict):
            raise unreadable()
        # Notes about an image or a label are kept as they are and name nothing.
        if kind != NOTES and found is not None:
            _check_object(kind, found)
        return json.dumps(found).encode()
    except (ValueError, RecursionError):
        raise unreadable() from None


def _check_object(kind, found):
    for key, value in found.items():
        _check_text(key)
        if key in NEVER:
            raise RefusedError(400, SETTING)
        if key in CHECKS:
            CHECKS[key](value)
        elif kind == TRAINING and key not in TRAINING_TEXTS and _has_text(value) and not isinstance(value, dict):
            raise RefusedError(400, SETTING)
        if isinstance(value, dict):
            # A request for all tasks at once has one object for each.
            _check_object(kind, value)
        else:
            _check_texts(value)


def _check_texts(value):
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, (list, dict)):
        for part in value:
            _check_texts(part)
        for part in value.values() if isinstance(value, dict) else ():
            _check_texts(part)


def _check_text(text):
    if climbs(text) or is_absolute(text) or text.strip().startswith(EXPRESSION):
        raise refused_name()


def _has_text(value):
    if isinstance(value, (list, dict)):
        return any(map(_has_text, value.values() if isinstance(value, dict) else value))
    return isinstance(value, str)


def _each(is_right):
    """A check of one text or of each in a list; nothing else is one that names."""

    def check(value):
        texts = value if isinstance(value, list) else [value]
        if not all(text is None or (isinstance(text, str) and (text == "" or is_right(text))) for text in texts):
            raise refused_name()

    return check


def _nothing(value):
    if value not in (None, ""):
        raise RefusedError(400, SETTING)


CHECKS = {
    "image": _each(is_image),
    "images": _each(is_image),
    "label_tag": _each(is_image),
    "tag": _each(is_image),
    "y": _each(is_image),
    "y_pred": _each(is_image),
    # The name of a label, which scribbles take for a file.
    "label": _each(lambda text: text.strip() != "."),
    "model": _each(is_name),
    "model_filename": _each(is_name),
    "name": _each(is_name),
    "run_id": _each(lambda text: is_name(text) and not text.startswith("-")),
    "tracking_run_name": _each(is_name),
    "tracking_experiment_name": _each(is_name),
    "result_extension": _each(EXTENSION.fullmatch),
    # labelpod tracks no training outside; this would name a folder or a host for it.
    "tracking_uri": _nothing,
}
