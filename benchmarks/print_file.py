"""The print file of a run: what a letter costs in processor time and in bytes, beside a plain merge of the same files.

    valuereport sample DIR --members 1000 --seed 1
    valuereport batch --config DIR/valuereport.toml --run r
    python benchmarks/print_file.py DIR/output/r --results benchmarks/RESULTS.md

The merge keeps equal objects (fonts, pictures, operations of whole pages) once; it is imposed and checked alike.
Both read and check every single file. The rounds alternate, so that another load of the machine falls on both.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
from sections import line, machine, write_section

from valuereport.deliver.print import PrintJob, write_print_files
from valuereport.deliver.print.check import Expected, digest_of_letters, examine
from valuereport.deliver.print.imposition import Place, next_place
from valuereport.deliver.print.objects import SharedObjects
from valuereport.deliver.print.singles import open_single
from valuereport.deliver.print.text import TextReader

_HEADING = "## Print files"
_BEFORE = (
    "Until then every page was taken apart into drawings, each of which was kept once. In one round of all three, on "
    "279 letters: drawings 56.6 ms and 3.5 kB, plain merge 10.9 ms and 14.3 kB, print file 14.6 ms and 7.5 kB a "
    "letter. The room had 1,952 lines of code then, and has 1,058 now."
)


def jobs_of(run: Path) -> list[PrintJob]:
    """Return the letters of a run, without names and addresses."""
    with (run / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["status"] == "rendered"]
    return [PrintJob(row["member_id"], run / row["file"], row["sha256"], "", "", "") for row in rows]


def printed(jobs: Sequence[PrintJob]) -> int:
    """Write the print file and return its size."""
    with tempfile.TemporaryDirectory() as folder:
        return write_print_files(jobs, Path(folder), "print").files[0].file.stat().st_size


def merged(jobs: Sequence[PrintJob]) -> int:
    """Copy all pages into one file without marks, and return its size."""
    pdf = pikepdf.new()
    objects, reader = SharedObjects(pdf), TextReader()
    expected: list[Expected] = []
    place: Place | None = None
    for job in jobs:
        single = open_single(job)
        with single.pdf:
            place = next_place(place, len(single.pdf.pages), 0)
            for page in single.pdf.pages:
                new = {"/Type": pikepdf.Name.Page, "/MediaBox": objects.copy(page.obj.MediaBox)}
                blank = pikepdf.Dictionary(new)
                new["/Contents"] = objects.add(page.obj.Contents)[1]
                new["/Resources"] = {
                    kind: {name: objects.add(found)[1] for name, found in entries.items()}
                    for kind, entries in page.obj.Resources.items()
                }
                pdf.pages.append(pikepdf.Page(pdf.make_indirect(pikepdf.Dictionary(new))))
            for _ in range(place.blanks):
                pdf.pages.append(pikepdf.Page(pdf.make_indirect(blank)))
            texts = [reader.letters(*page) for page in zip(single.pdf.pages, single.operations, strict=True)]
        expected.append(Expected(job, place, tuple(map(digest_of_letters, texts))))
    out = io.BytesIO()
    pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    if wrong := examine(out.getvalue(), expected, marks=False).mismatch:
        raise ValueError(wrong)
    return len(out.getvalue())


_WAYS: dict[str, Callable[[Sequence[PrintJob]], int]] = {"print file": printed, "plain merge": merged}


def measure(run: Path, rounds: int) -> dict[str, Any]:
    """Return what each way costs for the letters of a run."""
    jobs = jobs_of(run)
    times: dict[str, list[float]] = {name: [] for name in _WAYS}
    sizes: dict[str, float] = {}
    for _ in range(rounds):
        for name, way in _WAYS.items():
            began = time.process_time()
            size = way(jobs)
            times[name].append((time.process_time() - began) / len(jobs) * 1000)
            sizes[name] = (size - way(jobs[:1])) / max(1, len(jobs) - 1)
    return {
        "letters": len(jobs),
        "single_bytes": statistics.mean(job.file.stat().st_size for job in jobs),
        "ways": {
            name: {"cpu_ms": round(statistics.median(times[name]), 2), "bytes": round(sizes[name])} for name in _WAYS
        },
    }


def as_markdown(measured: dict[str, Any]) -> str:
    """Return the section of a Markdown file."""
    rows = [(name, f"{one['cpu_ms']:.1f}", f"{one['bytes'] / 1000:.1f}") for name, one in measured["ways"].items()]
    return "\n".join(
        [
            f"`python benchmarks/print_file.py RUN`, {datetime.now(UTC):%d %B %Y}. {machine()}.",
            "",
            f"{measured['letters']:,} letters, whose single files have {measured['single_bytes'] / 1000:.1f} kB each.",
            "",
            line(("", "processor, ms a letter", "kB a letter beyond the first")),
            line(("---", "---:", "---:")),
            *map(line, rows),
            "",
            _BEFORE,
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path, help="the folder of a finished run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--results", type=Path, help="a Markdown file whose section is written anew")
    arguments = parser.parse_args()
    measured = measure(arguments.run, arguments.rounds)
    print(json.dumps(measured) if arguments.json else as_markdown(measured))
    if arguments.results:
        write_section(arguments.results, _HEADING, as_markdown(measured))


if __name__ == "__main__":
    main()
