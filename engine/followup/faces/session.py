"""What a command works with, each made when it is first asked for: home, store, plugins, pack."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from followup.faces.faults import MISSING, Fault, no_such
from followup.faces.output import Out

if TYPE_CHECKING:
    from followup.cases.office import Office
    from followup.cases.records import Case, Home, Kept
    from followup.cases.store import Store
    from followup.decide.pack import Pack
    from followup.plugins.registry import Plugins
    from followup.timeline.instants import Instant

DEFAULT_PACK = "five-rules"


@dataclass
class Options:
    """The options that every command has, wherever on the line they were given."""

    home: Path | None = None
    plugins: list[Path] = field(default_factory=list)
    json: bool = False


class Session:
    """One run of one command."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.out = Out(options.json)

    @cached_property
    def folder(self) -> Path:
        """The home's folder: `--home`, else FOLLOWUP_HOME, else the platform's folder for data."""
        if self.options.home is not None:
            return self.options.home
        if os.environ.get("FOLLOWUP_HOME"):
            return Path(os.environ["FOLLOWUP_HOME"])
        from platformdirs import user_data_path

        return user_data_path("followup", appauthor=False)

    def close(self) -> None:
        if "office" in self.__dict__:
            self.office.close()
        if "store" in self.__dict__:
            self.store.close()

    @property
    def has_store(self) -> bool:
        from followup.cases.store import FILE_NAME

        return os.path.exists(self.folder / FILE_NAME)  # False, too, for a path that no system can have

    @cached_property
    def store(self) -> Store:
        """The home's store; a `Fault` before `init`."""
        from followup.cases.store import Store

        if not self.has_store:
            raise Fault(
                f"there is no home at {self.folder}", "make one with: followup init --me YOU@…", MISSING
            )
        return Store.open(self.folder)

    @property
    def home(self) -> Home:
        found = self.store.home()
        if found is None:
            raise Fault(
                f"the home at {self.folder} has no settings", "run: followup init --me YOU@…", MISSING
            )
        return found

    def check_home(self) -> None:
        """A `Fault` before `init`."""
        if not self.home.me:
            raise Fault("who are you?", "followup init --me YOU@…", MISSING)

    @cached_property
    def plugins(self) -> Plugins:
        from followup.plugins.registry import Plugins

        for file in self.options.plugins:
            if not file.is_file():
                raise Fault(f"there is no plugin file {file}")
        return Plugins.installed(self.options.plugins)

    @property
    def pack_name(self) -> str:
        found = self.store.home() if self.has_store else None
        return found.pack if found else DEFAULT_PACK

    @cached_property
    def pack(self) -> Pack:
        """The pack in use."""
        return load_pack(self.pack_name)

    @cached_property
    def office(self) -> Office:
        """The home as the pack in use sees it; whoever changes the store asks for a `new_office`."""
        return self.new_office()

    def new_office(self) -> Office:
        from followup.cases.office import Office

        return Office(self.store, self.pack, self.plugins)

    @cached_property
    def now(self) -> Instant:
        return time.time_ns() // 1000

    def at(self, text: str | None) -> Instant:
        """The instant that a text on the command line names, in the home's zone if it names none; else now."""
        from followup.timeline.instants import BadInstant, instant
        from followup.timeline.zones import UnknownZone

        if text is None:
            return self.now
        try:
            return instant(text, self.home.zone)
        except (BadInstant, UnknownZone) as error:
            raise Fault(str(error)) from None

    @cached_property
    def zone(self) -> str:
        """The zone in which instants are shown: the home's."""
        return self.home.zone

    def show(self, at: Instant) -> str:
        """An instant as people read it."""
        from followup.timeline.instants import moment

        return f"{moment(at, self.zone):%a %d %b %Y %H:%M}"

    @staticmethod
    def iso(at: Instant) -> str:
        """An instant as programs read it."""
        from followup.timeline.instants import show

        return show(at)

    def case(self, id: str) -> Case:
        found = self.store.case(id)
        if found is None:
            raise no_such("case", id, [each.id for each in self.store.cases()])
        return found

    def item(self, ref: str) -> Kept:
        from followup.cases.item_store import AmbiguousRef

        try:
            found = self.store.items.find(ref)
        except AmbiguousRef as error:
            raise Fault(str(error)) from None
        if found is None:
            raise Fault(f"no item '{ref}'", "followup unmatched shows their names")
        return found


def load_pack(name: str) -> Pack:
    """A pack by name or path; a `Fault` with everything that is wrong with it."""
    import followup
    from followup.language.load import NoPack
    from followup.language.problems import Problems

    try:
        return followup.load_pack(name)
    except (NoPack, Problems, OSError) as error:
        raise Fault(str(error)) from None


@contextmanager
def told() -> Iterator[None]:
    """Turns what is wrong with a text from the command line into a `Fault`."""
    try:
        yield
    except ValueError as error:
        raise Fault(str(error)) from None
