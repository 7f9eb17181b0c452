"""Problems by kind: what varies is left out, what mends each is known, and the table keeps up with the messages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from valuereport.batch import problems_csv
from valuereport.batch.manifest import problems_of
from valuereport.cli.remedies import command_of
from valuereport.errors import ASK, Problem, Remedy
from valuereport.model.problem_kind import MENDS
from valuereport.problem_kinds import MENDED_BY, kinds, without_values

PACKAGE = Path(__file__).parent.parent / "valuereport"


def unmatched(key: str, row: int, rows: int = 1) -> Problem:
    reason = "no member or contact has this id or address"
    return Problem("combine", "warning", reason, "counted for nobody", "events.csv", row, "member", key, rows=rows)


def unread(value: str, row: int, member_id: str = "") -> Problem:
    return Problem("load", "error", "not a number", "row not used", "fees.csv", row, "Paid", value, member_id)


def names(activity: str) -> Problem:
    reason = f'the taxonomy has no activity of this name: "{activity}"'
    return Problem("combine", "error", reason, "not counted; add the name to an activity's matches", rows=8)


def test_errors_come_first_then_what_is_mended_soonest_then_the_most_rows() -> None:
    found = kinds([unmatched("a@b.example", 2), unread("x", 4), names("Walks"), unmatched("c@d.example", 9, 5)])
    assert [(one.severity, one.mend, one.problems, one.rows) for one in found] == [
        ("error", "settings", 1, 8),
        ("error", "export", 1, 1),
        ("warning", "assign", 2, 6),
    ]
    assert found[2].files == ("events.csv",)
    assert [one.value for one in found[2].examples] == ["a@b.example", "c@d.example"]


def test_a_reason_is_whole_where_it_is_the_same_and_has_an_ellipsis_where_it_varies() -> None:
    (one,) = kinds([names("Walks")])
    assert one.reason == 'the taxonomy has no activity of this name: "Walks"'
    (both,) = kinds([names("Walks"), names("Talks")])
    assert both.reason == "the taxonomy has no activity of this name …"
    assert without_values("shares the address with M1, M20 and X-7") == "shares the address with …"
    assert without_values("the status is Lapsed") == "the status is Lapsed"


def test_what_can_be_done_at_once_is_a_command() -> None:
    (one,) = kinds([unmatched("a@b.example", 2)])
    assert one.remedy == Remedy("correct", member=ASK, alias="a@b.example", why=ASK)
    (several,) = kinds([unmatched("a@b.example; c@d.example", 2)])
    assert several.remedy == Remedy("correct", member=ASK, alias=ASK, why=ASK)
    (many,) = kinds([unmatched("a@b.example", 2), unmatched("c@d.example", 3)])
    reason = "an amount of more than 50 times the fee waits for confirmation"
    (waits,) = kinds([Problem("combine", "error", reason, "", "x.csv", 2, "amount", "90000.00 GBP", "M1")])
    assert waits.mend == "confirm"
    assert [command_of(one.remedy) for one in (many, waits) if one.remedy] == [
        "valuereport correct MEMBER --alias TEXT --why TEXT",
        "valuereport correct M1 --confirm 90000.00 --why TEXT",
    ]


def test_what_no_row_of_the_table_names_is_mended_where_it_stands() -> None:
    def mend(one: Problem) -> str:
        return kinds([one])[0].mend

    assert mend(unread("x", 2)) == "export"
    assert mend(unread("x", 2, "M1")) == "correct"
    assert (
        mend(Problem("combine", "error", "no such day", "the correction is not used", "corrections.csv")) == "own-file"
    )
    assert mend(Problem("calculate", "warning", "the assumption a is old", "used", "assumptions.toml")) == "own-file"
    assert mend(Problem("render", "error", "the name has no room", "no statement was made", member_id="M1")) == "design"
    assert mend(Problem("combine", "warning", "something odd", "used as it is")) == "look"


def test_problems_csv_says_for_how_many_rows_a_problem_stands_and_older_ones_are_read() -> None:
    found = (unmatched("a@b.example", 2, 7), unread("x", 4))
    data = problems_csv(found)
    assert tuple(problems_of(data)) == found
    older = b"".join(line.rpartition(b",")[0] + b"\r\n" for line in data.splitlines())
    assert [one.rows for one in problems_of(older)] == [1, 1]


def test_every_row_of_the_table_begins_a_message_of_the_code() -> None:
    texts = {text for file in PACKAGE.rglob("*.py") if file.name != "problem_kinds.py" for text in said_in(file)}
    for template, mend in MENDED_BY:
        assert mend in MENDS
        for part in template.split(" -> "):
            assert any(text.startswith(part) or text.endswith(part) for text in texts), part


def said_in(file: Path) -> set[str]:
    """Return the texts of a file, with {} for what they take in."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = (each.value if isinstance(each, ast.Constant) else "{}" for each in node.values)
            found.add("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(re.sub(r"\{[a-z]+\}", "{}", node.value))
    return found
