"""How long the facts about words take: `python bench/tone/speed.py`.

Warm: all facts of messages of 150 words, none read before. Cold: a fresh interpreter with imports and the facts of
one message, less a bare one: medians of 15 starts. Data: what the plugin ships. Long: the worst of many hostile
texts, at two lengths; a ratio near 4 for four times the length is linear. All in processor time, so that a busy
machine does not count.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

from _corpora import phone_offers

import followup_tone
from followup.plugins import Content

DATA = Path(followup_tone.__file__).parent / "data"
WORDS = 150
TIMES = 200
KILO = 1000
STARTS = 15
SHAPES = (
    "a", " ", "\n", "!", "? ", "😀", "\x00\x07", "<p>Hi</p>", "<a", "> hi\n", "On x wrote:\n", "a'", "a@", "a-", ". ",
    "you did not answer ", "still waiting ", "attached ", "on Monday ", "Thank you for ", "from: a\n", '"no ', "www.",
    "please contact ", "Please contact Ann Lee at a@b.de ", "later in 2 weeks ", "5 March ", "the role ", "Dear x\n",
    "we will get back to you by Friday ", "Привет ", "hello Привет 面接 ", "THIS IS MY THIRD EMAIL!!! ",
)  # fmt: skip
API = "from followup.plugins import Content"
COLD = f"""
{API}
from followup_tone import facts
facts(Content("message", {{"text": "Hi Dana, I wanted to follow up on the role. Is there any news? Best, Sam"}}))
"""


def messages() -> list[str]:
    """Messages of 150 words, all different, of what people wrote."""
    words = " ".join(text for text, _ in phone_offers()).split()
    step = (len(words) - WORDS) // TIMES
    return [" ".join(words[at * step : at * step + WORDS]) for at in range(TIMES)]


def timed(text: str) -> float:
    start = time.process_time()
    followup_tone.facts(Content("message", {"text": text}))
    return (time.process_time() - start) * 1000


def cold() -> list[float]:
    """Milliseconds of fresh interpreters, less a bare one: the plugin API alone, and to the first facts; medians."""
    with tempfile.TemporaryDirectory() as folder:
        # As installed: pip compiles what it installs, so a start reads bytecode and does not make it.
        known = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        known.pop("PYTHONDONTWRITEBYTECODE", None)
        rounds = [[_spent(code, known) for code in ("pass", API, COLD)] for _ in range(STARTS + 1)][1:]
    bare, api, whole = (median(column) for column in zip(*rounds, strict=True))
    return [api - bare, whole - bare]


def _spent(code: str, known: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env=known)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main() -> None:
    texts = messages()
    for text in texts[:20]:
        timed(text)
    times = sorted(timed(text) for text in texts[20:])
    print(
        f"warm, {WORDS} words: median {median(times):.2f} ms, nine in ten below {times[len(times) * 9 // 10]:.2f} ms"
    )
    pair = [_pair(a, b) for a, b in pairwise(texts)]
    print(f"warm, a pair of {WORDS} words: median {median(pair):.2f} ms")
    api, whole = cold()
    print(
        f"cold, imports and first facts: {whole:.0f} ms less a bare interpreter, of which the plugin API {api:.0f} ms"
    )
    size = sum(path.stat().st_size for path in DATA.iterdir())
    print(f"data: {size / 1e6:.2f} MB")
    rows = sorted(((timed(_long(s, 1000)), timed(_long(s, 250)), s) for s in SHAPES), reverse=True)
    print("hostile texts: shape, 250 kB, 1 MB, ratio")
    for large, small, shape in rows:
        print(f"  {shape!r:40} {small:7.0f} ms {large:7.0f} ms {large / small:5.1f}")


def _pair(a: str, b: str) -> float:
    start = time.process_time()
    followup_tone.pair_facts(Content("m", {"text": a}), Content("m", {"text": b}))
    return (time.process_time() - start) * 1000


def _long(shape: str, kilobytes: int) -> str:
    return shape * (kilobytes * KILO // len(shape))


if __name__ == "__main__":
    main()
