"""What tells who may be asked for more: permissions, drafts, suppressions; and the referral links of members."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from valuereport.deliver.ledger import Ledger
from valuereport.insights.flywheel.advocates import referral_links
from valuereport.insights.flywheel.lists import Contacts
from valuereport.model.histories import Histories
from valuereport.model.insight import MemberList
from valuereport.notation.addresses import normalised
from valuereport.settings import Settings
from valuereport.stories.consents import permissions
from valuereport.tokens import key_of, member_of, signed

_RUN = "referrals"
"""What stands in the tokens in place of a run: a link stays the same from run to run within a year."""


def contacts_of(settings: Settings, histories: Histories, ledger: Ledger, today: date) -> Contacts:
    """Return who has given a permission, who has been asked for one, and who wants no mail. Raises LedgerError."""
    ids, emails = (histories.members[name].tolist() for name in ("member_id", "email"))
    given, asked = permissions(settings.folder / settings.workspace.stories.consents, ids, today, ledger.ids_of)
    wish = {one.address for one in ledger.suppressions() if one.lifted_at is None and one.reason != "bounce"}
    rows = zip(ids, emails, strict=True)
    unwanted = frozenset(name for name, email in rows if email and normalised(email) in wish) if wish else frozenset()
    return Contacts(given, asked, no_contact=unwanted)


def links_of(settings: Settings, histories: Histories) -> MemberList | None:
    """Return each member's referral link; None where the settings name no page. Raises SettingsError without a key.

    A link counts until the end of the calendar year after the one in which the data end.
    """
    own = settings.workspace.flywheel
    if not own.join_page:
        return None
    key, until = key_of(), date(histories.as_at.year + 1, 12, 31)
    return referral_links(histories, own, lambda member_id: signed(key, "referral", _RUN, member_id, until))


def with_links_followed(settings: Settings, histories: Histories) -> Histories:
    """Return the histories with the id of the referring member where a new one came by a referral link.

    A token that is wrong, or had run out when the new member joined, stays as it is: insights say that nobody is known
    by it. Raises SettingsError without a key.
    """
    members = histories.members
    said = members["referred_by"]
    address = said.str.contains("@", regex=False)
    tokens = said.str.contains(".", regex=False) & ~address & ~said.isin(members["member_id"])
    if not settings.workspace.flywheel.join_page or not tokens.any():
        return histories
    find = member_of(key_of(), "referral", members["member_id"].tolist())
    joined = [None if pd.isna(day) else day.date() for day in members["joined"][tokens].tolist()]
    found = [find(text, day) for text, day in zip(said[tokens].tolist(), joined, strict=True)]
    ids = [one if isinstance(one, str) else text for one, text in zip(found, said[tokens].tolist(), strict=True)]
    return replace(histories, members=members.assign(referred_by=said.mask(tokens, pd.Series(ids, said.index[tokens]))))
