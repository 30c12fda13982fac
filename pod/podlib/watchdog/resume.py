"""How the time of a pod goes on whose container has lost its disk: a pure function, told by one table with its twin in the bot.

Nothing on the pod tells such a container from a pod that was stopped and started again within minutes, as by somebody in
RunPod's console. So what is left counts on, which bounds a container that crashes again and again; but once in half a day it
is at least the time that a start has, since a pod that was just started is not stopped at once.
"""

from __future__ import annotations

SPARE_EVERY_S = 12 * 3600
LEFT = ("leaseLeftS", "limitLeftS", "keepLeftS")


def resume(saved, gap_s, first):
    """What is left after this time, by what was left before it; `first` has the terms of the pod's creation."""
    left = {name: max(0, saved[name] - gap_s) for name in LEFT}
    spare_in_s = max(0, saved["spareInS"] - gap_s)
    start_s = min(first["leaseS"], first["limitS"])
    if spare_in_s == 0 and min(left["leaseLeftS"], left["limitLeftS"]) < start_s:
        left["leaseLeftS"] = max(left["leaseLeftS"], start_s)
        left["limitLeftS"] = max(left["limitLeftS"], start_s)
        spare_in_s = SPARE_EVERY_S
    return {**left, "idleS": saved["idleS"], "unusedForS": saved["unusedForS"] + gap_s, "spareInS": spare_in_s}
