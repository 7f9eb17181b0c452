"""What people sign about the exports: engagements and fees are rows of a source of their own; fields are changed.

A correction holds as long as the exports are wrong in the way that it mends. Where they have changed since, where they
say the same by now, or where something would count twice, it is not used and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.combine.consent import FLAGS
from valuereport.combine.identity import Identity
from valuereport.combine.row_outcomes import DUPLICATE, RowOutcomes
from valuereport.errors import Problem, Severity
from valuereport.model.correction import CORRECTIONS, FIELDS, Correction, What
from valuereport.model.history import Tally
from valuereport.model.tables import KEY_SEPARATOR, Table
from valuereport.notation.fields import Value, parse, written
from valuereport.notation.ids import key_of

_UNUSED: Final = "the correction is not used"
_PENNY: Final = 0.005
_ROWS: Final[Mapping[Table, What]] = {"engagements": "engagement", "fees": "fee"}


def with_rows(frames: Mapping[Table, pd.DataFrame], corrections: Sequence[Correction]) -> dict[Table, pd.DataFrame]:
    """Return the frames with the engagements and fees that people state behind those of the exports."""
    found = dict(frames)
    for table, what in _ROWS.items():
        if rows := [_cells(one) for one in corrections if one.what == what]:
            found[table] = _appended(frames[table], rows)
    return found


def row_tallies(corrections: Sequence[Correction]) -> Iterator[Tally]:
    """Yield a tally for each table that rows of corrections feed, not counted yet."""
    for table, what in _ROWS.items():
        if number := sum(one.what == what for one in corrections):
            yield Tally(CORRECTIONS, table, read=number)


def counted_rows(
    outcomes: RowOutcomes, members: pd.DataFrame, identity: Identity, corrections: Iterable[Correction]
) -> Iterator[Correction]:
    """Yield the corrections whose rows count, each with the id of its member."""
    by_row = {one.row: one for one in corrections}
    if not by_row:
        return
    rows = outcomes.frame.iloc[_stated(outcomes.frame, outcomes)]
    for row, member in zip(rows["row"].tolist(), identity.match(rows["member"]).member.tolist(), strict=True):
        yield replace(by_row[row], member=str(members["member_id"].iloc[member]))


class FieldCorrections:
    """Changes single fields of members, in the order of the rows, and collects which rows did and which could not."""

    def __init__(self, corrections: Iterable[Correction], identity: Identity) -> None:
        fields = [one for one in corrections if one.what == "field"]
        matched = identity.match(pd.Series([one.member for one in fields], dtype="str")).member.tolist()
        self._rows = list(zip(fields, matched, strict=True))
        self.applied: list[Correction] = []
        self.problems = [
            _problem(one, "no one member has this id or address", "member", one.member)
            for one, member in self._rows
            if member < 0
        ]

    def change_details(self, members: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
        """Return the members with all fields changed but for flags and the fee."""
        details = [one for one in self._rows if one[0].field not in (*FLAGS, "fee") and one[1] >= 0]
        if not details:
            return members
        names = {"emails" if one.field == "email" else one.field for one, _ in details}
        columns: dict[str, list[Any]] = {
            name: members[name].tolist() for name in names | {"other_ids", "hourly_value_currency"}
        }
        ids = members["member_id"].tolist()
        for one, row in details:
            if one.field == "email":
                former, *others = columns["emails"][row].split(KEY_SEPARATOR)
                if self._fits(one, ids[row], former):
                    new, kept = str(_value(one)), [former] if _sole(former, row, columns, contacts) else []
                    others = [each for each in (*others, *kept) if each and key_of(each) != key_of(new)]
                    # No other address takes the place of one that is taken away; rows are still found by all of them.
                    column = "emails" if new else "other_ids"
                    known = [new] if new else columns["other_ids"][row].split(KEY_SEPARATOR)
                    columns["emails"][row] = ""
                    columns[column][row] = KEY_SEPARATOR.join(filter(None, (*known, *others)))
            elif self._fits(one, ids[row], columns[one.field][row]):
                columns[one.field][row] = _value(one)
                if one.field == "hourly_value":
                    columns["hourly_value_currency"][row] = ""
        return members.assign(**{name: _like(members[name], column) for name, column in columns.items()})

    def settles(self, problem: Problem) -> bool:
        """Return whether a problem of a member is about a field that is corrected."""
        column = "email" if problem.column == "emails" else problem.column
        return any((one.member, one.field) == (problem.member_id, column) for one in self.applied)

    @property
    def addresses_change(self) -> bool:
        """Return whether an address of a member is corrected."""
        return any(one.field == "email" for one, _ in self._rows)

    def change_flags(self, members: pd.DataFrame) -> pd.DataFrame:
        """Return the members with their flags changed: to yes always, to no only where a cell could not be read."""
        flags = [one for one in self._rows if one[0].field in FLAGS and one[1] >= 0]
        if not flags:
            return members
        columns = {name: members[name].tolist() for name in (*FLAGS, "unreadable")}
        ids = members["member_id"].tolist()
        for one, row in flags:
            cells = [cell for cell in columns["unreadable"][row].split(KEY_SEPARATOR) if cell]
            others = [cell for cell in cells if not cell.startswith(f"{one.field}: ")]
            now, then = bool(columns[one.field][row]), bool(_value(one))
            if now and not then and len(others) == len(cells):
                reason = "the member opted out clearly, and no correction lifts that"
                action = "not used: it is changed in the system that the export comes from, if the member wishes it"
                if rows := [each.row for each in self.applied if (each.member, each.field) == (ids[row], one.field)]:
                    reason += f"; where the row {rows[-1]} of this file set it by mistake, delete that row"
                self.problems.append(_problem(one, reason, "value", one.value, ids[row], action))
            elif len(others) < len(cells):  # neither yes nor no, so that nothing is the same already
                columns[one.field][row] = then
                columns["unreadable"][row] = KEY_SEPARATOR.join(others)
                self.applied.append(replace(one, member=ids[row]))
            elif self._fits(one, ids[row], now):
                columns[one.field][row] = then
        return members.assign(**{name: _like(members[name], column) for name, column in columns.items()})

    def change_fees(self, members: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
        """Return the members with the fees that people state as a whole, and which rows of members those are."""
        fees = [one for one in self._rows if one[0].field == "fee" and one[1] >= 0]
        if not fees:
            return members, []
        names = ("fee", "fee_basis", "fee_source", "currency", "member_id")
        columns = {name: members[name].tolist() for name in names}
        stated: list[int] = []
        for one, row in fees:
            own, member_id = columns["currency"][row], columns["member_id"][row]
            fee = _value(one)
            if one.currency.upper() not in ("", own) or not isinstance(fee, float):
                reason = f"the whole fee is a number in the member's currency, {own}"
                self.problems.append(_problem(one, reason, "currency", one.currency, member_id))
            elif self._fits(one, member_id, columns["fee"][row]):
                columns["fee"][row] = fee
                columns["fee_basis"][row] = "paid" if fee else "none"
                columns["fee_source"][row] = f"{CORRECTIONS} ({one.file}, 1 row)"
                stated.append(row)
        return members.assign(**{name: _like(members[name], columns[name]) for name in names[:3]}), stated

    def _fits(self, one: Correction, member_id: str, now: object) -> bool:
        """Return whether a correction is to be applied: the field is as it was, and not yet as it shall be."""
        current = written(now)
        if key_of(current) == key_of(written(_value(one))):
            reason, action = "the exports say the same by now", "the row changes nothing and can be deleted"
            self.problems.append(_problem(one, reason, "value", one.value, member_id, action, severity="warning"))
            return False
        if one.was and key_of(written(parse(one.field, FIELDS[one.field], one.was))) != key_of(current):
            reason = f"the exports have changed since: {one.field} is {current} now"
            self.problems.append(_problem(one, reason, "was", one.was, member_id))
            return False
        self.applied.append(replace(one, member=member_id))
        return True


def _value(one: Correction) -> Value:
    """Return what a field shall hold."""
    return parse(one.field, FIELDS[one.field], one.value)


def _sole(address: str, row: int, columns: Mapping[str, Sequence[str]], contacts: pd.DataFrame) -> bool:
    """Return whether nobody else has an address: then the member's rows are still found by it."""
    key = key_of(address)
    others = [cell for at, cell in enumerate(columns["emails"]) if at != row]
    others += contacts["emails"][contacts["member"] != row].tolist()
    return not any(key == key_of(each) for cell in others for each in cell.split(KEY_SEPARATOR))


