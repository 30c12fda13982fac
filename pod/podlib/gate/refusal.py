"""Why the gate passes a request on to nobody, in words for the person who sent it; they repeat nothing of it."""

from __future__ import annotations

UNKNOWN = "No client of MONAI Label asks for this: check the address and the method."
CLIMBS = "A name, an id or a path in this request leads out of its folder or has letters that no name has: rename it and try again."
MODELS = "Nobody uploads or deletes a model through this address, since a model can run code: train it, or copy its file by SSH."
ARCHIVE = "An archive is not unpacked here: send its files one by one, without uncompress."
UNREADABLE = "This request's body is none that a client of MONAI Label sends: check its content type and its fields."
TOO_LONG = "The parameters of this request are too long: leave out what the server does not need."
SETTING = "A setting in this request names a file or a place, which is labelpod's to say: leave it out and try again."


class RefusedError(Exception):
    """`status` is HTTP's, `sentence` one of the above."""

    def __init__(self, status, sentence):
        super().__init__(status)
        self.status, self.sentence = status, sentence


def refused_name():
    return RefusedError(400, CLIMBS)


def unreadable():
    return RefusedError(400, UNREADABLE)
