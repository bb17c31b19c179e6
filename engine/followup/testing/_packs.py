"""Packs as plain data: vocabulary, facts, conditions, rules and duties, with every construct of the language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from followup.language.conditions import OPERATORS
from followup.language.facts import QUERIES
from followup.language.tree import CLOCKS
from followup.timeline.calendar import WEEKDAYS

Draw = Callable[..., Any]
Data = dict[str, Any]

TYPES: Mapping[str, str] = {
    "person": "person", "channel": "channel", "topic": "text", "score": "number", "size": "integer",
    "good": "boolean", "tags": "list", "day": "date", "moment": "instant", "clock": "time", "text": "text",
}  # fmt: skip
KINDS = {
    "act": ("us", (*TYPES, "then_count", "then_holds", "then_part", "then_latest")),
    "word": ("them", ("person", "channel", "topic", "size", "good", "day", "text", "then_count")),
    "note": ("nobody", ("topic", "score", "tags", "moment", "clock")),
}
CLASSES = ("signs", "anything")
WORDS: Mapping[str, tuple[Any, ...]] = {
    "person": ("ann", "bob"), "channel": ("mail", "phone"), "topic": ("a", "b", "c"), "list": ("x", "y", "z"),
    "number": (0, 0.5, 1, 2), "integer": (0, 1, 2, 3), "boolean": (True, False), "text": ("hello", "no thanks"),
    "time": ("00:00", "02:30", "09:00", "23:30"), "part_of_day": ("night", "morning", "evening"),
    "weekday": WEEKDAYS, "elapsed": ("36 hours", "1 day", "2 days", "90 minutes"),
    "dates": ("1 date", "2 dates", "3 dates", "1 month of dates"),
    "working days": ("1 working day", "2 working days"), "kind": tuple(KINDS),
    "case": ("c", "d"), "hour": (0, 2, 8, 23),
}  # fmt: skip
PARAMETERS: Mapping[str, Data] = {
    "p_number": {"type": "number", "default": 0.5, "at_least": 0, "at_most": 2},
    "p_integer": {"type": "integer", "default": 1, "at_least": 0},
    "p_text": {"type": "text", "default": "a", "one_of": ["a", "b"]},
    "p_boolean": {"type": "boolean", "default": True, "says": "a parameter"},
    "p_elapsed": {"type": "elapsed", "default": "1 day", "at_most": "9 days"},
    "p_dates": {"type": "dates", "default": "2 dates", "at_least": "1 date"},
    "p_working": {"type": "working days", "default": "1 working day"},
    "p_time": {"type": "time", "default": "09:00"},
    "p_list": {"type": "list", "default": ["a", "b"]},
}


@dataclass(frozen=True)
class Names:
    """What a condition can be about, with types, and what can stand at its right side."""

    left: Mapping[str, str]
    its: Mapping[str, str]
    facts: Mapping[str, str]


@st.composite
def packs(draw: Draw, day: str = "2026-03-28", plain: bool = False) -> Data:
    """A pack whose constants lie around `day`."""
    word = Words(day, plain)
    first = {f"a{n}": draw(_fact(word, n, {}, False)) for n in range(draw(st.integers(2, 4)))}
    early = {name: type for name, (type, _) in first.items()}
    attributes = draw(_attributes(early))
    later: dict[str, tuple[str, Data]] = {}
    for n in range(draw(st.integers(1, 4))):
        known = {**early, **{name: type for name, (type, _) in later.items()}}
        later[f"b{n}"] = draw(_fact(word, n, known, True))
    facts = {name: body for name, (_, body) in {**first, **later}.items()}
    types = {name: type for name, (type, _) in {**first, **later}.items()}
    truths = [name for name, body in facts.items() if {"exists", "holds"} & body.keys()]
    return {
        "language": 1, "pack": "drawn", "version": "1.0.0", "title": "drawn", "source": {"note": "drawn"},
        "needs": {"channels": ["mail", "phone"], "facts": ["scored", "alike"]},
        "parameters": dict(PARAMETERS), "calendar": draw(_calendar(plain)), "attributes": attributes,
        "kinds": {name: {"by": by, "attributes": list(own)} for name, (by, own) in KINDS.items()},
        "classes": draw(_classes(word)), "facts": facts,
        "rules": [draw(_rule(word, n, types, truths)) for n in range(draw(st.integers(1, 3)))],
        "duties": [draw(_duty(word, n, types)) for n in range(draw(st.integers(0, 2)))],
        **draw(_desk()),
    }  # fmt: skip


@st.composite
def sharp_packs(draw: Draw, day: str = "2026-03-28", plain: bool = False) -> Data:
    """A pack with one rule about time and at most one duty, so that nothing hides the instant at which it flips."""
    word, kind = Words(day, plain), draw(st.sampled_from(("act", "word")))
    measure = draw(st.sampled_from(("elapsed", "dates", "working days")))
    facts: Data = {
        "age": {"since": {draw(st.sampled_from(("first", "last"))): kind}, "in": measure},
        "ahead": {"until": {"next": kind}, "in": measure},
        "recent": {"count": kind, "within": draw(_span(word))},
        "aged": {"count": kind, "ago": {"at_least": draw(_span(word)), "at_most": draw(_span(word))}},
    }
    types = {"age": measure, "ahead": measure, "recent": "integer", "aged": "integer"}
    left = draw(st.sampled_from(({"age": measure, "ahead": measure}, types, {**CLOCKS, "then_part": "text"})))
    names = Names(left, {}, types)
    rule: Data = {"rule": "r0", "forbid": draw(_test(word, names))}
    duties = [draw(_duty(word, 0, types))] if sometimes(draw) else []
    attributes: Data = {name: {"type": type, "missing": "absent"} for name, type in TYPES.items()}
    attributes |= {
        "then_part": {"type": "text", "as_of_then": draw(st.sampled_from(("part_of_day", "weekday")))}
    }
    attributes |= {
        name: {"type": type, "missing": "absent"} for name, type in _THEN.items() if name not in attributes
    }
    return {
        "language": 1, "pack": "sharp", "version": "1.0.0", "parameters": dict(PARAMETERS),
        "calendar": draw(_calendar(plain)), "attributes": attributes, "facts": facts, "rules": [rule],
        "kinds": {name: {"by": by, "attributes": list(own)} for name, (by, own) in KINDS.items()},
        "classes": {"signs": [{"kind": "word"}, {"kind": "act"}], "anything": [{"kind": "signs"}, {"kind": "note"}]},
        "duties": duties,
    }  # fmt: skip


@dataclass(frozen=True)
class Words:
    """Constants by type, around a day."""

    day: str
    plain: bool

    def of(self, type: str, name: str = "") -> tuple[Any, ...]:
        if type == "date":
            return tuple(day_after(self.day, n) for n in (-1, 0, 1, 3))
        if type == "instant":
            return tuple(f"{day_after(self.day, n)}T03:00Z" for n in (0, 1, 2))
        if type == "dates" and self.plain:
            return WORDS["dates"][:3]
        if name in ("text", "topic") or type not in WORDS or name in WORDS:
            return WORDS[name if name in WORDS else "topic"]
        return WORDS["topic"] if type == "text" else WORDS[type]


def day_after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def sometimes(draw: Draw, one_in: int = 3) -> bool:
    return draw(st.integers(1, one_in)) == 1  # type: ignore[no-any-return]


@st.composite
def _calendar(draw: Draw, plain: bool) -> Data:
    parts = {"night": "00:00", "morning": "06:00", "evening": "18:30"}
    given: Data = {"holidays": "none" if plain else draw(st.sampled_from(("none", "country")))}
    if sometimes(draw):
        given["working_week"] = ["sunday", "monday", "tuesday", "wednesday", "thursday"]
    return {**given, "parts_of_day": parts}


@st.composite
def _attributes(draw: Draw, early: Mapping[str, str]) -> Data:
    made: Data = {}
    for name, type in TYPES.items():
        made[name] = {"type": type}
        missing = draw(st.sampled_from(("unknown", "unknown", None, None, "absent", "constant")))
        if missing == "constant":
            made[name]["missing"] = {"constant": _constant_of(type, name)}
        elif missing:
            made[name]["missing"] = missing
    made["topic"]["one_of"] = list(WORDS["topic"])
    made["size"] |= {"at_least": 0, "at_most": 9}
    if sometimes(draw, 2):
        made["score"] = {"type": "number", "from": "scored", "needs": ["text"]}
    taken = {
        "then_count": ("integer", _of_type(early, "integer")), "then_holds": ("boolean", _of_type(early, "boolean")),
        "then_latest": ("text", _of_type(early, "text")), "then_part": ("text", ["part_of_day"]),
    }  # fmt: skip
    for name, (type, facts) in taken.items():
        made[name] = {"type": type, "as_of_then": draw(st.sampled_from(facts))} if facts else {"type": type}
    return made


def _constant_of(type: str, name: str) -> Any:
    own = {"list": ["x"], "date": "2026-03-28", "instant": "2026-03-28T03:00Z", "number": 0.5, "integer": 1}
    return own.get(type, Words("2026-03-28", False).of(type, name)[0])


def _of_type(names: Mapping[str, str], type: str) -> list[str]:
    return [name for name, each in names.items() if each == type]


@st.composite
def _classes(draw: Draw, word: Words) -> Data:
    where = draw(_condition(word, Names(_own(("act",)), {}, {}), 1))
    signs = [{"kind": "word"}, {"kind": "act", "where": where}]
    narrow = {"where": draw(_condition(word, Names({"topic": "text"}, {}, {}), 0))} if sometimes(draw) else {}
    return {"signs": signs, "anything": [{"kind": "signs", **narrow}, {"kind": "note"}]}


# Facts.

_THEN = {"then_count": "integer", "then_holds": "boolean", "then_part": "text", "then_latest": "text"}


def _own(kinds: Iterable[str], types: Mapping[str, str] | None = None) -> dict[str, str]:
    known = {**TYPES, **_THEN, **(types or {})}
    return {name: known[name] for kind in kinds for name in KINDS[kind][1]}


def _kinds_of(name: str) -> tuple[str, ...]:
    return {"signs": ("word", "act"), "anything": tuple(KINDS)}.get(name, (name,))


@st.composite
def _fact(draw: Draw, word: Words, n: int, known: Mapping[str, str], late: bool) -> tuple[str, Data]:
    """A fact's type and its body. Early facts look at nothing that lies ahead, so that they have an `as of then`;
    late ones may look at the subject's attributes as of then, and at other facts."""
    early = ("exists", "count", "latest") if n < 3 and not late else QUERIES
    query = ("count", "exists", "latest")[n] if not late and n < 3 else draw(st.sampled_from(early))
    if query == "holds" or (query in ("next", "until") and not late):
        left = {
            **known,
            **CLOCKS,
            **(dict(_THEN) if late else {}),
            "topic": "text",
            "kind": "kind",
            "case": "case",
        }
        return "boolean", {"holds": draw(_condition(word, Names(left, _its(late), known), 2))}
    kind = draw(st.sampled_from((*KINDS, *CLASSES)))
    body = draw(_selection(word, kind, late, query in ("next", "until")))
    return draw(_queried(query, kind, body, late))  # type: ignore[no-any-return]


