"""From joining to recommending: where members stop on the way, who brings members, what a new one costs, who leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from valuereport.compose.insights.context import UNKNOWN, InsightContext
from valuereport.compose.insights.listening_names import stage_names
from valuereport.compose.insights.names import out_of_reach, reason, section_names
from valuereport.model.flywheel import (
    Acquisition,
    ChannelCost,
    Churn,
    ContributionIndex,
    Conversion,
    Flywheel,
    Referrals,
    Reuse,
    Stage,
    Step,
)
from valuereport.model.insight import Withheld
from valuereport.model.statement import Detail
from valuereport.model.story_page import Bar, Figure, Row, Section, Table

_ROWS = 8  # cohorts or groups that a reader can take in


def flywheel(context: InsightContext) -> Section | None:
    """Return how members turn into those who bring members; None if nothing is known."""
    found = context.found.flywheel
    if found is None:
        return None
    tables = (
        *_conversions(context, found),
        _costs(context, found.acquisition),
        _delight(context, found.churn),
        *_contribution(context, found.contribution),
        _reuse(context, found.reuse),
    )
    return Section(
        "flywheel",
        section_names(context.words)["flywheel"],
        tuple(filter(None, (_narrowest(context, found),))),
        figures=tuple(_cards(context, found)),
        tables=tuple(table for table in tables if table and table.rows),
    )


def brought(context: InsightContext) -> str:
    """Return the share of new members whom members brought, with its verdict; empty where it is not known."""
    found = context.found.flywheel
    if found is None or isinstance(found.referrals, Withheld) or not found.referrals.joins:
        return ""
    rate = found.referrals.rate
    told = context.words.labelled(_brought(context), _from_to(context, found.referrals))
    return " · ".join(filter(None, (told, *context.judged(rate, "share").splitlines())))


def _brought(context: InsightContext) -> str:
    # Translators: a label under or before a percentage: of the new members, how many were brought by members.
    return context.words.gettext("New members brought by members")


def _from_to(context: InsightContext, found: Referrals) -> str:
    """Return the share who were brought; from, to, where the source of some is not known."""
    least, most = (context.shown(each, "share") for each in (found.least, found.most))
    return least if not found.unknown else context.between(least, most)


# ---- Cards


def _cards(context: InsightContext, found: Flywheel) -> Iterator[Figure]:
    if not isinstance(found.referrals, Withheld):
        yield _referral_card(context, found.referrals)
        yield _cycle_card(context, found.referrals)
    if not isinstance(found.acquisition, Withheld) and not isinstance(found.acquisition.whole.cost, Withheld):
        cost = found.acquisition.whole.cost
        yield Figure(context.shown(cost, "money"), _each_cost(context), context.facts(cost, "money"))
    if not isinstance(found.churn, Withheld):
        yield _churn_card(context, found.churn)
    if not isinstance(found.contribution, Withheld) and found.contribution.years:
        index = found.contribution.years[-1].geometric
        yield Figure(context.shown(index, "points"), _index(context), context.facts(index, "points"))


def _referral_card(context: InsightContext, found: Referrals) -> Figure:
    words = context.words
    counts = (
        # Translators: where new members came from; each is followed by a number of members.
        (words.gettext("By a member"), found.referred),
        (words.gettext("From elsewhere"), found.elsewhere),
        (words.gettext("Nobody knows from where"), found.unknown),
    )
    facts = [Detail(label, words.number(count, 0)) for label, count in counts]
    return Figure(_from_to(context, found), _brought(context), (*facts, *context.facts(found.rate, "share")))


def _cycle_card(context: InsightContext, found: Referrals) -> Figure:
    words = context.words
    facts = []
    if found.cycle.value is not None:
        # Translators: the median time from joining to the joining of the member whom somebody brought.
        facts.append(Detail(words.gettext("From joining to bringing"), context.shown(found.cycle, "days")))
    if found.amplification.value is not None:
        # Translators: how many come through one who joins, with those whom these bring in turn; himself included.
        facts.append(Detail(words.gettext("Through each who joins"), context.shown(found.amplification, "times")))
    if found.longest:
        # Translators: how many members long a chain of members is, each of whom brought the next one.
        facts.append(Detail(words.gettext("Longest chain"), words.number(found.longest, 0)))
    k = UNKNOWN if found.k.value is None else words.number(found.k.value, 3)
    shown = k if not found.unknown or found.k.value is None else context.between(k, words.number(found.k_most, 3))
    # Translators: a label under a number such as 0.041; K is the letter that is used for it.
    return Figure(shown, words.gettext("New members that a member brings in a year (K)"), tuple(facts))


def _each_cost(context: InsightContext) -> str:
    # Translators: a label and the heading of a column.
    return context.words.gettext("Cost of a new paying member")


def _churn_card(context: InsightContext, churn: Churn) -> Figure:
    words = context.words
    facts = list(context.facts(churn.rate, "share"))
    if churn.previous is not None:
        facts.append(Detail(words.gettext("Before"), context.shown(churn.previous, "share")))
    if churn.needed is not None:
        can = context.reachable(churn.needed, churn.rate.n)
        told = f"{context.letter_n} {words.number(churn.needed, 0)}" if can else out_of_reach(words)
        # Translators: how many memberships in each year it takes to see a change as large as the one aimed at.
        facts.append(Detail(words.gettext("Would show it"), told))
    # Translators: a label under a percentage.
    return Figure(context.shown(churn.rate, "share"), words.gettext("Memberships that lapsed"), tuple(facts))


# ---- Conversion


def _narrowest(context: InsightContext, found: Flywheel) -> str:
    """Return where most members stop on the way; empty where it is not known."""
    whole = next((each for each in found.conversions if not each.by), None)
    if whole is None or not whole.narrowest:
        return ""
    step = next(each for each in whole.steps if each.stage == whole.narrowest)
    # Translators: {stage} is such as "Was delighted", {share} is the percentage of those at the stage before.
    message = context.words.gettext("Fewest go on to: {stage} ({share} of those at the stage before).")
    name = stage_names(context.words)[whole.narrowest]
    return message.format(stage=name, share=context.shown(step.conversion, "share"))


def _conversions(context: InsightContext, found: Flywheel) -> Iterator[Table]:
    whole = next((each for each in found.conversions if not each.by), None)
    if whole is not None:
        yield _ways(context, whole)
    for by in dict.fromkeys(each.by for each in found.conversions if each.by):
        yield _by_group(context, by, [each for each in found.conversions if each.by == by])


def _ways(context: InsightContext, whole: Conversion) -> Table:
    """Return the stages of all members below one another, with a bar each."""
    words, names = context.words, stage_names(context.words)
    first = whole.steps[0].members if whole.steps else None
    rows = tuple(
        Row(
            names[step.stage],
            (
                UNKNOWN if step.members is None else words.number(step.members, 0),
                _of_those_before(context, step),
                UNKNOWN if step.beside is None else words.number(step.beside, 0),
            ),
            bar=Bar(100 * step.members / first) if first and step.members else None,
        )
        for step in whole.steps
    )
    headings = (
        # Translators: headings of columns: a stage of a membership; members; what share of those at the stage before;
        # members who came to a stage without the one before it.
        words.gettext("Stage"),
        words.gettext("Members"),
        words.gettext("Of the stage before"),
        words.gettext("Without it"),
    )
    notes = [_delighters(context)]
    if whole.not_due:
        # Translators: {n} is a number of members.
        message = words.gettext("Joined less than a year ago, and not counted yet: {n}.")
        notes.append(message.format(n=words.number(whole.not_due, 0)))
    # Translators: the title of a table: who joined, of whom how many used something, and so on.
    return Table(
        words.gettext("Within a year of joining"), headings, rows, note=words.sentences([*filter(None, notes)])
    )


def _delighters(context: InsightContext) -> str:
    found = context.found.flywheel
    if not found or not found.delighters:
        return ""
    # Translators: {activities} is a list; they belong to what delights members.
    message = context.words.gettext("Delighted: used {activities}.")
    return message.format(activities=context.words.either([context.activity(each) for each in found.delighters]))


def _of_those_before(context: InsightContext, step: Step) -> str:
    if step.withheld:
        return reason(context.words, step.withheld)
    return UNKNOWN if step.conversion.value is None else context.told(step.conversion, "share")


def _by_group(context: InsightContext, by: str, every: Sequence[Conversion]) -> Table:
    """Return the stages of cohorts or groups beside one another, with where a cohort loses members."""
    words, names = context.words, stage_names(context.words)
    stages: Sequence[Stage] = [step.stage for step in every[0].steps]
    shown = every[-_ROWS:]
    rows = tuple(
        Row(
            context.group(by, each.label) if by != "cohort" else each.label,
            (*(_step(context, each, step) for step in each.steps), _promoters(context, each)),
        )
        for each in shown
    )
    label = words.gettext("Joined") if by == "cohort" else context.field(by)
    # Translators: the heading of a column: the share of members who would recommend us.
    ways = (words.gettext("Members"), *(names[stage] for stage in stages if stage != "attract"))
    headings = (label, *ways, words.gettext("Would recommend us"))
    notes = [
        context.not_all() if len(shown) < len(every) else "",
        # Translators: under a table with arrows that point down.
        words.gettext("↓: fewer than of those who joined before them, by more than chance.")
        if any(each.loses for each in shown)
        else "",
    ]
    caption = f"{section_names(words)['flywheel']} · {label}"
    return Table(caption, headings, rows, note=words.sentences([*filter(None, notes)]))


def _step(context: InsightContext, group: Conversion, step: Step) -> str:
    members = UNKNOWN if step.members is None else context.words.number(step.members, 0)
    if step.withheld or step.conversion.value is None:
        return members
    lost = " ↓" if group.loses == step.stage else ""
    return f"{members}{lost}\n{context.shown(step.conversion, 'share')}\n{context.interval(step.conversion, 'share')}"


def _promoters(context: InsightContext, group: Conversion) -> str:
    return UNKNOWN if isinstance(group.promoters, Withheld) else context.lines(group.promoters, "share")


# ---- Cost


def _costs(context: InsightContext, found: Acquisition | Withheld) -> Table | None:
    if isinstance(found, Withheld):
        return None
    words = context.words
    rows = tuple(
        Row(
            _channel(context, each.channel),
            (
                UNKNOWN if each.joins is None else words.number(each.joins, 0),
                _whole_cost(context, each),
                _cost(context, each),
                context.lines(each.previous, "money"),
            ),
        )
        for each in (found.whole, *found.channels)
    )
    headings = (
        # Translators: headings of columns: the way by which new members came, such as advertising or an event; how
        # many came by it.
        words.gettext("Way"),
        words.gettext("New paying members"),
        words.gettext("Cost"),
        _each_cost(context),
        words.gettext("Before"),
    )
    notes = [
        words.labelled(_channel(context, each.channel), reason(words, each.cost))
        for each in found.channels
        if isinstance(each.cost, Withheld)
    ]
    if found.hour:
        hour = found.hour
        amounts = context.between(context.value(hour.low, "money"), context.value(hour.high, "money"))
        # Translators: {amount} is a sum of money, {range} such as "£30 – £50", {source} where it comes from.
        message = words.gettext("An hour of staff is taken as {amount} ({range}). Source: {source}.")
        amount = context.value(hour.central, "money")
        notes.append(message.format(amount=amount, range=amounts, source=hour.source))
    return Table(_each_cost(context), headings, rows, note=words.sentences(notes))


def _channel(context: InsightContext, channel: str) -> str:
    words = context.words
    return {
        # Translators: rows of a table: all ways by which new members came; a member brought them; nobody knows; others.
        "": words.gettext("All ways"),
        "referral": words.gettext("By a member"),
        "unknown": words.gettext("Nobody knows from where"),
        "other": words.gettext("Other ways"),
    }.get(channel, channel)


def _whole_cost(context: InsightContext, each: ChannelCost) -> str:
    words = context.words
    parts = (
        # Translators: parts of a cost: what was paid; working hours; what members got who brought somebody.
        (words.gettext("spent"), each.spend),
        (words.gettext("staff"), each.staff),
        (words.gettext("rewards"), each.rewards),
    )
    told = [words.labelled(name, context.value(amount, "money")) for name, amount in parts if amount]
    return "\n".join((context.value(each.total, "money"), *told))


def _cost(context: InsightContext, each: ChannelCost) -> str:
    return UNKNOWN if isinstance(each.cost, Withheld) else context.told(each.cost, "money")


# ---- Churn


def _delight(context: InsightContext, churn: Churn | Withheld) -> Table | None:
    """Return how many of those lapsed who were delighted, and of the others."""
    if isinstance(churn, Withheld) or not (churn.delighted and churn.others and churn.difference):
        return None
    words = context.words
    rows = (
        Row(
            words.gettext("Memberships that lapsed"),
            (
                context.lines(churn.delighted, "share"),
                context.lines(churn.others, "share"),
                context.difference(churn.difference),
            ),
        ),
    )
    headings = (
        # Translators: headings of columns: whose memberships lapsed: who used something that delights, and who did not.
        words.gettext("Of whom"),
        words.gettext("Of the delighted"),
        words.gettext("Of the others"),
        words.gettext("Difference"),
    )
    # Translators: under a table.
    note = words.gettext(
        "Compared within groups of the same years of membership and grade. Seen together, which shows no cause."
    )
    # Translators: the title of a table.
    return Table(words.gettext("Delight and leaving"), headings, rows, note=note)


# ---- Contribution


def _index(context: InsightContext) -> str:
    # Translators: a label: an index from 0 to 100 of what members give to other members.
    return context.words.gettext("What members give to others, 0 to 100")


def _contribution(context: InsightContext, found: ContributionIndex | Withheld) -> Iterator[Table]:
    if isinstance(found, Withheld):
        return
    words = context.words
    years = tuple(
        Row(
            each.label,
            (
                words.number(each.members, 0),
                context.lines(each.contributors, "share"),
                context.told(each.linear, "points"),
                context.told(each.geometric, "points"),
            ),
        )
        for each in found.years
    )
    # Translators: headings of columns: the share of members who gave anything; an index made by adding, or by
    # multiplying, which rewards those who give in several ways.
    sums = (words.gettext("Index, added"), words.gettext("Index, multiplied"))
    by_year = (words.gettext("Year"), words.gettext("Members"), words.gettext("Gave anything"), *sums)
    # Translators: under a table; {year} such as 2024.
    note = words.gettext("The scale is fixed by {year}: growth can be seen.").format(year=found.base)
    yield Table(_index(context), by_year, years, note=words.sentences([note, *_left_out(context, found)]))
    parts = tuple(
        Row(context.activity(each.activity), (words.percent(each.weight), words.number(each.cap)))
        for each in found.parts
    )
    # Translators: headings of columns: the weight of an activity in an index; from how many uses it counts fully.
    weights = (words.gettext("Activity"), words.gettext("Weight"), words.gettext("Counts fully from"))
    yield Table(words.gettext("What the index is made of"), weights, parts, detail=True)
    for by in dict.fromkeys(each.by for each in found.groups):
        rows = tuple(
            Row(
                context.group(by, each.label),
                (
                    words.number(each.members, 0),
                    words.number(each.linear),
                    words.number(each.geometric),
                    f"{words.number(each.rank, 0)}\n{words.number(each.best, 0)}–{words.number(each.worst, 0)}",
                ),
            )
            for each in found.groups
            if each.by == by
        )
        headings = (context.field(by), words.gettext("Members"), *sums, words.gettext("Place"))
        # Translators: under a table with places and their ranges.
        note = words.gettext("The range of a place: each weight a quarter more or less.")
        yield Table(f"{_index(context)} · {context.field(by)}", headings, rows, note=note, detail=True)


def _left_out(context: InsightContext, found: ContributionIndex) -> Iterator[str]:
    """Yield which activities the index does not count, and why."""
    if found.left_out:
        # Translators: under a table; {activities} is a list of one or more, {year} such as 2024.
        message = context.words.gettext("Without any use in {year}, and therefore not counted: {activities}.")
        activities = context.words.list([context.activity(each) for each in found.left_out])
        yield message.format(year=found.base, activities=activities)


def _reuse(context: InsightContext, found: tuple[Reuse, ...] | Withheld) -> Table | None:
    if isinstance(found, Withheld):
        return None
    words = context.words
    rows = tuple(
        Row(
            context.activity(each.activity),
            (
                words.number(each.items, 0),
                context.lines(each.reused, "share"),
                words.number(each.uses, 0),
                UNKNOWN if each.users is None else words.number(each.users, 0),
            ),
        )
        for each in found
    )
    headings = (
        words.gettext("Activity"),
        # Translators: headings of columns: how many things members contributed; the share that other members used; how
        # often, and by how many of them.
        words.gettext("Contributed"),
        words.gettext("Used by others"),
        words.gettext("Uses"),
        words.gettext("Users"),
    )
    # Translators: the title of a table: what members made for other members.
    return Table(words.gettext("What members contributed, and who used it"), headings, rows)


def parts_withheld(context: InsightContext) -> Iterator[tuple[str, Withheld]]:
    """Yield the parts of the flywheel that cannot be had, by what they are called, and why."""
    found, words = context.found.flywheel, context.words
    if found is None:
        return
    parts = (
        (_brought(context), found.referrals),
        (_each_cost(context), found.acquisition),
        (words.gettext("Memberships that lapsed"), found.churn),
        (_index(context), found.contribution),
        (words.gettext("What members contributed, and who used it"), found.reuse),
    )
    yield from ((name, part) for name, part in parts if isinstance(part, Withheld))
    if isinstance(found.churn, Churn) and found.churn.withheld:
        yield words.gettext("Delight and leaving"), found.churn.withheld
