"""The tree and its values as words: for explanations, for conditions, and for reviewing a pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from followup.evaluate.compiled import kleene
from followup.evaluate.quantities import MANY, Age, Bag, Quantity, Range, Unsure
from followup.language import tree
from followup.timeline.values import Absent, Unknown

_RELATIONS: Mapping[str, str] = {
    "is": "is", "is_not": "is not", "less_than": "is less than", "at_most": "is at most",
    "more_than": "is more than", "at_least": "is at least", "one_of": "is one of", "none_of": "is none of",
    "contains": "contains", "shares": "shares something with", "mentions": "mentions", "absent": "is absent",
}  # fmt: skip
_OPPOSITES: Mapping[str, str] = {
    "is": "is_not", "is_not": "is", "less_than": "at_least", "at_least": "less_than", "more_than": "at_most",
    "at_most": "more_than", "one_of": "none_of", "none_of": "one_of",
}  # fmt: skip
_REFUSALS: Mapping[str, str] = {
    "contains": "does not contain", "shares": "shares nothing with", "mentions": "does not mention",
}  # fmt: skip


def name_words(name: str) -> str:
    return name.replace("_", " ")


def value_words(value: Quantity) -> str:
    """A quantity as it stands in a sentence."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (Age, kleene.Age)):
        return _age_words(value)
    if isinstance(value, Range):
        low, high = value_words(value.low), value_words(value.high)
        if value.high == MANY:
            return f"at least {low}"
        return f"between {low} and {high}" if low != high else f"{low} or none"
    if isinstance(value, (Unknown, Unsure, Bag)):
        return "unknown"
    if isinstance(value, Absent):
        return "none"
    if isinstance(value, tuple):
        return ", ".join(value)
    return _plain_words(value)


def _plain_words(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _age_words(value: Age | kleene.Age) -> str:
    if value.measure != "elapsed":
        return str(tree.Span(value.measure, value.amount))
    for size, unit in ((86_400_000_000, "day"), (3_600_000_000, "hour"), (60_000_000, "minute")):
        if value.amount >= size:
            count = value.amount // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def term_words(term: tree.Term) -> str:
    if isinstance(term, tree.Constant):
        return value_words(term.value)
    return name_words(term.name)


def condition_words(condition: tree.Condition, wanted: bool = True) -> str:
    """What has to be so for the condition to hold; or not to hold, if it is not wanted."""
    match condition:
        case tree.Not(part):
            return condition_words(part, not wanted)
        case tree.All(parts):
            return _joined(parts, wanted, " and " if wanted else " or ")
        case tree.Any(parts):
            return _joined(parts, wanted, " or " if wanted else " and ")
    return _comparison_words(condition, wanted)


def _joined(parts: tuple[tree.Condition, ...], wanted: bool, word: str) -> str:
    texts = [condition_words(part, wanted) for part in parts]
    nested = [f"({t})" if len(texts) > 1 and (" and " in t or " or " in t) else t for t in texts]
    return word.join(nested) or "always"


def _comparison_words(condition: tree.Compare, wanted: bool) -> str:
    left, operator = term_words(condition.left), condition.operator
    if operator == "absent":
        absent = condition.right[0] == tree.Constant(True)
        return f"{left} is {'absent' if absent == wanted else 'given'}"
    right = ", ".join(term_words(each) for each in condition.right)
    if operator == "is" and right in ("yes", "no"):
        return f"{left} is {'yes' if (right == 'yes') == wanted else 'no'}"
    if wanted:
        return f"{left} {_RELATIONS[operator]} {right}"
    return f"{left} {_REFUSALS.get(operator) or _RELATIONS[_OPPOSITES[operator]]} {right}"


def rule_words(rule: tree.Rule) -> str:
    """A rule as one sentence, for reviewing a pack."""
    verb = {"forbid": "forbidden if", "require": "required:", "advise": "advised:"}[rule.effect]
    parts = [] if rule.governs == tree.ALWAYS else [f"where {condition_words(rule.governs)}:"]
    parts += [verb, condition_words(rule.condition)]
    if rule.unless is not None:
        parts.append(f"unless {condition_words(rule.unless)}")
    return " ".join(parts) + (" (and not to be made later either)" if rule.then == "drop" else "")


def duty_words(duty: tree.Duty) -> str:
    """A duty as one sentence."""
    act = ", ".join(f"{name_words(name)} {term_words(value)}" for name, value in duty.do)
    parts = [f"{duty.kind} ({act})" if act else duty.kind]
    if duty.for_each is not None:
        parts.append(f"for each {name_words(duty.for_each.name)}")
    if duty.holds != tree.ALWAYS:
        parts.append(f"while {condition_words(duty.holds)}")
    parts.append("as soon as permitted" if duty.due is None else f"due after {duty.due.after}")
    if duty.overdue is not None:
        parts.append(f"overdue after {duty.overdue.after}")
    return ", ".join(parts)
