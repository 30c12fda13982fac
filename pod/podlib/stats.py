"""Training statistics read from their files: the server's own answer fails while one of them holds a NaN."""

from __future__ import annotations

import json
import math
import os
import re
import time

KEY = re.compile(r"[\w .()-]{1,64}")
DURATION = re.compile(r"(\d+ days?, )?\d{1,2}:\d\d:\d\d(\.\d+)?")
# Texts that are no numbers but needed: the name of the measure, and a time that is there only when the run has ended.
TEXTS = {"key_metric_name": KEY, "current_time": DURATION, "total_time": DURATION}


def read_stats(home):
    """By trainer; null where the file can't be read at this moment, since the server does not write it at once."""
    models = os.path.join(home, "app", "model")
    folders = sorted(os.listdir(models)) if os.path.isdir(models) else []
    stats = {}
    for folder in folders:
        path = os.path.join(models, folder, "train_stats.json")
        if os.path.isfile(path):
            stats[_trainer(folder)] = _numbers(path)
    return {"nowEpochS": int(time.time()), "trainStats": stats}


def _trainer(folder):
    """DeepEdit's folder carries its network's name, all others the trainer's."""
    return "deepedit" if folder.startswith("deepedit_") else folder


def _numbers(path):
    try:
        with open(path, encoding="utf-8") as file:
            return _only_numbers(json.load(file))
    except (OSError, ValueError):
        return None


def _only_numbers(value, name=""):
    if isinstance(value, dict):
        kept = {key: _only_numbers(item, key) for key, item in value.items() if KEY.fullmatch(key)}
        return {key: item for key, item in kept.items() if item is not None}
    if isinstance(value, str):
        return value if name in TEXTS and TEXTS[name].fullmatch(value) else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and math.isfinite(value) else None
