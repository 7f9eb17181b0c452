# ruff: noqa: S311, T201
"""Spoil the files of a small workspace in many ways and run commands on it: no traceback, no abort, no hang, no secret.

    python -m tests.faults.mutate --count 3000            seeds 0 to 2999
    python -m tests.faults.mutate --seed 123 --keep DIR   one seed again, with all that it says; DIR keeps its workspace

Every case runs in a child that is forked from one warm process, with a limit of time and of memory.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet

import valuereport.pipeline
import valuereport.preview
import valuereport.render  # noqa: F401 - warm: each child has it
from tests.faults.mutations import mutated
from tests.faults.oddities import LOGIN, SECRET
from tests.loaders.sheets import write_ods
from valuereport.cli import main
from valuereport.sample import write_sample

SECONDS = 60  # of the processor; ten times as many of the clock, as the machine may be busy
MEMORY = 6_000_000_000
LONGEST_LINE = 2000  # characters
_NOT_SPOILT = ("logo.svg", "consents.csv")
_COMMANDS = [
    *[["check"]] * 12,
    ["check", "--json"],
    ["batch", "--limit", "1", "--run", "r", "--workers", "1"],
    ["batch", "--dry-run", "--json"],
    ["explain", "@member"],
]
_LIMITS = "limits.rows = 50_000\nlimits.cells = 1_000_000\n"  # what is within them is quick
_EXTRA = """
[[source]]
name = "more-{kind}"
table = "engagements"
format = "{format}"
file = "more.{kind}"
date_order = "ymd"

