"""An organisation written as a workspace: its settings, its judgement and its exports."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

from tests.independent.facts import Activity, Assumption, Organisation, Win

Cells = Mapping[str, Callable[[Any], Any]]

_FEE_CELLS: Cells = {
    "member": lambda row: row.member,
    "amount": lambda row: row.amount,
    "paid": lambda row: row.paid,
    "currency": lambda row: row.currency,
    "reference": lambda row: row.reference,
    "kind": lambda row: row.kind,
    "from": lambda row: row.starts,
    "until": lambda row: row.until,
    "year": lambda row: row.year,
}
_USE_CELLS: Cells = {
    "member": lambda row: row.contact or row.member,
    "activity": lambda row: row.activity,
    "date": lambda row: row.day,
    "title": lambda row: row.title,
    "quantity": lambda row: row.quantity,
    "amount": lambda row: row.amount,
    "list_price": lambda row: row.list_price,
    "price_paid": lambda row: row.price_paid,
    "currency": lambda row: row.currency,
    "reference": lambda row: row.reference,
}
_CONTACT_CELLS: Cells = {
    "member_id": lambda row: row[0],
    "contact_id": lambda row: row[1],
    "name": lambda row: f"Kim {row[1]}",
    "emails": lambda row: f"{row[1].lower()}@firms.example",
}
_MEMBER_CELLS: Cells = {
    "member_id": lambda row: row.id,
    "kind": lambda row: row.kind,
    "name": lambda row: f"Robin {row.id}",
    "emails": lambda row: f"{row.id.lower()}@members.example",
    "locale": lambda _: "en-GB",
    "currency": lambda row: row.currency,
    "grade": lambda row: row.grade,
    "sector": lambda row: row.sector,
    "region": lambda row: row.region,
    "country": lambda row: row.country,
    "joined": lambda row: row.joined,
    "renewal": lambda _: date(2028, 1, 1),
    "street": lambda _: "2 Sample Street",
    "city": lambda _: "London",
    "postcode": lambda _: "EC1A 1AB",
    "hourly_value": lambda row: row.hourly_value,
    "size": lambda row: row.size,
    "fee": lambda row: row.fee,
}
_CORRECTIONS = [
    "member",
    "what",
    "field",
    "value",
    "was",
    "activity",
    "date",
    "quantity",
    "title",
    "amount",
    "currency",
    "reference",
    "by",
    "on",
    "why",
]


def write(organisation: Organisation, folder: Path) -> Path:
    """Write an organisation's files, and return its settings' path."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = [_settings(organisation)]
    settings.append(_source(organisation, folder, "members", "members", {"members.csv": organisation.members}))
    contacts = dict.fromkeys((use.member, use.contact) for use in organisation.uses if use.contact)
    if contacts:
        settings.append(_source(organisation, folder, "contacts", "contacts", {"contacts.csv": list(contacts)}))
    for table, rows in (("fees", organisation.fees), ("engagements", organisation.uses)):
        for name in dict.fromkeys(row.source for row in rows):
            files: dict[str, list[Any]] = {}
            for row in rows:
                if row.source == name:
                    files.setdefault(row.file, []).append(row)
            settings.append(_source(organisation, folder, table, name, files))
    path = folder / "valuereport.toml"
    path.write_text("\n".join(settings), encoding="utf-8")
    (folder / "assumptions.toml").write_text(_assumptions(organisation), encoding="utf-8")
    (folder / "taxonomy.toml").write_text(_taxonomy(organisation), encoding="utf-8")
    (folder / "policy_wins.toml").write_text("\n".join(map(_win, organisation.wins)), encoding="utf-8")
    if organisation.confirmed:
        _confirm(organisation, folder / "corrections.csv")
    return path


def _settings(organisation: Organisation) -> str:
    calculation = {
        "correlation": organisation.correlation if organisation.correlation != "0.5" else "",
        "policy": f'"{organisation.policy}"' if organisation.policy else "",
        "extreme": organisation.extreme,
        "light_use_below": str(organisation.light_use_below) if organisation.light_use_below != 3 else "",
    }
    fees = {
        "paid_from": str(organisation.paid_from or ""),
        "paid_until": str(organisation.paid_until or ""),
        "basis": f'"{organisation.fee_basis}"' if organisation.fee_basis else "",
    }
    rates = "".join(
        f'\n[[rate]]\ncurrency = "{each.currency}"\nrate = {each.rate}\ndate = {each.since}\n'
        'source = "The rates of an audit"\ncited = { en = "rates of an audit" }\n'
        for each in organisation.rates
    )
    return f"""\
[organisation]
name = "Guild of the Audit"
locale = "en-GB"
currency = "{organisation.currency}"
address = ["1 Sample Street", "London", "EC1A 1AA"]
email = "members@guild.example"
website = "https://guild.example"
signatory = "A. Writer"
signatory_role = {{ en = "Membership Secretary" }}

[period]
start = {organisation.start}
end = {organisation.end}
{_table("calculation", calculation)}{_table("fees", fees)}{rates}"""


def _table(name: str, values: Mapping[str, str]) -> str:
    lines = [f"{key} = {value}" for key, value in values.items() if value]
    return "\n".join([f"\n[{name}]", *lines, ""]) if lines else ""


