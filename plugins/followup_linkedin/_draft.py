"""What is too long for LinkedIn, and texts to paste that are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from followup.plugins import ABSENT, Content, Fact, Maybe, Order, Product, RefusedOrder, Unknown
from followup_linkedin._limits import LIMITS, Form, Limit, Part, length

_FORMS: Mapping[str, Form] = {"message": "message", "inmail": "inmail", "invitation": "invitation"}


def facts(content: Content) -> Mapping[str, Fact]:
    """The length of a text on this channel and whether it is too long; absent on every other channel."""
    text = content.text()
    if content.attributes.get("channel") != "linkedin":
        return {"characters": Fact(ABSENT), "length_over_limit": Fact(ABSENT)}
    if text is None:
        return {}
    return {
        "characters": Fact(length(text)),
        "length_over_limit": Fact(_over(_form(content), text, content.text("subject") or "")),
    }


def _form(content: Content) -> Form:
    """Only InMail has a subject; an invitation says that it is one."""
    if content.kind == "invitation":
        return "invitation"
    return "inmail" if content.text("subject") else "message"


def _over(form: Form, text: str, subject: str) -> Maybe:
    parts = _parts(form, text, subject)
    if any(count > limit.somebody for _, count, limit in parts):
        return True
    if any(count > limit.everybody for _, count, limit in parts):
        return Unknown("it fits for some accounts only, as with Premium")
    return False


def _parts(form: Form, text: str, subject: str) -> list[tuple[Part, int, Limit]]:
    given: dict[Part, str] = {"text": text, "subject": subject}
    return [
        (part, length(words), LIMITS[form, part]) for part, words in given.items() if (form, part) in LIMITS
    ]


def draft(order: Order) -> Product:
    """The text to paste, a subject before it; raises `RefusedOrder` for what LinkedIn would not take."""
    subject = str(order.attributes.get("subject") or "").strip()
    form = _FORMS.get(str(order.attributes.get("kind") or ("inmail" if subject else "message")))
    if form is None:
        raise RefusedOrder(f"kind must be one of {', '.join(_FORMS)}")
    if subject and form != "inmail":
        raise RefusedOrder(f"a LinkedIn {form} has no subject; only InMail has one")
    if any(map(_is_control, subject)) or any(map(_is_control, _words(order.text))):
        raise RefusedOrder("there is a control character in it")
    parts = _parts(form, order.text, subject)
    for part, count, limit in parts:
        if count > limit.somebody:
            raise RefusedOrder(
                f"the {part} has {count:,} characters; a LinkedIn {form} takes {limit.somebody:,}"
            )
    text = f"{subject}\n\n{order.text}" if subject else order.text
    notes = tuple(_note(*each) for each in parts if each[1] > each[2].everybody)
    return Product(f"linkedin-{form}.txt", "text/plain", text.encode("utf-8", "replace"), notes)


def _note(part: Part, count: int, limit: Limit) -> str:
    return f"the {part} has {count:,} characters; accounts without Premium may write {limit.everybody:,}"


def _words(text: str) -> Iterable[str]:
    return (character for character in text if character not in "\n\t")


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp")
