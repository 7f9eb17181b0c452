"""Members by tier: what each tier stands on, what its members are asked next, who moved up, and lists for staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from valuereport.insights.facts import Facts, Year
from valuereport.insights.flywheel.evidence import REFERS, Evidence
from valuereport.insights.flywheel.lists import (
    Contacts,
    Known,
    advocate_list,
    contributor_list,
    interview_list,
    story_list,
)
from valuereport.insights.flywheel.sources import Flags, Whole, sources
from valuereport.insights.folding import folded, shown
from valuereport.insights.renewals import Renewals
from valuereport.insights.statistics.verdicts import proportion
from valuereport.insights.windows import months_before, windows
from valuereport.model.flywheel import ASKS, TIERS, Advocates, TierCount
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, MemberList, Withheld
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.insights import InsightRules
from valuereport.settings.surveys import Surveys

Mask = NDArray[np.bool_]


def advocates(
    histories: Histories,
    renewals: Renewals,
    rules: InsightRules,
    own: FlywheelRules,
    surveys: Surveys,
    scored: Mask | Withheld,
    contacts: Contacts | None = None,
) -> tuple[Advocates | Withheld, tuple[MemberList, ...]]:
    """Return how many members have reached which tier, and the lists of members who may be scored.

    `scored`: who may be, of all members (scoring.who_is_scored); nobody else is in anything that is returned, but in
    `opted_out`. `rules`: with the activities of contribution named.
    """
    if isinstance(scored, Withheld):
        return scored, ()
    current = histories.members["current"].to_numpy(dtype=np.bool_)
    member = np.flatnonzero(current & scored)
    if len(member) < rules.smallest:
        return Withheld("too_few", rules.smallest), ()
    come_from = sources(histories, renewals.terms, own, surveys)
    known = Known(histories, rules, own, surveys, come_from, contacts or Contacts(), member)
    now, before = (known.on(day) for day in _days(histories))
    of_old = _members_then(histories, renewals, rules, member)
    comparable = of_old & _known_in_both(now, before)[member]
    moved = np.where(comparable, np.sign(now.tier[member] - before.tier[member]), 0)
    asks = known.asks(now)
    return Advocates(
        tiers=tuple(_tiers(now.tier[member], rules.smallest)),
        moved_up=shown(int((moved > 0).sum()), rules.smallest),
        moved_down=shown(int((moved < 0).sum()), rules.smallest),
        consents=shown(int((~np.isnat(now.consent[member])).sum()), rules.smallest),
        opted_out=int((current & ~scored).sum()),
        since=months_before(np.datetime64(histories.as_at, "D"), 12).astype(object),
    ), tuple(
        one
        for one in (
            advocate_list(known, now, before, of_old, moved, asks),
            interview_list(known, now),
            story_list(known, now),
            contributor_list(histories, renewals, rules, own, member),
        )
        if one is not None and one.rows
    )


def referral_links(histories: Histories, own: FlywheelRules, token_of: Callable[[str], str]) -> MemberList | None:
    """Return a link for each member of today, in the order of the members' export: it ranks nobody.

    `token_of`: the token of a member id, which the page hands on and an export of new members brings back as
    referred_by. None where the settings name no page.
    """
    if not own.join_page:
        return None
    current = histories.members[histories.members["current"].to_numpy(dtype=np.bool_)]
    ids, names = (current[name].tolist() for name in ("member_id", "name"))
    links = [own.link_of(token_of(one)) for one in ids]
    return MemberList("referral_links", ("member_id", "name", "link"), tuple(zip(ids, names, links, strict=True)))


def _days(histories: Histories) -> tuple[np.datetime64, np.datetime64]:
    now = np.datetime64(histories.as_at, "D")
    return now, months_before(now, 12)


def _members_then(histories: Histories, renewals: Renewals, rules: InsightRules, member: Whole) -> Flags:
    """Return which of some members were members a year ago."""
    before = Year(Facts(histories, renewals, rules), windows(histories)[1])
    then = np.zeros(len(histories.members), np.bool_)
    then[before.present] = True
    return then[member]


def _known_in_both(now: Evidence, before: Evidence) -> Flags:
    """Return whose tiers of the two days can be compared: by a deed of one of them, or where both have a rating.

    Who is rated for the first time, or was by nobody's name the year before, has not moved.
    """
    deed = np.maximum(now.tier, before.tier) >= REFERS
    return np.asarray(deed | (now.rated_at_all & before.rated_at_all))


def _tiers(tier: Whole, smallest: int) -> Sequence[TierCount]:
    """Return the counts; where one is too small, another is not shown either, so that nobody can subtract."""
    sizes = np.bincount(tier, minlength=len(TIERS))
    hidden = folded(np.where(sizes == 0, smallest, sizes), smallest) & (sizes > 0)
    if hidden.sum() == 1:
        others = np.flatnonzero(~hidden & (sizes > 0))
        hidden[others[np.argmin(sizes[others])]] = True
    return [
        TierCount(one, None, Figure(None, verdict="too_few", needed=smallest), ASKS[one])
        if few
        else TierCount(one, size, proportion(size, len(tier)), ASKS[one])
        for one, size, few in zip(TIERS, sizes.tolist(), hidden.tolist(), strict=True)
    ]