def _its(late: bool) -> dict[str, str]:
    return {**TYPES, **(_THEN if late else {}), "kind": "kind", "case": "case"}


@st.composite
def _queried(draw: Draw, query: str, kind: str, body: Data, late: bool) -> tuple[str, Data]:
    ends = {draw(st.sampled_from(("first", "last"))): kind}
    measure = draw(st.sampled_from(("elapsed", "dates", "working days")))
    if query in ("exists", "count"):
        return ("boolean" if query == "exists" else "integer"), {query: kind, **body}
    if query == "since":
        return measure, {"since": ends, "in": measure, **body}
    if query == "until":
        return measure, {"until": {"next": kind}, "in": measure, **body}
    if query == "pair":
        return "pair", {
            "pair": "alike",
            "with": ends,
            **({"needs": ["text"]} if sometimes(draw) else {}),
            **body,
        }
    name, type = draw(st.sampled_from(_valued(query, kind, late)))
    result = {"distinct": "integer", "values": "list"}.get(query, type)
    return result, {query: name, "of": kind, **body}


def _valued(query: str, kind: str, late: bool) -> list[tuple[str, str]]:
    """The attributes that a query can be about."""
    if query == "latest" and not late:
        return [("topic", "text")]
    own = [*_own(_kinds_of(kind)).items(), ("at", "instant"), ("date", "date"), ("case", "case")]
    summable = ("number", "integer")
    fitting = {
        "values": ("text", "channel", "person", "list"), "sum": summable,
        "min": (*summable, "date", "time", "instant"), "max": (*summable, "date", "time", "instant"),
    }  # fmt: skip
    return [(name, type) for name, type in own if type in fitting.get(query, (type,))]


