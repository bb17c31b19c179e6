"""Call sheets: one page to have beside the telephone, or on it."""

from __future__ import annotations

import re
from html import escape

from followup.plugins import Order, Party, Product, RefusedOrder

_E164 = re.compile(r"\+[1-9]\d{3,14}", re.ASCII)
_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }}
.number {{ font-size: 1.5rem; }}
.script {{ white-space: pre-wrap; }}
.notes {{ border: 1px solid; min-height: 12rem; padding: .5rem; }}
</style>
<h1>{title}</h1>
{numbers}
<h2>What to say</h2>
<div class="script" data-draft="phone"{purpose}>{script}</div>
<h2>What came of it</h2>
<div class="notes" contenteditable="true"></div>
</html>
"""
_NUMBER = '<p class="number">{name} <a href="tel:{number}">{number}</a></p>'


def call_sheet(order: Order) -> Product:
    """A page that needs nothing from elsewhere and runs nothing: who, the number as a `tel:` link, the script as
    given and marked as the draft, and room for notes. Raises `RefusedOrder` where there is no number to call."""
    numbers = "\n".join(_number(party) for party in order.to if party.number)
    if not numbers:
        raise RefusedOrder("there is no number to call: give the person one")
    script = "\n".join(map(_printable, order.text.splitlines()))
    page = _PAGE.format(
        title=escape(_title(order)), numbers=numbers, purpose=_purpose(order), script=escape(script)
    )
    return Product("call-sheet.html", "text/html", page.encode())


def _title(order: Order) -> str:
    given = order.attributes.get("title")
    if given:
        return _line(str(given))
    return f"Call {next((_line(party.name) for party in order.to if party.name), 'sheet')}"


def _purpose(order: Order) -> str:
    """What the call is for, for those who check the sheet after it was changed."""
    given = order.attributes.get("purpose")
    return f' data-purpose="{escape(_line(str(given)))}"' if given else ""


def _line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _number(party: Party) -> str:
    number = party.number or ""
    if not _E164.fullmatch(number):
        raise RefusedOrder(f"'{number}' is no number in full: write it like +4930123456")
    return _NUMBER.format(name=escape(_line(party.name or "")), number=number)
