"""Run by the new environment's own Python: imports what the server imports, and writes what it found to the file named."""

import importlib.metadata
import json
import os
import platform
import shutil
import sys

import monai
import monailabel.interfaces.app  # noqa: F401  the import that breaks when the packages do not fit together
import monailabel.tasks.train.basic_train  # noqa: F401  the same for what trains
import torch
import torchvision  # noqa: F401

RADIOLOGY = os.path.join(sys.prefix, "monailabel", "sample-apps", "radiology", "main.py")

if not os.path.isfile(RADIOLOGY):
    sys.exit("the radiology app is not in the environment")
if shutil.which("itkimage2segimage", path=os.path.join(sys.prefix, "bin")) is None:
    sys.exit("itkimage2segimage is not in the environment")

found = {
    "python": platform.python_version(),
    "torch": importlib.metadata.version("torch"),
    "monai": monai.__version__,
    "seesGpu": torch.cuda.is_available(),
}
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(found, file)