@st.composite
def _selection(draw: Draw, word: Words, kind: str, late: bool, ahead: bool) -> Data:
    if not ahead and sometimes(draw):
        usual: Data = draw(_usual_selection(word, kind, late))
        return usual
    made: Data = {}
    names = Names({**_own(_kinds_of(kind)), "kind": "kind", "case": "case"}, _its(late), CLOCKS)
    if sometimes(draw, 2):
        made["where"] = draw(_condition(word, names, 1))
    if not ahead and sometimes(draw, 4):
        made["within"] = draw(_span(word))
    if not ahead and sometimes(draw, 6):
        made["ago"] = {key: draw(_span(word)) for key in ("at_least", "at_most") if draw(st.booleans())} or {
            "at_least": "1 day"
        }
    for edge in ("after", "from", "before", "to"):
        if sometimes(draw, 8):
            made[edge] = draw(_anchor(word, late))
    if sometimes(draw, 4):
        keys = (
            ["person"],
            ["topic"],
            ["person", "channel"],
            *([["then_part"], ["then_count"]] if late else []),
        )
        found = draw(st.sampled_from(keys))
        made["across"] = found[0] if len(found) == 1 else found
    return made


#: Attributes that an event and the subject may have to share, by the kinds that carry them.
_SHARED = ("person", "topic", "size", "channel")


