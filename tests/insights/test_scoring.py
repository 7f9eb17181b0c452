"""Nobody is scored before somebody answers for it, and nobody who objects: in the exports, or at any time before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from tests.combine.test_consent import FEES, HISTORY
from tests.commands import SAMPLE
from tests.insights.histories import histories_of
from tests.workspaces import edited, worked_example
from valuereport.combine import Roster, combine
from valuereport.insights.scoring import clear_objections, not_scored, who_is_scored
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.insight import Withheld
from valuereport.settings import load_settings
from valuereport.settings.insights import Scoring

HEAD = "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country,Profile\n"
ANSWERED = Scoring(lawful_basis="legitimate interests", assessed_by="A. Patel", assessed_on=date(2026, 3, 1))


def row(member: str, said: str, name: str = "Ann Lee") -> str:
    return f"{member},{name},{member}@x.example,en-GB,GBP,Member,2015-03-01,2027-01-01,1 A Street,London,E1,GB,{said}\n"


def combined(folder: Path, members: str, mapping: str = '"Profile"') -> History:
    path = worked_example(folder, members_csv=HEAD + members, history_csv=HISTORY, fees_csv=FEES)
    edited(path, 'country = "Country"\n', f'country = "Country"\nno_scoring = {mapping}\n')
    settings = load_settings(path)
    return combine(load(settings), settings)


def test_what_cannot_be_read_counts_as_yes_and_keeps_no_mail_back(tmp_path: Path) -> None:
    history = combined(tmp_path, row("M1", "Sí?") + row("M2", "yes") + row("M3", "no") + row("M4", ""))
    assert history.members["no_scoring"].tolist() == [True, True, False, False]
    (found,) = [one for one in history.problems if one.column == "Profile"]
    assert (found.row, found.value, found.action) == (
        2,
        "Sí?",
        "taken for yes: in no ranking of persons until a person settles it",
    )
    roster = Roster(history)
    for one in (roster[0], roster[1]):
        assert (one.no_email, one.no_post, one.on_hold, one.renewed, one.unreadable[1:]) == (*[False] * 4, ())
    assert clear_objections(history.members) == ("M2",)
    assert not_scored(history.members, ["M4", "gone"]) == {"M1", "M2", "M4"}


def test_an_objection_in_any_row_counts(tmp_path: Path) -> None:
    rows = row("M1", "no") + row("M1", "yes") + row("M2", "no") + row("M2", "yes", name="")  # the last one is refused
    history = combined(tmp_path, rows)
    assert history.members["no_scoring"].tolist() == [True, True]
    told = [one.action for one in history.problems if one.column == "no_scoring"]
    assert told == ["it counts: in no ranking of persons"] * 2


def test_where_the_column_says_who_agrees_an_empty_cell_is_an_objection(tmp_path: Path) -> None:
    agrees = '{ column = "Profile", map = { yes = "no", no = "yes" } }'
    history = combined(tmp_path, row("M1", "yes") + row("M2", "") + row("M3", "no"), agrees)
    assert history.members["no_scoring"].tolist() == [False, True, True]
    (found,) = [one for one in history.problems if one.column == "Profile"]
    assert found.reason == "empty, and the column says who agrees to being scored: nobody said so"


def test_nobody_is_scored_before_somebody_answers_for_it() -> None:
    histories = histories_of([{"member_id": "M1"}, {"member_id": "M2", "no_scoring": True}, {"member_id": "M3"}])
    for missing in ("lawful_basis", "assessed_by", "assessed_on"):
        rules = ANSWERED.model_copy(update={missing: None if missing == "assessed_on" else " "})
        assert who_is_scored(histories, rules, []) == Withheld("no_scoring_basis")
    copied = ANSWERED.model_copy(update={"assessed_by": load_settings(SAMPLE).workspace.scoring.assessed_by})
    real = histories_of([{"member_id": "M1", "email": "ann@gmail.com"}])
    assert who_is_scored(real, copied, []) == Withheld("no_scoring_basis")
    assert isinstance(who_is_scored(histories, copied, []), np.ndarray)
    mask = who_is_scored(histories, ANSWERED, ["M3"])
    assert isinstance(mask, np.ndarray)
    assert mask.tolist() == [True, False, False]
