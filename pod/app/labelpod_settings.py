"""labelpod.json: labels, input size and spacing of the models; whatever is absent or null stays as the radiology app has it."""

from __future__ import annotations

import json
import re

FIELDS = ("labels", "spatialSize", "targetSpacing")
# Models whose labels are free to choose; the others are parts of a pipeline with fixed meanings, or for one organ.
FREE_LABELS = ("deepedit", "deepgrow_2d", "deepgrow_3d", "segmentation")
FREE_SIZES = (*FREE_LABELS, "segmentation_spleen")
# DeepEdit's network halves its input five times.
SIZE_STEP = 32


class AppSettingsError(Exception):
    """One line that says what is wrong in which field."""


def load_app_settings(path):
    """The parsed file, empty when there is none. @raises AppSettingsError"""
    try:
        with open(path, encoding="utf-8") as file:
            settings = json.load(file)
    except FileNotFoundError:
        return {}
    except ValueError:
        raise AppSettingsError("labelpod.json: not valid JSON") from None
    if not isinstance(settings, dict):
        raise AppSettingsError("labelpod.json: must be an object")
    models = settings.get("models") or {}
    if not isinstance(models, dict):
        raise AppSettingsError("labelpod.json: models must be an object")
    _check_fields(settings, (*FIELDS, "models"), "")
    for name, fields in models.items():
        where = f"models.{name}"
        if not isinstance(fields, dict):
            raise AppSettingsError(f"labelpod.json: {where} must be an object")
        _check_fields(fields, FIELDS, where + ".")
    return settings


def settings_of(settings, model):
    """What holds for one model: its own entry first, then the general one where that may touch it."""
    own = (settings.get("models") or {}).get(model, {})
    allowed = FIELDS if model in FREE_LABELS else FIELDS[1:] if model in FREE_SIZES else ()
    general = {field: settings.get(field) for field in allowed}
    return {field: own.get(field) or general.get(field) for field in FIELDS}


def _check_fields(table, known, where):
    for field, value in table.items():
        if field not in known:
            raise AppSettingsError(f"labelpod.json: {where}{field} is not known")
        if value is not None and field in CHECKS and not CHECKS[field][0](value):
            raise AppSettingsError(f"labelpod.json: {where}{field} must be {CHECKS[field][1]}")


def _are_labels(value):
    if not isinstance(value, dict) or not set(value) - {"background"}:
        return False
    are_names = all(re.fullmatch(r"\w[\w .+-]{0,63}", name) for name in value)
    are_numbers = all(type(number) is int and 0 <= number <= 255 for number in value.values())
    zeros = [name for name, number in value.items() if number == 0]
    is_each_once = len(set(value.values())) == len(value)
    return (
        are_names
        and are_numbers
        and is_each_once
        and zeros == [name for name in value if name == "background"]
    )


def _is_size(value):
    return _are_three(value, int) and all(
        SIZE_STEP <= number <= 512 and number % SIZE_STEP == 0 for number in value
    )


def _is_spacing(value):
    return _are_three(value, (int, float)) and all(0.1 <= number <= 20 for number in value)


def _are_three(value, kind):
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(isinstance(n, kind) and not isinstance(n, bool) for n in value)
    )


CHECKS = {
    "labels": (_are_labels, "numbers from 1 to 255 by name, each once, with 0 for background alone"),
    "spatialSize": (_is_size, f"three multiples of {SIZE_STEP} from {SIZE_STEP} to 512"),
    "targetSpacing": (_is_spacing, "three numbers of millimetres from 0.1 to 20"),
}