@st.composite
def _usual_selection(draw: Draw, word: Words, kind: str, late: bool) -> Data:
    """What most packs ask: all events, those after the last of something, or a window; perhaps of the same person."""
    own = _own(_kinds_of(kind))
    shared = [name for name in _SHARED if name in own]
    key = draw(st.sampled_from(shared)) if shared and sometimes(draw) else None
    made: Data = {"where": draw(_usual_where(word, own, key))}
    shape = draw(st.sampled_from(("all", "after", "after", "within")))
    if shape == "after":
        other = draw(st.sampled_from((*KINDS, *CLASSES)))
        theirs = _own(_kinds_of(other))
        same = key if key in theirs and draw(st.booleans()) else None
        where = draw(_usual_where(word, theirs, same))
        made["after"] = {"last": other, **({"where": where} if where else {})}
    elif shape == "within":
        made["within"] = draw(_span(word))
    if late and sometimes(draw):
        made["across"] = draw(st.sampled_from(("person", "topic", "channel", ["person", "topic"])))
    return {name: each for name, each in made.items() if each}


@st.composite
def _usual_where(draw: Draw, word: Words, own: Mapping[str, str], key: str | None) -> Data:
    """What the event itself gives, and what it shares with the subject."""
    plain = {name: type for name, type in own.items() if name != "then_part"}
    made: Data = draw(_condition(word, Names(plain, {}, {}), 1)) if sometimes(draw, 2) else {}
    return {**made, **({key: {"its": key}} if key else {})}


