"""The print files of a run: read, imposed, checked and written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from valuereport.deliver.print.builder import PrintFileBuilder
from valuereport.deliver.print.check import Expected, digest_of_letters, examine
from valuereport.deliver.print.imposition import SIDES, Place, next_place
from valuereport.deliver.print.sheets import Printed, PrintFile, sheets_csv
from valuereport.deliver.print.singles import PrintJob, UnreadableError, open_single
from valuereport.deliver.print.text import TextReader
from valuereport.errors import DeliveryError, Problem
from valuereport.events import SILENT, Events, step
from valuereport.files import digest, make_folder, write_atomically


@dataclass(frozen=True, slots=True)
class Print:
    """What goes to the mail house: the files, the table of their sheets, who is on which, and who is on none."""

    files: tuple[PrintFile, ...]
    table: Path
    printed: tuple[Printed, ...]
    problems: tuple[Problem, ...]


def write_print_files(
    jobs: Sequence[PrintJob],
    folder: Path,
    name: str,
    *,
    sheets: int = 0,
    marks: bool = True,
    events: Events = SILENT,
) -> Print:
    """Write the statements of `jobs`, in their order, to `folder`/`name`.pdf and the table beside it.

    `sheets`: the most sheets of a file; 0 for one file, else the files are `name`-01.pdf and so on. A statement that
    cannot be read becomes a problem and is not printed. Files of an earlier print of this name are replaced once all
    of the new ones are checked. Raises DeliveryError, and StoppedError between two letters; then nothing is left of
    the new ones.
    """
    try:
        _refuse_twice(jobs)
        make_folder(folder)
        result = _build(jobs, sheets, marks, events)
        if not result.files:
            raise DeliveryError(_nothing(jobs, result.problems))
        return _write(result, folder, name)
    except OSError as error:
        raise DeliveryError(
            f"The print file cannot be written into {folder}: {error.strerror or error}. Nothing of it was left there. "
            "Make room or choose another folder, and start the command again."
        ) from error


@dataclass(slots=True)
class _Result:
    """The files in memory, each checked, and what is known of them."""

    files: list[bytes] = field(default_factory=list)
    placed: list[tuple[PrintJob, Place]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    crowded: list[str] = field(default_factory=list)  # members whose statements leave the marks no room


def _build(jobs: Sequence[PrintJob], sheets: int, marks: bool, events: Events) -> _Result:
    result = _Result()
    builder, reader = PrintFileBuilder(marks=marks), TextReader()
    expected: list[Expected] = []  # in the file that is being built
    place: Place | None = None
    for done, job in enumerate(jobs):
        step(events, "letters", done, len(jobs))
        try:
            single = open_single(job)
        except UnreadableError as error:
            result.problems.append(_unprinted(job, str(error)))
            continue
        with single.pdf as pdf:
            place = next_place(place, len(pdf.pages), sheets)
            if expected and place.part != expected[-1].place.part:
                data, builder = builder.finished(), PrintFileBuilder(marks=marks)
                _check(data, expected, marks, result)
                expected = []
            builder.add(single, place)
            texts = (reader.letters(*page) for page in zip(pdf.pages, single.operations, strict=True))
            expected.append(Expected(job, place, tuple(map(digest_of_letters, texts))))
        result.placed.append((job, place))
    if expected:
        data = builder.finished()
        del builder  # it holds all pages once more
        _check(data, expected, marks, result)
    step(events, "letters", len(jobs), len(jobs))
    if result.crowded:
        result.problems.append(_crowded(result.crowded))
    return result


def _check(data: bytes, expected: Sequence[Expected], marks: bool, result: _Result) -> None:
    """Add a finished file to the result. Raises DeliveryError where the file does not hold what went in."""
    findings = examine(data, expected, marks=marks)
    if findings.mismatch:
        raise DeliveryError(
            f"The print file was not written, because it failed its check: {findings.mismatch}. "
            "Please report this with the run; until then, print the single files."
        )
    result.files.append(data)
    result.crowded += findings.crowded


def _write(result: _Result, folder: Path, name: str) -> Print:
    names = _names(name, len(result.files))
    printed = tuple(Printed(job, names[place.part - 1], place) for job, place in result.placed)
    table = folder / f"{name}-sheets.csv"
    new = {**dict(zip(names, result.files, strict=True)), table.name: sheets_csv(printed)}
    earlier = [file for file in folder.iterdir() if re.fullmatch(rf"{re.escape(name)}(-\d+)?\.pdf", file.name)]
    done: list[Path] = []
    try:
        for file, data in new.items():
            write_atomically(folder / file, data)
            done.append(folder / file)
    except BaseException:
        for path in done:
            path.unlink(missing_ok=True)
        raise
    for path in earlier:
        if path.name not in new:
            path.unlink()
    files = tuple(_file(folder / file, data, printed) for file, data in zip(names, result.files, strict=True))
    return Print(files, table, printed, tuple(result.problems))


def _names(name: str, parts: int) -> list[str]:
    """Return the files' names, which sort in the order of the parts."""
    if parts == 1:
        return [f"{name}.pdf"]
    digits = max(2, len(str(parts)))
    return [f"{name}-{number:0{digits}d}.pdf" for number in range(1, parts + 1)]


def _file(path: Path, data: bytes, printed: Sequence[Printed]) -> PrintFile:
    places = [each.place for each in printed if each.file == path.name]
    sheets = sum(place.sheets for place in places)
    return PrintFile(path, digest(data), sheets, sheets * SIDES, len(places))


def _unprinted(job: PrintJob, reason: str) -> Problem:
    return Problem(
        "deliver",
        "error",
        reason,
        "not in the print file; make the statement again, and print this member",
        file=str(job.file),
        member_id=job.member_id,
    )


def _crowded(members: Sequence[str]) -> Problem:
    return Problem(
        "deliver",
        "warning",
        f"{len(members)} statements have something where the sheet's marks are printed, the first of {members[0]}",
        "both are printed there; move it in the template (docs/print.md has the places), or set [print] marks = false",
        member_id=members[0],
    )


def _refuse_twice(jobs: Sequence[PrintJob]) -> None:
    seen: set[str] = set()
    for job in jobs:
        if job.member_id in seen:
            raise DeliveryError(
                f"The member {job.member_id} stands twice among those to print, and would get two letters. "
                "Nothing was printed; look at the run's manifest.csv."
            )
        seen.add(job.member_id)


def _nothing(jobs: Sequence[PrintJob], problems: Sequence[Problem]) -> str:
    if not jobs:
        return "There is nothing to print: no member of this run is to get a letter."
    return (
        f"There is nothing to print: none of the {len(jobs)} statements can be read. "
        f"The first is of {problems[0].member_id}: {problems[0].reason}. Make the run's statements again."
    )
