"""Who of a firm used what: its contacts, its branches, and what all of them used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.compose.statements import cents, composed, plain
from tests.valuations import AMARA, FIRM, evidence, line, unpriced, valuation, worked_lines
from valuereport.model.statement import UseTable
from valuereport.model.valuation import Branch, Range, Valuation
from valuereport.wording import wording_for


def by_contact(names: Sequence[str], values: Sequence[float], meetings: Sequence[str] = ()) -> Valuation:
    """Return a firm's valuation: an engagement of each name and value, community engagements, and a policy win."""
    done = evidence(["Tide tables"] * len(names), date(2026, 2, 2), 5, 1, 0.0)
    told = tuple(one._replace(contact=name, value=value) for one, name, value in zip(done, names, values, strict=True))
    used = line("savings", "handbook", len(names), sum(values), evidence=told)
    met = unpriced("committee", len(meetings), len(meetings))
    said = tuple(one._replace(contact=name) for one, name in zip(met.evidence, meetings, strict=True))
    community = replace(met, evidence=said)
    return valuation(
        [used, worked_lines()[4]],
        member=FIRM,
        unpriced=(community,) if meetings else (),
        engagements=len(names) + len(meetings),
    )


def shown_rows(table: UseTable | None) -> list[tuple[str, str, str]]:
    assert table
    return [(plain(row.name), plain(row.times), plain(row.value)) for row in (*table.rows, table.total)]


def test_who_used_what_of_a_firm_in_the_order_of_worth() -> None:
    """Community engagements have no price, and count as often as the year says."""
    case = by_contact(["Yann", "Maëlle", "Yann", ""], [10.0, 40.0, 15.0, 2.0], ["Yann", "Ronan", ""])
    made, words = composed(case, FIRM), wording_for("fr-FR")
    policy = worked_lines()[4].value.central
    assert shown_rows(made.contacts) == [
        ("Maëlle", plain(words.times(1)), "40,00 €"),
        ("Yann", plain(words.times(3)), "25,00 €"),
        ("Ronan", plain(words.times(1)), "0,00 €"),
        ("L’entreprise dans son ensemble", plain(words.times(2)), plain(words.money(2.0 + policy, "EUR"))),
        ("Total", plain(words.times(7)), plain(words.money(67.0 + policy, "EUR"))),
    ]
    assert made.contacts
    assert made.contacts.note == ""


def test_policy_wins_that_stand_apart_are_no_contacts_and_no_firms() -> None:
    case = by_contact(["Yann"], [10.0])
    made = composed(replace(case, total=Range(10.0, 10.0, 10.0)), FIRM)
    assert [(name, value) for name, _, value in shown_rows(made.contacts)] == [
        ("Yann", "10,00 €"),
        ("Total", "10,00 €"),
    ]


def test_a_person_has_no_table_of_contacts() -> None:
    made = composed(by_contact(["Yann"], [10.0]), replace(AMARA, currency="EUR"))
    assert (made.contacts, made.branches) == (None, None)


def test_the_branches_of_a_firm_and_what_all_of_them_used() -> None:
    """A branch without a figure has its number of times all the same."""
    found = [("Brest", 4, 90.5), ("Nantes", 12, None), *((f"Quai {number}", 1, 10.0) for number in range(23))]
    firm = tuple(Branch(f"B{at}", *each) for at, each in enumerate(found))
    made = composed(replace(by_contact(["Yann"], [1.0]), branches=firm), replace(FIRM, locale="en-GB", currency="GBP"))
    rows = shown_rows(made.branches)
    assert [row[0] for row in rows] == ["Brest", "Nantes", "Quai 0", "22 other branches", "Total"]
    assert [cents(row[2]) if row[2] else None for row in rows] == [9050, None, 1000, 22000, 32050]


@given(
    st.lists(st.tuples(st.sampled_from(["", *"ABCDEFGHIJ"]), st.integers(0, 10**7)), min_size=1, max_size=30),
    st.lists(st.sampled_from(["", *"ABKLMN"]), max_size=5),
)
def test_the_table_of_contacts_sums_to_the_statements_figures(used: list[tuple[str, int]], met: list[str]) -> None:
    case = by_contact([name for name, _ in used], [value / 100 for _, value in used], met)
    table = composed(case, FIRM).contacts
    assert bool(table) is any([*(name for name, _ in used), *met])
    if table:
        rows = sum(cents(row.value) for row in table.rows)
        assert cents(table.total.value) == round(case.total.central * 100)
        assert bool(table.note) is (rows != cents(table.total.value))
        assert abs(rows - cents(table.total.value)) <= len(table.rows)
        assert len(table.rows) <= 4
        assert table.total.times == wording_for("fr-FR").times(case.engagements)


BREST = Branch("B0", "Brest", 4, 90.5)


def test_a_light_using_firm_reads_how_often_and_not_what_it_was_worth() -> None:
    case = replace(by_contact(["Yann", "Maëlle"], [10.0, 2.5]), edition="light-use", branches=(BREST,))
    made = composed(case, FIRM)
    for table in (made.contacts, made.branches):
        assert table
        assert {row.value for row in (*table.rows, table.total)} == {""}
        assert table.note == ""
        assert table.total.times