[source.columns]
member = "member"
activity = "activity"
date = "date"
title = "title"
"""


@dataclass(frozen=True)
class Ended:
    """How a case ended: the files that were spoilt, the command, the exit code (negative: a signal), what it said."""

    seed: int
    files: tuple[str, ...]
    command: tuple[str, ...]
    code: int
    out: str
    err: str
    problems: str

    @property
    def faults(self) -> list[str]:
        """Return what must never be, and is."""
        said = f"{self.out}\n{self.err}"
        found = [f"exit code {self.code}"] if self.code not in (0, 1, 2) else []
        found += ["a hang"] if self.code in (-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL) else []
        found += ["a traceback"] if "Traceback" in said or re.search(r"\.py:\d+", said) else []
        found += ["a secret"] if SECRET in said + self.problems else []
        longest = max(map(len, said.splitlines()), default=0)
        found += [f"a line of {longest} characters"] if longest > LONGEST_LINE and "--json" not in self.command else []
        found += ["no word of why"] if self.code == 2 and not self.err.strip() else []
        lines = self.err.splitlines()
        found += [f"an error of {len(lines)} lines"] if self.code == 2 and len(lines) > 12 else []
        return found

    @property
    def summary(self) -> str:
        """Return what is wrong with it, on one line."""
        last = (self.err.strip().splitlines() or [""])[-1][:300]
        return f"{', '.join(self.faults)}; {', '.join(self.files)}; valuereport {' '.join(self.command)}; {last}"


def workspace(folder: Path) -> Path:
    """Write a small workspace with every format of export in it, and return it."""
    write_sample(folder, 12, 7)
    settings = folder / "valuereport.toml"
    text = _LIMITS + settings.read_text(encoding="utf-8")
    for kind, reader in (("parquet", "parquet"), ("ods", "excel"), ("jsonl", "jsonl")):
        text += _EXTRA.format(kind=kind, format=reader)
    settings.write_text(text, encoding="utf-8")
    head = ("member", "activity", "date", "title")
    rows = [("M1", "Webinar", f"2026-03-{day:02}", "A webinar") for day in range(1, 10)]
    table = pa.table({name: [row[at] for row in rows] for at, name in enumerate(head)})
    pa.parquet.write_table(table, folder / "more.parquet")
    write_ods(folder / "more.ods", [head, *rows])
    lines = ("{" + ", ".join(f'"{name}": "{cell}"' for name, cell in zip(head, row, strict=True)) + "}" for row in rows)
    (folder / "more.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for file in [*sorted((folder / "zoom").iterdir())[2:], *sorted((folder / "locale").iterdir())[3:]]:
        file.unlink()
    return folder


def run(original: Path, seed: int, scratch: Path) -> Ended:
    """Spoil a copy of the workspace, run a command on it in a child, and return how that ended."""
    random = Random(seed)
    folder = scratch / str(seed)
    shutil.copytree(original, folder)
    names = [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.is_file()]
    kinds = sorted({name.rpartition(".")[2] for name in names if name not in _NOT_SPOILT})
    spoilt = []
    for _ in range(random.choice([1, 1, 1, 1, 2, 3])):
        kind = random.choice(kinds)
        name = random.choice([name for name in names if name.endswith(f".{kind}") and name not in _NOT_SPOILT])
        (folder / name).write_bytes(mutated(random, name, (folder / name).read_bytes()))
        spoilt.append(name)
    member = random.choice(["M1", "nobody", "a@b.example"])
    command = [word.replace("@member", member) for word in random.choice(_COMMANDS)]
    out, err = scratch / f"{seed}.out", scratch / f"{seed}.err"
    child = os.fork()
    if not child:
        _command(command, folder, out, err)
    _, status = os.waitpid(child, 0)
    problems = folder / "output" / "problems.csv"
    return Ended(
        seed,
        tuple(spoilt),
        tuple(command),
        os.waitstatus_to_exitcode(status),
        *(file.read_text(encoding="utf-8", errors="replace") if file.exists() else "" for file in (out, err, problems)),
    )


def _command(command: list[str], folder: Path, out: Path, err: Path) -> None:
    """Run a command as this process, and end it: with the exit code, or as the interpreter ends after a traceback."""
    code = 1
    try:
        for stream, file in ((1, out), (2, err)):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        os.chdir(folder)
        os.environ["FUZZ_DATABASE"] = LOGIN
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        signal.alarm(10 * SECONDS)
        sys.argv = ["valuereport", *command]
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def warm(original: Path) -> None:
    """Check the workspace as it is in this process, so that its children have what ships with valuereport compiled."""
    sys.argv = [
        "valuereport",
        "check",
        "--config",
        str(original / "valuereport.toml"),
        "--output",
        str(original.parent),
    ]
    with suppress(SystemExit), redirect_stdout(io.StringIO()):
        main()
    gc.freeze()


def cases(seeds: range) -> Iterator[Ended]:
    """Yield how each seed ended."""
    with tempfile.TemporaryDirectory() as name:
        original = workspace(Path(name) / "original")
        warm(original)
        for seed in seeds:
            yield run(original, seed, Path(name))
            shutil.rmtree(Path(name) / str(seed))


def _replay(seed: int, keep: Path | None) -> int:
    with tempfile.TemporaryDirectory() as name:
        scratch = keep or Path(name)
        scratch.mkdir(exist_ok=True)
        original = workspace(Path(name) / "original")
        warm(original)
        ended = run(original, seed, scratch)
    print(f"spoilt: {', '.join(ended.files)}\nvaluereport {' '.join(ended.command)}\n{ended.out}\n{ended.err}")
    print(f"exit code {ended.code}; faults: {', '.join(ended.faults) or 'none'}")
    return 1 if ended.faults else 0


def _main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="this one again")
    parser.add_argument("--keep", type=Path, help="with --seed: a folder for its workspace")
    asked = parser.parse_args()
    if asked.seed is not None:
        return _replay(asked.seed, asked.keep)
    codes: Counter[int] = Counter()
    failed = 0
    for ended in cases(range(asked.first, asked.first + asked.count)):
        codes[ended.code] += 1
        if not sum(codes.values()) % 100:
            print(f"{sum(codes.values())} cases, {failed} failed", flush=True)
        if ended.faults:
            failed += 1
            print(f"seed {ended.seed}: {ended.summary}", flush=True)
    print(f"{sum(codes.values())} cases, {failed} failed; exit codes: {dict(sorted(codes.items()))}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(_main())