@st.composite
def _anchor(draw: Draw, word: Words, late: bool) -> Data:
    kind = draw(st.sampled_from((*KINDS, *CLASSES)))
    made: Data = {draw(st.sampled_from(("first", "last"))): kind}
    if sometimes(draw):
        names = Names(_own(_kinds_of(kind)), _its(late), CLOCKS)
        made["where"] = draw(_condition(word, names, 1))
    return made


@st.composite
def _span(draw: Draw, word: Words) -> Any:
    measure = draw(st.sampled_from(("elapsed", "dates", "working days")))
    if sometimes(draw, 4):
        return {
            "parameter": {"elapsed": "p_elapsed", "dates": "p_dates", "working days": "p_working"}[measure]
        }
    return draw(st.sampled_from(word.of(measure)))


# Conditions.

_BY_TYPE = {str(body["type"]): name for name, body in PARAMETERS.items()}
_SCALAR = {"kind": "text", "case": "text", "channel": "text", "person": "text", "pair": "number"}


@st.composite
def _condition(draw: Draw, word: Words, names: Names, depth: int) -> Data:
    shape = draw(st.sampled_from(("test", "test", "both", "all", "any", "not"))) if depth else "test"
    if shape in ("all", "any"):
        return {shape: [draw(_condition(word, names, depth - 1)) for _ in range(2)]}
    if shape == "not":
        return {"not": draw(_condition(word, names, depth - 1))}
    tests = [draw(_test(word, names)) for _ in range(2 if shape == "both" else 1)]
    return {name: test for each in tests for name, test in each.items()}


@st.composite
def _test(draw: Draw, word: Words, names: Names) -> Data:
    name = draw(st.sampled_from(sorted(names.left)))
    type = names.left[name]
    possible = OPERATORS[_SCALAR.get(type, type)]  # type: ignore[index]
    known = tuple(each for each in possible if each != "mentions" or name == "text")
    operator = draw(st.sampled_from(known))
    if operator == "absent":
        return {name: {"absent": draw(st.booleans())}}
    words = word.of("kind" if name == "kind" else word_list(name, type), word_list(name, type))
    if operator in ("one_of", "none_of", "mentions"):
        listed = [draw(st.sampled_from(words)) for _ in range(2)]
        given = (
            {"parameter": "p_list"}
            if name == "topic" and operator != "mentions" and sometimes(draw)
            else listed
        )
        return {name: {operator: given}}
    value = draw(_operand(words, name, type, names))
    if operator == "shares" and isinstance(value, str):
        value = [value, draw(st.sampled_from(words))]
    return {name: value if operator == "is" else {operator: value}}


def word_list(name: str, type: str) -> str:
    own = {"then_part": "part_of_day", "then_latest": "topic", "tags": "list"}
    return own.get(name, name if name in WORDS else "topic" if type == "text" and name != "text" else type)


@st.composite
def _operand(draw: Draw, words: tuple[Any, ...], name: str, type: str, names: Names) -> Any:
    """A constant, or a reference to something of the same type."""
    plain = _SCALAR.get(type, type)
    options: list[Any] = [st.sampled_from(words)] * 3
    free = name not in ("weekday", "part_of_day", "kind", "topic", "hour")
    parameter = _BY_TYPE.get("text" if name == "topic" else plain) if free or name == "topic" else None
    if parameter and plain != "list":
        options.append(st.just({"parameter": parameter}))
    for key, known in (("its", names.its), ("fact", names.facts)):
        same = [{key: each} for each, other in known.items() if _SCALAR.get(other, other) == plain]
        if same:
            options.append(st.sampled_from(same))
    return draw(st.one_of(options))


# Rules and duties.


