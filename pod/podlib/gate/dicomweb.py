"""What OHIF asks of a PACS through MONAI Label's proxy, which goes there with the PACS' login. Source: DICOM PS3.18, section 10."""

from __future__ import annotations

import re

# Parts of a UID with a dot between each two, so never two dots; not digits alone, since test data and old archives have letters.
UID = r"[0-9A-Za-z_-]+(?:\.[0-9A-Za-z_-]+){0,63}"
SERIES = rf"studies/{UID}/series/{UID}"
INSTANCE = rf"{SERIES}/instances/{UID}"
SHOWN = r"(?:/(?:metadata|rendered|thumbnail))?"
# Orthanc says `bulk`, others `bulkdata`; what follows names an element and its items.
BULK = rf"(?:{INSTANCE}/)?bulk(?:data)?(?:/{UID}){{1,8}}"

FORMS = (
    r"studies|series|instances",
    rf"studies/{UID}{SHOWN}",
    rf"studies/{UID}/(?:series|instances)",
    rf"{SERIES}{SHOWN}",
    rf"{SERIES}/instances",
    rf"{INSTANCE}{SHOWN}",
    rf"{INSTANCE}/frames/\d+(?:,\d+)*(?:/(?:rendered|thumbnail))?",
    BULK,
)
READ = re.compile(rf"/proxy/dicom/(?:(?:wado|qido|stow)/)?(?:{'|'.join(FORMS)})/?")
# A segmentation or an uploaded study.
STORED = re.compile(rf"/proxy/dicom/(?:wado|stow)/studies(?:/{UID})?/?")


def is_asked(method, path):
    """Whether a client of MONAI Label asks so; the path is a decoded one."""
    pattern = {"GET": READ, "HEAD": READ, "POST": STORED}.get(method)
    return pattern is not None and pattern.fullmatch(path) is not None
