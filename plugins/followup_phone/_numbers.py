"""Telephone numbers as files write them, and the parties behind them."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult

from followup.plugins import Party, Reading

#: What stands in the place of a number or a name when there is none.
_WITHHELD = frozenset({"", "null", "-1", "-2", "-3"})
#: Below this it is a short code, or a number that only its own town understands.
_FEWEST_DIGITS = 7
_NAMELESS = frozenset({"", "null", "(unknown)"})


@lru_cache(4096)
def e164(written: str, country: str | None) -> str | None:
    """The number in E.164, or None for a withheld number, a short code, or one that is no full number.

    `country` (ISO 3166) is that of numbers without a prefix; without it only `+…` can be told.
    """
    if written.strip() in _WITHHELD or sum(map(str.isdigit, written)) < _FEWEST_DIGITS:
        return None
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    if not possible or phonenumbers.is_valid_short_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def tail(written: str) -> str:
    """The last seven digits: by them Android itself tells whether two spellings are one number.

    Ids are made of it, so that neither the spelling nor the country that is set changes an id.
    """
    return "".join(character for character in written if character.isdigit())[-7:]


def party(written: str, name: str, reading: Reading) -> Party:
    """Who stands behind a number (or, in FaceTime, a mail address) and a contact's name, each if known."""
    known = None if name.strip().lower() in _NAMELESS else " ".join(name.split())
    if "@" in written:
        return Party(known, address=written.strip().lower())
    number = e164(written, reading.country)
    return Party(None if known == written.strip() else known, number=number)


def is_me(party: Party, reading: Reading) -> bool:
    return bool({party.number, party.address} & reading.me)
