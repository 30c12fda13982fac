"""MONAI Label's radiology app with labels, input size and spacing from labelpod.json; the installed files stay as they are."""

import functools
import importlib.util
import math
import os
import sys

from labelpod_settings import AppSettingsError, load_app_settings, settings_of
from monailabel.interfaces.app import MONAILabelApp
from monailabel.interfaces.config import TaskConfig

HERE = os.path.dirname(os.path.abspath(__file__))
RADIOLOGY = os.path.join(sys.prefix, "monailabel", "sample-apps", "radiology")
BAD_SETTINGS_EXIT = 2


def _load_radiology():
    """Under a name of its own: this file is `main` already."""
    sys.path.insert(0, RADIOLOGY)
    spec = importlib.util.spec_from_file_location("radiology_main", os.path.join(RADIOLOGY, "main.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _load_settings():
    path = os.environ.get("LABELPOD_APP_SETTINGS", os.path.join(HERE, "labelpod.json"))
    try:
        return load_app_settings(path)
    except AppSettingsError as wrong:
        print(wrong, file=sys.stderr)
        sys.exit(BAD_SETTINGS_EXIT)


SETTINGS = _load_settings()


def _chosen(name, value, wished):
    """What a model's configuration gets in place of its own value, in the same form."""
    if name == "labels" and wished["labels"]:
        labels = {label: number for label, number in wished["labels"].items() if label != "background"}
        if not isinstance(value, dict):
            return list(labels)
        return {**labels, "background": 0} if "background" in value else labels
    if name in ("spatial_size", "roi_size") and wished["spatialSize"]:
        return tuple(wished["spatialSize"][: len(value)])
    if name == "target_spacing" and wished["targetSpacing"]:
        return tuple(wished["targetSpacing"])
    return value


def _set_chosen(config, name, value):
    """Each configuration assigns these before it builds its networks from them, so here is the place to change them."""
    model = config.__dict__.get("name")
    object.__setattr__(
        config, name, value if model is None else _chosen(name, value, settings_of(SETTINGS, model))
    )


TaskConfig.__setattr__ = _set_chosen
radiology_main = _load_radiology()


# The loader looks for a class with MONAILabelApp among its direct bases.
class LabelpodApp(radiology_main.MyApp, MONAILabelApp):
    """The radiology app as labelpod.json wants it."""

    def init_trainers(self):
        return _guard_stats(_resize(super().init_trainers()))

    def init_infers(self):
        return _resize(super().init_infers())


def _resize(tasks):
    """DeepGrow's sizes are no attributes of its configuration but fixed where its tasks are made."""
    for model, task in tasks.items():
        size = settings_of(SETTINGS, model)["spatialSize"]
        if size and hasattr(task, "model_size"):
            task.model_size = task.roi_size = tuple(size[: len(task.model_size)])
    return tasks


def _guard_stats(tasks):
    """A statistics file that is not whole, or holds a NaN, which JSON lacks, would fail all that the server says of itself."""
    for task in tasks.values():
        task.stats = functools.partial(_finite_stats, task.stats)
    return tasks


def _finite_stats(read):
    try:
        return _without_nan(read())
    except ValueError:
        return {}


def _without_nan(value):
    """Left out, not null: 3D Slicer reckons with what it finds."""
    if not isinstance(value, dict):
        return value
    return {key: _without_nan(item) for key, item in value.items() if not _is_nan(item)}


def _is_nan(value):
    return isinstance(value, float) and not math.isfinite(value)
