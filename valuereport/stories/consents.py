"""The consents of consents.csv: who may be named or quoted, where, and until when."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from valuereport.errors import Problem, Severity
from valuereport.files import read_regular
from valuereport.model.story import Consent
from valuereport.notation.ids import without_case

IdsOf: TypeAlias = Callable[[str], Collection[str]]

COLUMNS: Final = ("member_id", "name", "quote", "scope", "given", "until", "withdrawn", "signed_by", "evidence")
OPTIONAL: Final = ("draft",)
"""Anything in `draft` says that the member has been asked and has not signed yet, whatever else the row holds."""
SCOPES: Final = ("web", "print", "social")
LONGEST_QUOTE: Final = 600  # characters that a page can show; quotes are never cut
LONGEST_NAME: Final = 120
_NOT_USED: Final = "the case is not used"
_NONE_USED: Final = "no case of the file is used"
_DELIMITERS: Final = (",", ";", "\t")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MARKUP: Final = re.compile(r"<[A-Za-z/!?]|&(?:[A-Za-z]+|#\w+);")
# Characters that cannot be printed, or that change the order of the text around them.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ufffd]")


def read_consents(
    file: Path, members: Collection[str], on: date, scope: str, ids_of: IdsOf = lambda member_id: (member_id,)
) -> tuple[tuple[Consent, ...], tuple[Problem, ...]]:
    """Return the consents that may be used in `scope` on the day `on`, and why each of the others may not.

    `ids_of`: all ids that the member with an id has had; a withdrawal under any of them counts, in upper or lower case.

    A missing file has no consents. A file that cannot be read is a problem, and none of its consents is used: after an
    error, an earlier output would stay that may show somebody who has withdrawn.
    """
    reader = _Reader(file.name, frozenset(members), on, scope, ids_of)
    try:
        records = _records(read_regular(file))
    except FileNotFoundError:
        return (), ()
    except OSError as error:
        return (), (reader.file_problem(f"the file cannot be read: {error.strerror}"),)
    except UnicodeDecodeError:
        return (), (reader.file_problem("the file is not in UTF-8: save it as CSV UTF-8"),)
    except csv.Error:
        return (), (reader.file_problem("the file is no CSV: a quotation mark is missing, or one is too many"),)
    headings = records[0] if records else []
    missing = [name for name in COLUMNS if headings.count(name) != 1]
    if missing:
        return (), (reader.file_problem(f"these headings are missing, or there twice: {', '.join(missing)}", row=1),)
    reader.read(headings, records[1:])
    return tuple(reader.usable), tuple(reader.problems)


def permissions(
    file: Path, members: Collection[str], on: date, ids_of: IdsOf = lambda member_id: (member_id,)
) -> tuple[Mapping[str, date], frozenset[str]]:
    """Return since when members have a permission in force, whatever for, and who else stands in the file.

    The latter have been asked (a draft), have withdrawn, or have a row that cannot be used. A file that cannot be read
    has nobody: `read_consents` says why.
    """
    given: dict[str, date] = {}
    for scope in SCOPES:
        for one in read_consents(file, members, on, scope, ids_of)[0]:
            given[one.member_id] = min(one.given, given.get(one.member_id, one.given))
    try:
        rows = consent_rows(file)
    except (OSError, UnicodeDecodeError, csv.Error):
        rows = ()
    known = {without_case(one): one for one in members}
    named = {known.get(without_case(each)) for row in rows for each in (row["member_id"], *ids_of(row["member_id"]))}
    return given, frozenset(one for one in named if one) - given.keys()


def consent_rows(file: Path) -> tuple[Mapping[str, str], ...]:
    """Return the cells of each row by their headings; none where there is no file.

    Raises OSError, UnicodeDecodeError and csv.Error.
    """
    try:
        records = _records(read_regular(file))
    except FileNotFoundError:
        return ()
    return tuple(row.cells for row in _rows(records[0], records[1:])) if records else ()


def separated_by_commas(file: Path) -> bool:
    """Return whether rows can be added to the file as our own files are written; also where there is none yet."""
    try:
        first = re.split(rb"[\r\n]", read_regular(file), maxsplit=1)[0].decode("utf-8-sig")
    except FileNotFoundError:
        return True
    return max(_DELIMITERS, key=first.count) == ","


def _records(data: bytes) -> list[list[str]]:
    """Return the records, the first with normalised headings. Raises UnicodeDecodeError, csv.Error.

    The encoding is not guessed, because a person's words are printed. Spreadsheets write commas, semicolons or tabs,
    depending on the country; the most frequent one in the first line is the delimiter.
    """
    text = data.decode("utf-8-sig")
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    return [[heading.strip().lower() for heading in records[0]], *records[1:]] if records else []


class _Unusable(Exception):  # noqa: N818 - it never leaves this module
    """Why a row is not used: the reason, the column, and whether it is an error or expected."""

    def __init__(self, reason: str, column: str = "", severity: Severity = "error") -> None:
        self.reason, self.column, self.severity = reason, column, severity
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the file: its number as a spreadsheet counts, and its cells by heading."""

    number: int
    cells: Mapping[str, str]
    too_wide: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Return what identifies a consent: the member and the quote, without differences of case and space."""
        return self.cells["member_id"], _normalised(self.cells["quote"])


class _Reader:
    """Reads the rows of one file for one output."""

    def __init__(self, file: str, members: frozenset[str], on: date, scope: str, ids_of: IdsOf) -> None:
        self._file, self._members, self._on, self._scope, self._ids_of = file, members, on, scope, ids_of
        self._withdrawals: dict[tuple[str, str], date] = {}
        self.usable: list[Consent] = []
        self.problems: list[Problem] = []

    def file_problem(self, reason: str, row: int | None = None) -> Problem:
        """Return the problem that no consent of the file can be used."""
        return Problem("stories", "error", reason, _NONE_USED, file=self._file, row=row)

    def read(self, headings: list[str], records: Iterable[list[str]]) -> None:
        """Check every row; withdrawals first, because one counts for earlier rows, too."""
        rows = list(_rows(headings, records))
        self._withdrawals = _withdrawals(rows, self._ids_of)
        used: set[tuple[str, str]] = set()
        for row in rows:
            try:
                consent = self._consent(row)
                if row.key in used:
                    raise _Unusable("the same words of the same member stand in an earlier row", "quote", "warning")
            except _Unusable as unusable:
                self._add_problem(row, unusable.severity, unusable.reason, _NOT_USED, unusable.column)
            else:
                used.add(row.key)
                self.usable.append(consent)
                for column in ("name", "quote"):
                    if _MARKUP.search(row.cells[column]):
                        self._add_problem(
                            row, "warning", "there is HTML in the text", "printed letter by letter", column
                        )

    def _add_problem(self, row: _Row, severity: Severity, reason: str, action: str, column: str) -> None:
        member_id = row.cells["member_id"]
        self.problems.append(
            Problem(
                "stories",
                severity,
                reason,
                action,
                file=self._file,
                row=row.number,
                column=column,
                value=_description(row.cells[column]) if column else "",  # never the text: it may be private
                member_id=member_id if member_id in self._members else "",
            )
        )

    def _consent(self, row: _Row) -> Consent:
        """Return the consent of a row. Raises _Unusable."""
        cells = row.cells
        if row.too_wide:
            raise _Unusable("the row has more cells than there are headings: is a text with a comma not in quotes?")
        if cells["draft"]:
            raise _Unusable("the member has been asked, and has not signed yet", "draft", "warning")
        if cells["withdrawn"]:
            _day(cells, "withdrawn")
            raise _Unusable("the consent is withdrawn", "withdrawn", "warning")
        if not cells["member_id"]:
            raise _Unusable("no member is named", "member_id")
        if cells["member_id"] not in self._members:
            raise _Unusable("the run has no statement of this member", "member_id")
        name, quote = _text(cells, "name", LONGEST_NAME), _text(cells, "quote", LONGEST_QUOTE)
        for column, what in (("signed_by", "who signed"), ("evidence", "where the signed consent is kept")):
            if not cells[column]:
                raise _Unusable(f"it is not said {what}", column)
        given = _day(cells, "given")
        if given is None:
            raise _Unusable("it is not said when the consent was given", "given")
        until = _day(cells, "until")
        if until and until < given:
            raise _Unusable("the consent ends before it is given", "until")
        if self._withdrawn_since(row, given):
            raise _Unusable("the consent is withdrawn in another row, or that row cannot be read", severity="warning")
        scope = _scope(cells["scope"])
        if given > self._on:
            raise _Unusable("the consent is not given yet", "given", "warning")
        if until and until < self._on:
            raise _Unusable("the consent has expired", "until", "warning")
        if self._scope not in scope:
            raise _Unusable(f"the consent is not for {self._scope}", "scope", "warning")
        return Consent(cells["member_id"], " ".join(name.split()), quote, scope, given, until, None)

    def _withdrawn_since(self, row: _Row, given: date) -> bool:
        member, quote = row.key
        member = without_case(member)
        return any(self._withdrawals.get((member, each), date.min) >= given for each in (quote, ""))


def _rows(headings: list[str], records: Iterable[list[str]]) -> Iterator[_Row]:
    """Yield the rows that are not empty; missing cells at the end of a row are empty."""
    for number, record in enumerate(records, start=2):
        if any(cell.strip() for cell in record):
            cells = dict(zip(headings, record, strict=False))
            wide = any(cell.strip() for cell in record[len(headings) :])
            yield _Row(number, {name: cells.get(name, "").strip() for name in (*COLUMNS, *OPTIONAL)}, wide)


def _withdrawals(rows: Iterable[_Row], ids_of: IdsOf) -> dict[tuple[str, str], date]:
    """Return the last day on which a member, under any id, withdrew a quote; the empty quote stands for all of them.

    A withdrawal that cannot be read counts, too: an unreadable day counts as the last possible day, a row with cells
    in the wrong columns as a withdrawal of everything.
    """
    found: dict[tuple[str, str], date] = {}
    for row in rows:
        if row.cells["withdrawn"] or row.too_wide:
            member, quote = row.key
            withdrawn = "" if row.too_wide else quote
            try:
                day = date.max if row.too_wide else _day(row.cells, "withdrawn") or date.max
            except _Unusable:
                day = date.max
            for each in {without_case(member_id) for member_id in (member, *ids_of(member))}:
                found[each, withdrawn] = max(day, found.get((each, withdrawn), day))
    return found


def _text(cells: Mapping[str, str], column: str, longest: int) -> str:
    """Return a text that can be printed. Raises _Unusable."""
    text = cells[column].replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        raise _Unusable("the text is missing", column)
    if len(text) > longest:
        raise _Unusable(f"the text is longer than {longest} characters, and nobody's words are cut", column)
    if _UNPRINTABLE.search(text):
        raise _Unusable("the text holds characters that cannot be printed", column)
    return text


def _day(cells: Mapping[str, str], column: str) -> date | None:
    """Return a day, None where there is none. Raises _Unusable."""
    if not cells[column]:
        return None
    try:
        if _DATE.fullmatch(cells[column]):
            return date.fromisoformat(cells[column])
    except ValueError:
        pass
    raise _Unusable("no date that is written as 2026-12-31", column)


def _scope(cell: str) -> frozenset[str]:
    """Return where the quote may be used. Raises _Unusable."""
    words = frozenset(re.split(r"[;,\s]+", cell.strip().lower())) - {""}
    if not words:
        raise _Unusable("it is not said where the words may be used", "scope")
    if not words <= set(SCOPES):
        raise _Unusable(f"the scope holds another word than {', '.join(SCOPES)}", "scope")
    return words


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _description(text: str) -> str:
    """Return a description of a cell that does not contain its text."""
    if not text:
        return "empty"
    return "a date" if _DATE.fullmatch(text) else f"{len(text)} characters"