def refuse_double_engagements(
    frame: pd.DataFrame, member: NDArray[np.intp], activity: NDArray[np.intp], outcomes: RowOutcomes, ids: pd.Series
) -> None:
    """Refuse the stated engagements that are there already: of the same day, and of no other reference and title."""
    stated, day = _stated(frame, outcomes), frame["date"].to_numpy().astype("datetime64[D]")
    for at in stated:
        same = (member == member[at]) & (activity == activity[at]) & (day == day[at]) & outcomes.counted
        for row in np.flatnonzero(same[:at]).tolist():
            if not _told_apart(frame.iloc[at], frame.iloc[row], ("reference", "title")):
                _refuse(outcomes, at, f"the engagement is there already: {_place(frame.iloc[row])}", "date", ids)
                break


def refuse_double_fees(
    frame: pd.DataFrame,
    member: NDArray[np.intp],
    amount: NDArray[np.float64],
    paid_in: NDArray[np.object_],
    fee: NDArray[np.float64],
    outcomes: RowOutcomes,
    ids: pd.Series,
) -> None:
    """Refuse the stated payments that are there already, and those beside a fee that is not made of payments.

    There already: of the same reference, or of the same amount where no references tell the two apart. `fee`: what the
    members' own export says.
    """
    stated = _stated(frame, outcomes)
    from_exports = np.setdiff1d(np.flatnonzero(outcomes.counted), stated)
    for at in stated:
        for row in np.flatnonzero((member == member[at]) & outcomes.counted).tolist():
            one, other = frame.iloc[at], frame.iloc[row]
            equal = abs(amount[row] - amount[at]) < _PENNY and paid_in[row] == paid_in[at]
            referred = bool(one["reference"]) and _plain(one["reference"]) == _plain(other["reference"])
            if row < at and (referred or (equal and not _told_apart(one, other, ("reference",)))):
                _refuse(outcomes, at, f"the payment is there already: {_place(other)}", "amount", ids)
                break
        if fee[member[at]] > 0 and not (member[from_exports] == member[at]).any():
            reason = f"the members' export has a whole fee of {written(float(fee[member[at]]))}: correct the field fee"
            _refuse(outcomes, at, reason, "amount", ids)