def _source(organisation: Organisation, folder: Path, table: str, name: str, files: Mapping[str, Sequence[Any]]) -> str:
    """Write a source's files, and return what the settings say of it; columns that are empty are left out."""
    cells = {"members": _MEMBER_CELLS, "contacts": _CONTACT_CELLS, "fees": _FEE_CELLS, "engagements": _USE_CELLS}[table]
    columns = [column for column, cell in cells.items() if any(cell(row) for rows in files.values() for row in rows)]
    for file, rows in files.items():
        write_csv(folder / file, columns, ([cells[column](row) for column in columns] for row in rows))
    stems = [file.removesuffix(".csv") for file in files]
    pattern = f"{_beginning(stems)}*.csv" if len(stems) > 1 else f"{stems[0]}.csv"
    lines = [
        "[[source]]",
        f'name = "{name}"',
        f'table = "{table}"',
        'format = "csv"',
        f'file = "{pattern}"',
    ]
    vat = organisation.vat.get(name)
    if vat:
        lines += [f'vat = "{vat.kind}"', f"vat_rate = {vat.rate}"]
    lines.append("[source.columns]")
    for column in columns:
        words = organisation.kind_words if table == "fees" and column == "kind" else {}
        mapped = ", ".join(f'"{word}" = "{meaning}"' for word, meaning in words.items())
        heading = f'"{column.title()}"'
        lines.append(f"{column} = {{ column = {heading}, map = {{ {mapped} }} }}" if words else f"{column} = {heading}")
    return "\n".join([*lines, ""])


def _beginning(names: Sequence[str]) -> str:
    """Return the letters that all names begin with."""
    letters = zip(*names, strict=False)
    return "".join(each[0] for each in takewhile(lambda each: len(set(each)) == 1, letters))


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a file of cells, with a heading for each column."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.title() for column in columns])
        writer.writerows([["" if cell is None else str(cell) for cell in row] for row in rows])


def _assumptions(organisation: Organisation) -> str:
    index = [
        f'[[price_index]]\nyear = {year}\nindex = {value}\nsource = "The price index of an audit"\n'
        for year, value in organisation.price_index
    ]
    return "\n".join([*index, *(_assumption(name, each) for name, each in organisation.assumptions.items())])


def _assumption(name: str, assumption: Assumption) -> str:
    numbers = (
        [f"value = {assumption.central}"]
        if assumption.exact
        else [f"low = {assumption.low}", f"central = {assumption.central}", f"high = {assumption.high}"]
    )
    lines = [
        f"[assumption.{name}]",
        f'unit = "{assumption.unit}"',
        *numbers,
        f'grade = "{assumption.grade}"',
        'source = "An audit of the calculation"',
        'cited = { en = "an audit" }',
        "year = 2026",
    ]
    if assumption.currency:
        lines.append(f'currency = "{assumption.currency}"')
    if assumption.price_year:
        lines.append(f"price_year = {assumption.price_year}")
    return "\n".join([*lines, ""])


def _taxonomy(organisation: Organisation) -> str:
    lines = ["[hourly_value]", f'default = "{organisation.hourly_value}"']
    if organisation.hourly_value_of_grade:
        grades = ", ".join(f'"{grade}" = "{name}"' for grade, name in organisation.hourly_value_of_grade.items())
        lines.append(f"grade = {{ {grades} }}")
    return "\n".join([*lines, "", *map(_activity, organisation.activities)])


def _activity(activity: Activity) -> str:
    lines = [
        "[[activity]]",
        f'id = "{activity.id}"',
        f'benefit = "{activity.benefit}"',
        f'unit = "{activity.unit}"',
        f'label = {{ en = "{activity.id.replace("-", " ").capitalize()}" }}',
        *(f'{role} = "{name}"' for role, name in activity.roles.items()),
    ]
    if activity.cap_per_year:
        lines.append(f"cap_per_year = {activity.cap_per_year}")
    if activity.beside:
        lines.append(f"beside = [{_words(activity.beside)}]")
    return "\n".join([*lines, ""])


def _words(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _win(win: Win) -> str:
    lines = [
        "[[win]]",
        f'id = "{win.id}"',
        f'title = {{ en = "{win.id.capitalize()}" }}',
        'text = { en = "What we won." }',
        f"in_force = {win.in_force}",
        f"duration_years = {win.duration_years}",
        f'worth = "{win.worth}"',
        *(f'{role} = "{name}"' for role, name in win.roles.items()),
    ]
    if win.exposure:
        lines.append(f'exposure = "{win.exposure}"')
    if win.segment:
        parts = (f"{key} = [{_words(words)}]" for key, words in win.segment.items())
        lines.append(f"segment = {{ {', '.join(parts)} }}")
    return "\n".join([*lines, ""])


def _confirm(organisation: Organisation, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _CORRECTIONS, restval="", lineterminator="\n")
        writer.writeheader()
        for each in organisation.confirmed:
            writer.writerow(
                {
                    "member": each.member,
                    "what": "confirm",
                    "activity": each.activity,
                    "date": each.day,
                    "title": each.title,
                    "amount": each.amount,
                    "reference": each.reference,
                    "by": "M. Ellwood",
                    "on": "2026-12-01",
                    "why": "seen in the accounts",
                }
            )
