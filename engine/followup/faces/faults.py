"""How a command ends: exit codes, and the error that is told in one line instead of a traceback."""

from __future__ import annotations

from collections.abc import Iterable

FINE, FOUND, BAD, MISSING = 0, 1, 2, 3


class Fault(Exception):
    """Something that the person can mend: what, perhaps a way out, and the exit code."""

    def __init__(self, message: str, help: str = "", code: int = BAD) -> None:
        super().__init__(message)
        self.message, self.help, self.code = message, help, code

    def __str__(self) -> str:
        return f"{self.message}; {self.help}" if self.help else self.message


def no_such(what: str, name: str, known: Iterable[str]) -> Fault:
    """`no case 'acem'; did you mean 'acme'?`"""
    from followup.language.problems import did_you_mean

    return Fault(f"no {what} '{name}'", did_you_mean(name, known))
