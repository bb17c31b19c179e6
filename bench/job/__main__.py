"""Who decides the job how fast, as ratios in one run: `python -m bench.job`.

Prints tables; `--json FILE` writes the same figures, `--write docs/performance.md` puts the tables between that
page's markers, `--plot docs/growth.svg` draws the growth, `--quick` runs everything once and small. Peers come with
`pip install -e '.[bench]'`; one that is missing is named as skipped. Other work on the machine is noise: close it,
or ask for more rounds.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bench.job.contestants import ENTRIES
from bench.job.page import machine, write_json, write_page
from bench.job.plot import draw
from bench.job.rows import Row, tables
from bench.job.sections import SECTIONS, Wish
from bench.job.timing import QUICK, Effort


def main() -> None:
    chosen = _arguments()
    wish = Wish(
        chosen.seed, QUICK if chosen.quick else Effort(chosen.rounds, chosen.seconds), chosen.quick,
        tuple(chosen.who), _tell,
    )  # fmt: skip
    os.environ["FOLLOWUP_CACHE"] = "off"  # what an earlier run kept would make this one look faster
    print(machine(), end="\n\n")
    found: dict[str, list[Row]] = {}
    for name in chosen.only or SECTIONS:
        found[name] = list(SECTIONS[name](wish))
        print(tables(found[name]), flush=True)
        if chosen.write:
            write_page(chosen.write, {name: found[name]})
    if chosen.json:
        write_json(chosen.json, found)
    if chosen.plot:
        draw(chosen.plot, found.get("growth", []))


def _tell(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench.job", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--quick", action="store_true", help="everything once and small: no figure means anything"
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--write", type=Path, metavar="PAGE")
    parser.add_argument("--plot", type=Path, metavar="PICTURE", help="draw the growth (.svg or .png)")
    parser.add_argument(
        "--only", nargs="+", choices=list(SECTIONS), metavar="SECTION", help=", ".join(SECTIONS)
    )
    names = [entry.name for entry in ENTRIES]
    parser.add_argument(
        "--who", nargs="+", default=[], choices=names, metavar="NAME", help="these only, beside plain"
    )
    parser.add_argument("--rounds", type=int, default=Effort.rounds)
    parser.add_argument("--seconds", type=float, default=Effort.seconds, help="how long one timing takes")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
