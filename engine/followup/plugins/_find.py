"""Finding plugins: which there are and what they declare, without importing any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias

from followup.plugins._manifest import BadManifest, Manifest, read_json, read_literal

GROUP = "followup.channels"
LOCAL = "local file"

Stage: TypeAlias = Literal["find", "manifest", "duplicate", "load", "hooks", "recognise", "facts", "act"]


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that a plugin did wrong, at which stage, and why; nothing else is stopped by it."""

    plugin: str
    distribution: str
    version: str
    stage: Stage
    why: str

    def __str__(self) -> str:
        origin = " ".join(part for part in (self.distribution, self.version) if part)
        return f"plugin {self.plugin} ({origin}), {self.stage}: {self.why}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a plugin comes from: an entry point of a distribution, or a local `file`."""

    name: str
    module: str
    distribution: str
    version: str
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin that is there, by its declaration; it may still turn out to be broken when it is loaded."""

    manifest: Manifest
    origin: Origin

    def failed(self, stage: Stage, why: str) -> Failure:
        return Failure(self.manifest.name, self.origin.distribution, self.origin.version, stage, why)


def find(files: Iterable[Path] = ()) -> tuple[tuple[Found, ...], tuple[Failure, ...]]:
    """All plugins that are installed or given as files, sorted by name, and what is wrong with the others."""
    results = [_described(each) for each in _unique(_origins(files))]
    found = sorted((each for each in results if isinstance(each, Found)), key=_by_name)
    failures = [each for each in results if isinstance(each, Failure)]
    clashes = [each for each in found if len(_namesakes(each, found)) > 1]
    failures += [_clash(each, found) for each in clashes]
    return tuple(each for each in found if each not in clashes), tuple(failures)


def _origins(files: Iterable[Path]) -> Iterator[Origin | Failure]:
    seen = set()
    for distribution in metadata.distributions():
        if not _offers(distribution):
            continue
        name, version = _identity(distribution)
        if name not in seen:  # an earlier folder of sys.path hides the later one, as it does for imports
            seen.add(name)
            yield from _entries(distribution, name, version)
    for file in files:
        yield local(file)


def local(file: Path) -> Origin:
    """The origin of a plugin in a single file, which needs no packaging."""
    return Origin(file.stem, f"followup_local_{file.stem}", LOCAL, str(file), file.resolve())


def _offers(distribution: metadata.Distribution) -> bool:
    """Whether to look closer; one damaged distribution must not hide the others."""
    try:
        return GROUP in (distribution.read_text("entry_points.txt") or "")
    except Exception:
        return False


def _identity(distribution: metadata.Distribution) -> tuple[str, str]:
    try:
        return distribution.metadata["Name"] or "unnamed", distribution.metadata["Version"] or ""
    except Exception:
        return "unnamed", ""


def _entries(distribution: metadata.Distribution, name: str, version: str) -> Iterator[Origin | Failure]:
    try:
        entries = [(entry.name, entry.value) for entry in distribution.entry_points.select(group=GROUP)]
    except Exception as error:
        yield Failure("?", name, version, "find", f"its list of entry points cannot be read: {error}")
        return
    yield from (Origin(entry, value, name, version) for entry, value in entries)


def _unique(origins: Iterable[Origin | Failure]) -> list[Origin | Failure]:
    return list(dict.fromkeys(origins))


def _described(origin: Origin | Failure) -> Found | Failure:
    if isinstance(origin, Failure):
        return origin
    try:
        return _named_alike(Found(manifest_of(origin), origin))
    except BadManifest as error:
        return _failure(origin, "manifest", str(error))
    except Exception as error:  # finders of other packages take part in find_spec, and may raise anything
        return _failure(origin, "find", f"{type(error).__name__}: {error}")


def manifest_of(origin: Origin) -> Manifest:
    """What that plugin declares, read without importing it; raises `BadManifest`, and what finders raise."""
    if origin.file is not None:
        return read_literal(origin.file)
    if not origin.module.isidentifier():
        raise BadManifest(f"its entry point must name a top-level package, not '{origin.module}'")
    spec = find_spec(origin.module)
    if spec is None:
        raise ModuleNotFoundError(f"there is no package '{origin.module}'")
    if spec.submodule_search_locations:
        return read_json(Path(next(iter(spec.submodule_search_locations))) / "plugin.json")
    return read_literal(Path(spec.origin or ""))


def _named_alike(found: Found) -> Found | Failure:
    """A plugin has one name; a local file is free to be called otherwise."""
    origin, name = found.origin, found.manifest.name
    if origin.file is None and origin.name != name:
        return found.failed("manifest", f"its entry point is called '{origin.name}', its manifest '{name}'")
    return found


def _by_name(found: Found) -> tuple[str, str, str, str]:
    return found.manifest.name, found.origin.distribution, found.origin.version, found.origin.module


def _namesakes(found: Found, all_found: list[Found]) -> list[Found]:
    return [each for each in all_found if each.manifest.name == found.manifest.name]


def _clash(found: Found, all_found: list[Found]) -> Failure:
    names = [f"{each.origin.distribution} {each.origin.version}" for each in _namesakes(found, all_found)]
    return found.failed(
        "duplicate", f"more than one plugin has this name, so none is used: {', '.join(names)}"
    )


def _failure(origin: Origin, stage: Stage, why: str) -> Failure:
    return Failure(origin.name, origin.distribution, origin.version, stage, why)
