#!/usr/bin/env python3
"""Makes a small synthetic set of volumes, some labelled, on which DeepEdit learns within minutes, even without a GPU.

    venv/bin/python sample_studies.py --studies DIR

Eight cases of noise with a bright ball at a random place, five with the ball as label. Prints one JSON object whose `state` is
`created`, `present`, or `foreign` when the folder holds files of somebody else, which are left alone.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile

import nibabel
import numpy

MARKER = ".labelpod-sample.json"
CASES, LABELLED, SEED = 8, 5, 20260
SHAPE, SPACING_MM = (48, 48, 32), (2.0, 2.0, 3.0)
NOISE_SIGMA, BALL_BRIGHTNESS, BALL_RADIUS = 20, 180, 9


def main():
    parser = argparse.ArgumentParser(description="Makes a small synthetic set of volumes.")
    parser.add_argument("--studies", required=True, metavar="DIR")
    studies = os.path.abspath(parser.parse_args().studies)
    state = make_samples(studies)
    print(json.dumps({"state": state, "cases": CASES, "labelled": LABELLED}))
    return 0


def make_samples(studies):
    """The whole folder appears at once, so that a death in between leaves nothing half done."""
    if os.path.exists(os.path.join(studies, MARKER)):
        return "present"
    if os.path.isdir(studies) and os.listdir(studies):
        return "foreign"
    os.makedirs(os.path.dirname(studies), exist_ok=True)
    # People put their own images beside them.
    os.umask(0o077)
    partial = tempfile.mkdtemp(prefix=".labelpod-sample-", dir=os.path.dirname(studies))
    try:
        _write_cases(partial)
        os.rename(partial, studies)
    except BaseException:
        shutil.rmtree(partial)
        raise
    return "created"


def _write_cases(folder):
    labels = os.path.join(folder, "labels", "final")
    os.makedirs(labels)
    random = numpy.random.default_rng(SEED)
    for number in range(1, CASES + 1):
        name = f"sample_{number:02}.nii.gz"
        ball = _ball(random)
        noise = random.normal(0, NOISE_SIGMA, SHAPE)
        _save(os.path.join(folder, name), (noise + ball * BALL_BRIGHTNESS).astype(numpy.int16))
        if number <= LABELLED:
            _save(os.path.join(labels, name), ball.astype(numpy.uint8))
    with open(os.path.join(folder, MARKER), "w", encoding="utf-8") as file:
        json.dump({"cases": CASES, "labelled": LABELLED, "seed": SEED}, file)


def _ball(random):
    center = [random.integers(BALL_RADIUS, size - BALL_RADIUS) for size in SHAPE]
    grid = numpy.ogrid[tuple(slice(size) for size in SHAPE)]
    return sum((axis - middle) ** 2 for axis, middle in zip(grid, center)) <= BALL_RADIUS**2


def _save(path, voxels):
    nibabel.save(nibabel.Nifti1Image(voxels, numpy.diag([*SPACING_MM, 1.0])), path)


if __name__ == "__main__":
    sys.exit(main())
