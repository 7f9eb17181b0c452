"""What only a person can say about the exports: each question with its choices, a default and an example.

Questions of a group are asked together, as one table of words; there are at most ten groups.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from valuereport.mapping.facts import Fees, basis_of, fees_of, firms_of, period_of, statuses_of
from valuereport.mapping.overlap import name_key
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.starter import Activity, activities, activity_for, assumptions, needed_by
from valuereport.model.tables import TABLES
from valuereport.notation.headings import plain
from valuereport.presets.statuses import statuses

NONE: Final = "none"
YES_NO: Final = ("yes", "no")
GROUPS: Final[Mapping[str, str]] = {
    "files": "Several files look like versions of one export. Which are read?",
    "columns": "More than one column may be meant, or none. Which one is it?",
    "dates": "How are dates and numbers meant? (In these files no cell decides, or there is no date.)",
    "member_kind": "Who is a member: each firm, or each person?",
    "status": "Which of these statuses get a statement?",
    "fee": "What did members pay?",
    "activity": "What is each of these? (An activity, or none; hours where hours count; what a non-member pays.)",
    "opt_outs": "Which files name addresses that must get no mail?",
    "organisation": "Who sends the statements?",
    "assumption": "Figures of ours that put a price on what members used: leave out, keep as your own estimate, or change?",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that is wanted. `choices`: the words that are allowed, none where any text is; `default`: "" for none."""

    id: str
    about: str
    choices: tuple[str, ...] = ()
    default: str = ""
    optional: bool = False  # an empty answer is one
    file: str = ""  # that it is about

    @property
    def group(self) -> str:
        """Return the group that the question is asked in."""
        first = self.id.partition(".")[0]
        return {"date": "dates", "date_order": "dates", "decimal": "dates", "day_numbers": "dates"}.get(first, first)


def questions(found: Sequence[Proposal], answers: Mapping[str, str], today: date) -> tuple[Question, ...]:
    """Return every question; some depend on earlier answers, and come when these are there."""
    return tuple(
        [
            *_versions(found),
            *_columns(found),
            *_date_orders(found),
            *_decimals(found),
            *_day_numbers(found),
            *_member_kind(found),
            *_statuses(found),
            *_fees(found),
            *_basis(found),
            *_activities(found, answers),
            *_dates(found),
            *_opt_outs(found),
            *_organisation(found, today),
            *_assumptions(found, answers),
        ]
    )