def _told_apart(one: pd.Series, other: pd.Series, columns: Sequence[str]) -> bool:
    """Return whether two rows differ in every column that both fill, and there is one."""
    both = [(_plain(one[name]), _plain(other[name])) for name in columns if one[name] and other[name]]
    return bool(both) and all(mine != yours for mine, yours in both)


def _place(row: pd.Series) -> str:
    return f"{row['source']}, {row['file']}, row {row['row']}"


def _plain(text: str) -> str:
    return " ".join(str(text).casefold().split())


def _stated(frame: pd.DataFrame, outcomes: RowOutcomes) -> list[int]:
    """Return the positions of rows of corrections that still count; they stand behind all others."""
    return np.flatnonzero((frame["source"] == CORRECTIONS).to_numpy() & outcomes.counted).tolist()


def _refuse(outcomes: RowOutcomes, at: int, reason: str, column: str, ids: pd.Series) -> None:
    rows = np.zeros(len(outcomes.frame), dtype=np.bool_)
    rows[at] = True
    action, values = "not used, so that nothing counts twice", outcomes.frame[column]
    outcomes.refuse(rows, DUPLICATE, reason, action, column, values, members=ids)


def _cells(one: Correction) -> dict[str, object]:
    """Return what a row of a canonical table holds of a correction."""
    day = np.datetime64(one.day, "s")
    cells: dict[str, object] = {"member": one.member, "currency": one.currency, "reference": one.reference}
    cells |= {"source": CORRECTIONS, "file": one.file, "row": one.row, "amount": one.amount}
    if one.what == "fee":
        return {**cells, "paid": day}
    return {**cells, "activity": one.activity, "date": day, "title": one.title, "quantity": one.quantity}


def _appended(frame: pd.DataFrame, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return a frame with more rows behind its own; a column that a row does not have is missing in it."""
    columns: dict[str, object] = {}
    for name, column in frame.items():
        values = [row.get(str(name)) for row in rows]
        if isinstance(column.dtype, pd.CategoricalDtype):
            texts = [str(value or "") for value in values]
            known = column.cat.categories
            known = known.append(pd.Index([one for one in dict.fromkeys(texts) if one not in known], dtype=known.dtype))
            codes = np.append(column.cat.codes.to_numpy(), known.get_indexer(pd.Index(texts, dtype=known.dtype)))
            columns[str(name)] = pd.Categorical.from_codes(codes, known)
        elif isinstance(column.dtype, np.dtype):
            missing = np.datetime64("NaT") if column.dtype.kind == "M" else np.nan
            new = np.array([missing if value is None else value for value in values], dtype=column.dtype)
            columns[str(name)] = np.append(column.to_numpy(), new)
        else:
            columns[str(name)] = pd.array([*column.tolist(), *(str(value or "") for value in values)], dtype="str")
    return pd.DataFrame(columns, copy=False)


def _like(column: pd.Series, values: Sequence[object]) -> pd.Series:
    """Return values as a column of the same kind; None is a missing date or number."""
    return pd.Series(values, index=column.index, dtype=column.dtype)


def _problem(
    one: Correction,
    reason: str,
    column: str,
    value: str,
    member_id: str = "",
    action: str = _UNUSED,
    severity: Severity = "error",
) -> Problem:
    return Problem("combine", severity, reason, action, one.file, one.row, column, value, member_id)
