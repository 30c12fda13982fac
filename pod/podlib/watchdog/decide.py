"""Whether a pod goes on without its bot: a pure function of what is known, told by one table with its twin in the bot.

A state is {leaseUntil, limitAt, keepUntil, idleS, lastUse}, a look {now, use}; all numbers are seconds of one clock.
"""

from __future__ import annotations


def decide(state, look):
    """`wait`, or `stop` with its reason, and the state from here on; a use that nobody can tell counts as use."""
    now, use = look["now"], look["use"]
    after = {**state, "lastUse": now} if use == "used" else state
    if now >= after["limitAt"]:
        return {"decision": "stop", "reason": "limit", "state": after}
    is_attended = now < after["leaseUntil"]
    idle_at = max(after["lastUse"] + after["idleS"], after["keepUntil"])
    if is_attended or use != "unused" or now < idle_at:
        return {"decision": "wait", "state": after}
    return {"decision": "stop", "reason": "idle", "state": after}