def _versions(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield a question for each of several lists of members with the same headings: the newest is the default."""
    for same in versions(found):
        newest = max(same, key=_newness)
        for one in same:
            default = "yes" if one is newest else "no"
            rows = len(one.found.rows)
            yield Question(
                f"files.{one.found.file}", f"{one.found.file}: {rows} rows", YES_NO, default, file=one.found.file
            )


def versions(found: Sequence[Proposal]) -> tuple[tuple[Proposal, ...], ...]:
    """Return the groups of lists of members, or of contacts, that have the same headings."""
    groups: dict[tuple[object, ...], list[Proposal]] = {}
    for one in found:
        if one.table in ("members", "contacts"):
            groups.setdefault((one.table, one.found.headings), []).append(one)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _newness(one: Proposal) -> tuple[str, str]:
    return "".join(re.findall(r"\d+", one.found.file)), one.found.file


def _columns(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield a question for each column that matters and that more than one heading may feed, or a weak one."""
    for one in found:
        for column, headings in one.doubtful.items() if one.table else ():
            if column in one.columns:
                continue
            shown = "; ".join(f"{heading}, for example {_example(one, heading)}" for heading in headings)
            about = f"{one.found.file}: {column}? {shown}"
            yield Question(f"columns.{one.name}.{column}", about, (*headings, NONE), NONE, file=one.found.file)


def _example(one: Proposal, heading: str) -> str:
    return (one.profiles[heading].examples or ("(empty)",))[0]


def _date_orders(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        if one.table and one.order is None:
            cells = _open_dates(one)
            about = f"{one.found.file}: " + "; ".join(f"{cell} is {_in_words(cell)}" for cell in cells[:3])
            yield Question(f"date_order.{one.found.file}", about, ("dmy", "mdy", "ymd"), file=one.found.file)


def _decimals(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        if one.table and one.decimal is None:
            about = f"{one.found.file}: which sign parts the decimals? {one.decimal_reason}"
            yield Question(f"decimal.{one.found.file}", about, (".", ","), file=one.found.file)


def _day_numbers(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        for heading in numbered_days(one):
            cell = one.profiles[heading].examples[0]
            about = (
                f"{one.found.file}: {heading} holds whole numbers. Is {cell} the day {day_of(int(cell)).isoformat()}?"
            )
            yield Question(f"day_numbers.{one.found.file}", about, YES_NO, file=one.found.file)
            return


def numbered_days(one: Proposal) -> tuple[str, ...]:
    """Return the headings of days that are written as whole numbers."""
    kinds: Mapping[str, str] = TABLES.get(one.table or "", {})  # type: ignore[call-overload] # one of TABLES or none
    dated = [h for name, origin in one.columns.items() if kinds.get(name) == "date" for h in origin.headings]
    return tuple(h for h in dated if h in one.profiles and one.profiles[h].day_numbers)


def day_of(number: int) -> date:
    """Return the day that a workbook counts so: 1 is 1900-01-01, and 1900 has a 29 February."""
    return date(1899, 12, 30) + timedelta(days=number)


def _open_dates(one: Proposal) -> list[str]:
    used = [one.profiles[h] for o in one.columns.values() for h in o.headings if h in one.profiles]
    dated = [profile.date_order for profile in used if profile.dates > 0.5]
    return list(dict.fromkeys(cell for each in dated if each.order is None for cell in each.evidence))


def _in_words(cell: str) -> str:
    parts = re.findall(r"\d+", cell)
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    try:
        first, second = int(parts[0]), int(parts[1])
        return f"{first} {months[second - 1]} or {second} {months[first - 1]}"
    except (IndexError, ValueError):
        return "open"


def _member_kind(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        if one.table == "members" and (firms := firms_of(one)):
            rows = len(one.found.rows)
            different = len({name_key(cell) for cell in one.found.columns[firms.heading] if cell})
            about = (
                f"{one.found.file} has {rows} rows and {different} different names in {firms.heading}: with firms, "
                f"{different} members and {rows - different} more contacts"
            )
            yield Question(
                "member_kind", about, ("firm", "person"), "firm" if firms.likely else "person", file=one.found.file
            )
            return


def _statuses(found: Sequence[Proposal]) -> Iterator[Question]:
    counts: Counter[str] = Counter()
    for one in found:
        if one.table == "members":
            counts.update(statuses_of(one))
    for word, count in counts.most_common():
        yield Question(f"status.{word}", f"{word} ({count} rows)", YES_NO, "no" if _ended(word) else "yes")


def _ended(word: str) -> bool:
    meaning, _ = statuses("membership").get(plain(word), ("current", ""))
    return meaning in ("ended", "died")


def _fees(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        fees: Fees | None = fees_of(one)
        if fees is None:
            continue
        name = one.name
        if len(fees.amounts) > 1:
            shown = "; ".join(f"{heading}, for example {one.found.columns[heading][0]}" for heading in fees.amounts)
            yield Question(
                f"fee.{name}.amount",
                f"{one.found.file}: which column is what was paid? {shown}",
                fees.amounts,
                fees.likely,
                file=one.found.file,
            )
        yield Question(
            f"fee.{name}.vat",
            f"{one.found.file}: is value added tax in these amounts? {fees.vat_reason}",
            ("included", "excluded", NONE),
            fees.vat,
            file=one.found.file,
        )
        for word, count in fees.words.items():
            about = f"{one.found.file}: rows whose {fees.status} is {word} ({count}): were they paid?"
            yield Question(
                f"fee.{name}.rows.{word}", about, YES_NO, "yes" if _paid(word) else "no", file=one.found.file
            )


def _basis(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield whether the fees in a list of members hold the tax, where a file of fees has it."""
    for one in found:
        if basis := basis_of(one, found):
            about = f"{one.found.file}: is value added tax in its fees? {basis.reason}"
            yield Question(f"fee.{one.name}.vat", about, ("included", "excluded"), basis.vat, file=one.found.file)


def _paid(word: str) -> bool:
    meaning, _ = statuses("payment").get(plain(word), ("", ""))
    return meaning == "paid"


def _activities(found: Sequence[Proposal], answers: Mapping[str, str]) -> Iterator[Question]:
    names = (*(one.id for one in activities()), NONE)
    for one in found:
        if one.table != "engagements":
            continue
        name = one.name
        for word, shown in words_of_activity(one).items():
            key = f"activity.{name}.{word}" if word else f"activity.{name}"
            default = activity_for(f"{word} {shown.example}")
            yield Question(key, f"{one.found.file}: {shown.about}", names, default, file=one.found.file)
            chosen = answers.get(key, default)
            activity = activities_by_id().get(chosen)
            if activity and activity.unit == "hours" and not {"end", "quantity"} & one.columns.keys():
                hours = {"conference": "6", "course": "6"}.get(activity.id, "1")
                yield Question(
                    _beside(key, "hours"),
                    f"{word or one.found.file}: how many hours is one?",
                    (),
                    hours,
                    file=one.found.file,
                )
            if (
                activity
                and activity.benefit in ("cpd", "savings")
                and word
                and {"price_paid"} & one.columns.keys()
                and "list_price" not in one.columns
            ):
                about = f"{word}: what does a non-member pay for it? (empty: not known)"
                yield Question(_beside(key, "price"), about, (), "", optional=True, file=one.found.file)


def activities_by_id() -> Mapping[str, Activity]:
    """Return the starter's activities by id."""
    return {one.id: one for one in activities()}


def _beside(key: str, what: str) -> str:
    return f"activity.{what}:{key.removeprefix('activity.')}"


@dataclass(frozen=True, slots=True)
class ActivityWord:
    """A word of an export that may be an activity: how it is shown, and a title of it."""

    about: str
    example: str


def words_of_activity(one: Proposal) -> Mapping[str, ActivityWord]:
    """Return the words of the column that tells activities apart; one entry "" where the whole file is one activity."""
    origin = one.columns.get("activity")
    title = one.columns.get("title")
    titles = one.found.columns.get(title.headings[0], ()) if title and title.headings else ()
    if origin is None or origin.value or not origin.headings:
        shown = one.found.above.get(title.above, "") if title and title.above else (titles[0] if titles else "")
        about = f"all its rows{f', such as {shown}' if shown else ''} ({len(one.found.rows)})"
        return {"": ActivityWord(about, f"{origin.value if origin else ''} {shown}")}
    cells = one.found.columns[origin.headings[0]]
    found: dict[str, ActivityWord] = {}
    for word, count in Counter(cell for cell in cells if cell).most_common():
        example = next((titles[at] for at, cell in enumerate(cells) if cell == word and at < len(titles)), "")
        more = f", such as {example}" if example and example != word else ""
        found[word] = ActivityWord(f"{word} ({count}{more})", example)
    return found


def _dates(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        if one.table == "engagements" and "date" not in one.columns:
            shown = re.search(r"(20\d\d)-?(\d\d)-?(\d\d)", one.found.file)
            default = "-".join(shown.groups()) if shown else ""
            yield Question(
                f"date.{one.found.file}",
                f"{one.found.file}: a day, such as 2026-03-15",
                (),
                default,
                file=one.found.file,
            )


def _opt_outs(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        if one.table == "opt_outs":
            about = f"{one.found.file}: {len(one.found.rows)} rows; {one.why}"
            yield Question(f"opt_outs.{one.found.file}", about, YES_NO, "yes", file=one.found.file)


def _organisation(found: Sequence[Proposal], today: date) -> Iterator[Question]:
    currency = next(
        (p.currency for one in found if one.table in ("fees", "members") for p in one.profiles.values() if p.currency),
        "",
    )
    stated = Counter(
        cell
        for one in found
        if one.table == "fees" and "currency" in one.columns
        for cell in one.found.columns[one.columns["currency"].headings[0]]
        if cell
    )
    start, last = period_of(found, today)
    yield Question("organisation.name", "the organisation's name, as in a letterhead")
    yield Question("organisation.locale", "language and country, such as en-GB, de-DE or fr-FR", (), "en-GB")
    yield Question(
        "organisation.currency",
        "the currency, such as GBP or EUR",
        (),
        (stated.most_common(1) or [(currency or "GBP", 0)])[0][0],
    )
    yield Question("organisation.period", "the membership year: first day/last day", (), f"{start}/{last}")
    yield Question("organisation.sender", "the address that mail comes from, and that members write to")
    yield Question("organisation.website", "the website")
    yield Question(
        "organisation.renewal_page", "the page on which members renew (empty: the website)", (), "", optional=True
    )
    about = "the page that takes somebody off the list, with {token} in it (empty: no mail can be sent yet)"
    yield Question("organisation.unsubscribe_page", about, (), "", optional=True)
    yield Question("organisation.signatory", "who signs the letter")
    yield Question("organisation.signatory_role", "what this person is", (), "Membership")


def _assumptions(found: Sequence[Proposal], answers: Mapping[str, str]) -> Iterator[Question]:
    used = {chosen for one in found if one.table == "engagements" for chosen in chosen_activities(one, answers)}
    needed = [name for one in activities() if one.id in used for name in needed_by(one)]
    for name in dict.fromkeys(needed):
        one = assumptions()[name]
        if one.discount:
            continue
        about = f"{one.about}: {one.low:g} to {one.high:g}, best estimate {one.central:g} {one.unit} ({one.source}). leave-out, keep, or your low/central/high"
        yield Question(f"assumption.{name}", about, (), "leave-out")
    if any(answers.get(f"assumption.{name}", "leave-out") != "leave-out" for name in needed):
        yield Question("assumption.signed_by", "who answers for these figures: a name")


def chosen_activities(one: Proposal, answers: Mapping[str, str]) -> Iterator[str]:
    """Yield the activities that the words of a file stand for."""
    for word, shown in words_of_activity(one).items():
        key = f"activity.{one.name}.{word}" if word else f"activity.{one.name}"
        yield answers.get(key, activity_for(f"{word} {shown.example}"))
