"""All of one member at one look, the most asked things first."""

from __future__ import annotations

from typing import Final

from valuereport.actions.forget import to_forget
from valuereport.actions.rights import allowed
from valuereport.answers.by_hand import factor_text, sum_by_hand
from valuereport.desk.answers import Answer, Page
from valuereport.desk.pages.member.asked import page_of, record_of
from valuereport.desk.pages.member.names import Names
from valuereport.desk.place import Place
from valuereport.desk.visit import Visit
from valuereport.errors import Remedy

_FEW: Final = 12
"""Rows of a table that are shown at once."""


def show(visit: Visit) -> Answer:
    """Show the member."""
    found = record_of(visit)
    names = Names(visit.words, visit.workspace.settings)
    data = {
        "record": found,
        "names": names,
        "most": 100_000 if visit.form.text("all") else _FEW,
        "link": page_of,
        "by_hand": sum_by_hand,
        "factor": factor_text,
        "may_forget": allowed(visit.person, to_forget),
        "contacts": [
            (one.name, one.job_title, ", ".join(one.emails))
            for one in found.listed.contacts
            if one.emails or one.ids or one.job_title or one.name != found.member.salutation
        ],
        "thanks": [names.thanks(one) for one in found.advocacy.thanks] if found.advocacy else [],
        "activities": lambda reason: [names.activity(one) for one in reason.activities],
    }
    return Page("member/record", found.listed.name, data, Remedy("explain", member=found.member.member_id))


PLACES = (Place("/member", "member-services", show),)
