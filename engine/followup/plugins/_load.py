"""Loading one plugin by itself: import, registration, and the check that its hooks are ours."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any, TypeAlias

import pluggy

from followup.plugins._errors import described
from followup.plugins._find import Failure, Found, Origin
from followup.plugins._manifest import Manifest
from followup.plugins.hooks import HOOKS, PROJECT, Hooks

Functions: TypeAlias = Mapping[str, Callable[..., Any]]

#: The decorator that marks a hook's function, for messages.
MARKERS = {
    "followup_recognise": "recognises",
    "followup_read": "reads",
    "followup_facts": "gives_facts",
    "followup_pair_facts": "gives_pair_facts",
    "followup_act": "acts",
}


class BadHooks(ValueError):
    """A plugin whose marked functions do not fit the hooks."""


def load(found: Found) -> Functions | Failure:
    """The plugin's functions by hook; whatever goes wrong becomes a `Failure`, SystemExit included."""
    try:
        return _functions(_registered(found.manifest.name, imported(found.origin)))
    except KeyboardInterrupt:
        raise
    except (BadHooks, pluggy.PluginValidationError) as error:
        return found.failed("hooks", str(error).strip())
    except BaseException as error:
        return found.failed("load", described(error))


def missing(manifest: Manifest) -> list[str]:
    """The hooks that a plugin must have to do what it declares."""
    needed = ["followup_recognise", "followup_read"] if manifest.reads else []
    needed += ["followup_facts"] if any(not fact.pair for fact in manifest.facts) else []
    needed += ["followup_pair_facts"] if any(fact.pair for fact in manifest.facts) else []
    return needed + (["followup_act"] if manifest.actions else [])


def imported(origin: Origin) -> ModuleType:
    if origin.file is None:
        return importlib.import_module(origin.module)
    spec = spec_from_file_location(origin.module, origin.file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{origin.file} is not a Python file")
    module = sys.modules[origin.module] = module_from_spec(spec)  # dataclasses look their module up there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[origin.module]
        raise
    return module


def _registered(name: str, module: ModuleType) -> pluggy.PluginManager:
    """A manager with this plugin alone: what one plugin breaks in it, no other one sees."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    manager.register(module, name)
    manager.check_pending()
    return manager


def _functions(manager: pluggy.PluginManager) -> Functions:
    offered = {hook: getattr(manager.hook, hook).get_hookimpls() for hook in HOOKS}
    return {hook: _only(hook, impls) for hook, impls in offered.items() if impls}


def _only(hook: str, impls: list[pluggy.HookImpl]) -> Callable[..., Any]:
    """The one function of a hook, callable with all of the hook's arguments by name."""
    functions = {impl.function: impl for impl in impls}
    if len(functions) > 1:
        raise BadHooks(f"{len(functions)} functions are marked with @{MARKERS[hook]}; there can be one")
    function, impl = next(iter(functions.items()))
    if impl.kwargnames:
        raise BadHooks(
            f"@{MARKERS[hook]}: the argument '{impl.kwargnames[0]}' has a default; none may have one"
        )
    if impl.hookwrapper or impl.wrapper:
        raise BadHooks(f"@{MARKERS[hook]}: wrappers are not supported")
    names = impl.argnames
    return lambda **arguments: function(*(arguments[name] for name in names))