@st.composite
def _rule(draw: Draw, word: Words, n: int, facts: Mapping[str, str], truths: list[str]) -> Data:
    left = {**facts, **facts, **TYPES, **_THEN, **CLOCKS, "kind": "kind", "case": "case"}
    own = (dict(facts), left, {name: type for name, type in TYPES.items() if name != "text"})[
        draw(st.integers(0, 2))
    ]
    names = Names(own, _its(True), {**facts, **CLOCKS})
    effect = draw(st.sampled_from(("forbid", "forbid", "require", "advise")))
    made: Data = {"rule": f"r{n}", "says": "a rule", "because": "{topic} and {" + next(iter(facts)) + "}"}
    for part, one_in in (("governs", 4), ("unless", 6)):
        if sometimes(draw, one_in):
            made[part] = draw(_condition(word, names, 1))
    if effect == "require" and truths and sometimes(draw):
        made[effect] = {draw(st.sampled_from(truths)): draw(st.booleans())}
    else:
        made[effect] = draw(_condition(word, names, 2))
        if effect == "require" or (effect == "advise" and draw(st.booleans())):
            made["or_absent"] = draw(st.sampled_from(("pass", "fail")))
    if effect != "advise":
        made["then"] = draw(st.sampled_from(("wait", "drop")))
    return {**made, "lift": draw(st.sampled_from(("never", "allowed"))), "instead": {"channel": "mail"}}


@st.composite
def _duty(draw: Draw, word: Words, n: int, facts: Mapping[str, str]) -> Data:
    names = Names({**facts, **CLOCKS}, {}, {**facts, **CLOCKS})
    made: Data = {"duty": f"d{n}", "do": {"kind": "act"}, "due": "when permitted", "because": "a duty"}
    if sometimes(draw, 2):
        made["for_each"] = draw(_events(word, {}))
        made["do"] |= {"person": {"its": "person"}} if draw(st.booleans()) else {}
    if "for_each" not in made or sometimes(draw):
        made["while"] = draw(_condition(word, names, 1))
    if sometimes(draw, 2):
        made["do"]["topic"] = draw(st.sampled_from(WORDS["topic"]))
    if sometimes(draw):
        made["met_by"] = draw(_events(word, TYPES if "for_each" in made else {}))
    for key in ("due", "overdue"):
        if sometimes(draw, 2):
            made[key] = draw(_delay(word))
    return made


@st.composite
def _events(draw: Draw, word: Words, its: Mapping[str, str]) -> Data:
    kind = draw(st.sampled_from((*KINDS, *CLASSES)))
    where = draw(_condition(word, Names(_own(_kinds_of(kind)), its, CLOCKS), 0))
    return {"event": kind, "where": where} if sometimes(draw, 2) else {"event": kind}


@st.composite
def _delay(draw: Draw, word: Words) -> Data:
    keep = {"keep": "clock"} if draw(st.booleans()) else {}
    return {"after": draw(_span(word)), **keep, **({"roll": "working day"} if sometimes(draw) else {})}


@st.composite
def _desk(draw: Draw) -> Data:
    """What readers and commands take from a pack; it decides nothing."""
    entry: Data = {
        "kind": "word",
        "sets": "topic",
        "choices": {"first": "a"},
        "answers": True,
        "asks": "which?",
    }
    read: Data = {"from": "message", "makes": "word", "with": {"channel": "mail"}, "rename": {"text": "body"}}
    words: Data = {"texts": "text", "offers": "tags", "purposes": "topic", "case": "matter"}
    where = draw(
        st.sampled_from(({"direction": "in"}, {"any": [{"direction": "in"}]}, {"not": {"direction": "in"}}))
    )
    full: Data = {
        "reads": [{**read, "where": where}, {"from": "call", "makes": "act"}],
        "desk": {
            **words,
            "add": {"note": {"kind": "note"}},
            "log": {"word": {**entry, "with": {"good": True}}},
        },
    }
    return full if draw(st.booleans()) else {}
