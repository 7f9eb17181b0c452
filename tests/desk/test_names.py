"""Every code that a page may show has a name of its own, in one place for the whole desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from valuereport import desk
from valuereport.actions.runs import Making
from valuereport.actions.sending_progress import Sending
from valuereport.desk.names import NAMES
from valuereport.model.at_work import Work
from valuereport.model.delivery import Channel, State
from valuereport.model.person import Role
from valuereport.model.season import ExportState, RunState
from valuereport.model.valuation import Edition, Grade
from valuereport.wording import wording_for

CODES: Mapping[str, Any] = {
    "role": Role,
    "edition": Edition,
    "grade": Grade,
    "channel": Channel,
    "delivery_state": State,
    "export_state": ExportState,
    "run_state": RunState,
    "making": Making,
    "sending": Sending,
    "work": Work,
}


@pytest.mark.parametrize("tag", ["en-GB", "de-DE", "ar-EG"])
def test_every_code_has_a_name_that_no_other_code_of_its_kind_has(tag: str) -> None:
    assert NAMES.keys() == CODES.keys()
    for kind, codes in CODES.items():
        named = [NAMES[kind](wording_for(tag), code) for code in get_args(codes)]
        assert len(set(named)) == len(named), kind


def test_no_template_names_such_a_code_itself() -> None:
    contexts = re.compile(r'pgettext\("(role|edition|evidence|channel|work|run)", ')
    templates = Path(next(iter(desk.__path__))) / "templates"
    assert [one.name for one in templates.rglob("*.j2") if contexts.search(one.read_text(encoding="utf-8"))] == []
