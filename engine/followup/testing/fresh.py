"""A way to draw examples with Hypothesis, each anew.

Its own engine makes five of six examples by changing one that it had before, so that more than half of all packs that
are drawn come twice. `settings(backend="fresh")` draws each from the seed alone.
"""

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider


class Fresh(HypothesisProvider):
    """What Hypothesis draws from, apart from its engine."""


FRESH = "fresh"
AVAILABLE_PROVIDERS[FRESH] = Fresh
