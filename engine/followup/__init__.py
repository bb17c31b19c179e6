"""followup: a policy engine whose rules are data, with a plugin framework for channels.

    import followup
    pack = followup.load_pack("five-rules")
    decision = pack.decide(followup.read_journal("journal.yaml"), proposal)

Names are imported when they are first used, so that a program pays only for what it asks for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from followup.decide.api import load_pack, read_journal
    from followup.decide.decision import Decision
    from followup.decide.pack import Pack
    from followup.timeline.events import Event, Proposal, Timeline
    from followup.timeline.journal import Journal, Record

_HOMES = {
    "Decision": "followup.decide.decision",
    "Event": "followup.timeline.events",
    "Journal": "followup.timeline.journal",
    "Pack": "followup.decide.pack",
    "Proposal": "followup.timeline.events",
    "Record": "followup.timeline.journal",
    "Timeline": "followup.timeline.events",
    "load_pack": "followup.decide.api",
    "read_journal": "followup.decide.api",
}

__all__ = [
    "Decision",
    "Event",
    "Journal",
    "Pack",
    "Proposal",
    "Record",
    "Timeline",
    "load_pack",
    "read_journal",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'followup' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
