"""The same members' statements by WeasyPrint, Typst, Chromium and wkhtmltopdf, and by ours: time, memory, size, tags.

    python benchmarks/compare.py --members 200
    python benchmarks/compare.py --members 40 --engines typst,plates --json

Every engine goes the whole way for each member: from the valuation that the calculator hands over to the PDF on disk.
Each works in a process of its own. In turn they are handed the same few members, each time in another order, so that a
machine whose speed drifts slows all alike. A figure is the median of these hands, for one statement: a few statements
in a row, so that what is paid once every few (collecting garbage) is in it. The mean stands beside it: with plates, the
few members whose statements are laid out for themselves are in the mean, and may not be in the median. Processor time
is user and system, of all threads and processes. Memory is the peak of all processes once it has started. What is
paid once (starting, fonts, plates) is a figure of its own. Linux only.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engines import OFFERS
from measured import measure
from results import HEADING, as_markdown, as_table
from running import EngineFailedError, members_of
from sections import write_section

_SAMPLE = 2000
_TOGETHER = 4  # a multiple of the statements between two collections of garbage
_BEFORE = 40  # statements that each engine makes first: a batch is long, and its caches are warm


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=200, help="statements that each engine makes and is timed on")
    parser.add_argument("--sample", type=int, default=0, help=f"members of the run they are of, at least {_SAMPLE:,}")
    parser.add_argument("--engines", default=",".join(OFFERS), help="some of them, by comma (default: %(default)s)")
    parser.add_argument("--checked", type=int, default=10, help="files of each engine that outloud reads")
    parser.add_argument("--keep", type=Path, help="folder for the PDFs, one folder an engine")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--results", type=Path, help="file of which a section is written anew, as a table in Markdown")
    asked = parser.parse_args()
    if asked.members < 1:
        parser.error("--members: at least one")
    engines = _available(parser, [name for name in asked.engines.split(",") if name])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        members = members_of(folder / "sample", asked.sample or max(_SAMPLE, asked.members), asked.members, _BEFORE)
        into = asked.keep or folder / "statements"
        try:
            figures = measure(engines, members, into, asked.checked)
        except EngineFailedError as error:
            raise SystemExit(str(error)) from None
        measured = {
            "members": len(members.measured),
            "run": len(members.run),
            "together": _TOGETHER,
            "engines": figures,
        }
    if asked.results:
        write_section(asked.results, HEADING, as_markdown(measured))
    print(json.dumps(measured, indent=2) if asked.json else as_table(measured))


def _available(parser: argparse.ArgumentParser, wanted: Sequence[str]) -> list[str]:
    """Return the engines that can run; what the others lack is told."""
    if unknown := set(wanted) - OFFERS.keys():
        parser.error(f"no such engine: {', '.join(sorted(unknown))}; there are {', '.join(OFFERS)}")
    found = []
    for name in wanted:
        if command := OFFERS[name].missing():
            print(f"{name} is left out, as it is not installed; to install it: {command}", file=sys.stderr)
        else:
            found.append(name)
    return found


if __name__ == "__main__":
    main()
