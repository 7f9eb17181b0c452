"""The files of a workspace, as texts: settings with the reason of each line, activities, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from valuereport.mapping.origin import Origin
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.activities import chosen_activities
from valuereport.mapping.questions.organisation import LEAVE_OUT
from valuereport.mapping.series import series
from valuereport.mapping.sources import SourceBlock, fee_basis
from valuereport.mapping.starter import Activity, activities, assumptions, needed_by
from valuereport.model.benefits import DISCOUNTS
from valuereport.settings.toml_values import key, value

BEGIN: Final = "# ==== The exports: written by the mapping; what stands between these two lines is written anew ===="
END: Final = "# ==== The end of what the mapping wrote ===="
UNFILLED: Final = "# Nothing is filled in yet: the mapping of your exports asks for it and writes this file anew."
MADE: Final = "# Written by the mapping from your answers; without this line it stays as you leave it."
_NO_PERIOD: Final = "2026-01-01/2026-12-31"
_RATE: Final = "organisation.rate."
_COLUMN: Final = 47  # where comments begin


def sources_text(blocks: Sequence[SourceBlock], basis: str) -> str:
    """Return the part of the settings that holds the sources, between its two lines.

    `basis`: whether fees are compared with or without value added tax, where sources differ.
    """
    why = "all fees with value added tax, or all without"
    fees = ["[fees]", _line("basis", basis, why), ""] if basis else []
    return "\n".join([BEGIN, "", *fees, *(line for one in blocks for line in _source(one)), END]) + "\n"


def _source(one: SourceBlock) -> Iterator[str]:
    yield f"# {one.reasons.get('table', '')}"
    yield "[[source]]"
    yield f"name = {value(one.name)}"
    for name, found in one.keys.items():
        yield _line(name, found, one.reasons.get(name, "") if name != "table" else "")
    yield ""
    yield "[source.columns]"
    for name, origin in one.columns.items():
        yield _line(name, _origin(origin), origin.reason)
    yield ""


def _line(name: str, found: object, why: str) -> str:
    line = f"{key(name)} = {value(found)}"
    return f"{line.ljust(_COLUMN - 2)}  # {why}" if why else line


def _origin(one: Origin) -> object:
    if one.value:
        return {"value": one.value}
    if one.above:
        return {"above": one.above}
    headings: object = one.headings[0] if len(one.headings) == 1 else list(one.headings)
    more = {
        name: found
        for name in ("map", "separator", "contains", "unit", "less", "prefix", "suffix", "drop_zeros")
        if (found := getattr(one, name))
    }
    return {"column": headings, **more} if more else headings


def empty_workspace() -> Mapping[str, str]:
    """Return the files of a workspace in which nothing is filled in, by their names."""
    first = date(date.today().year, 1, 1)  # noqa: DTZ011 - a year to change
    answers = {"organisation.period": f"{first.isoformat()}/{first.year}-12-31"}
    return {"valuereport.toml": f"{UNFILLED}\n{settings_text(answers, ())}"}


def with_sources(settings: str, blocks: Sequence[SourceBlock], do_not_email: Sequence[str], basis: str = "") -> str:
    """Return settings with the mapping's part in place of the earlier one, and the lists of those who get no mail.

    `basis`: whether fees are compared with or without value added tax, where somebody said so.
    """
    own = settings.partition(BEGIN)[0] + settings.partition(END)[2]
    basis = "" if re.search(r"(?m)^\[fees\]", own) else basis or fee_basis(blocks)
    sources = sources_text(blocks, basis)
    if BEGIN in settings and END in settings:
        before, _, rest = settings.partition(BEGIN)
        settings = before + sources.rstrip("\n") + rest.partition(END)[2]
    else:
        settings = settings.rstrip("\n") + "\n\n" + sources
    line = _line("do_not_email", list(do_not_email), "files with addresses that get no mail")
    return re.sub(r"(?m)^do_not_email = .*$", lambda _: line, settings, count=1)


def renewed(settings: str, before: str, after: str) -> str:
    """Return settings with the lines that answers have changed since; a line that somebody changed by hand stays.

    `before`, `after`: the settings as the answers of then and of now make them.
    """
    lines = settings.splitlines()
    old, new = before.splitlines(), after.splitlines()
    for then, now in zip(old, new, strict=False):
        if then != now and then in lines:
            lines[lines.index(then)] = now
    if len(new) > len(old):  # rates of further currencies
        at = lines.index(BEGIN) if BEGIN in lines else len(lines)
        lines[at:at] = [*new[len(old) :], ""]
    return "\n".join(lines) + "\n"


def settings_text(answers: Mapping[str, str], skipped: Sequence[str]) -> str:
    """Return the settings of a new workspace without its sources; empty values where nothing is answered."""

    def said(name: str) -> str:
        return answers.get(f"organisation.{name}", "")

    language = said("locale").partition("-")[0] or "en"
    first, last = period(said("period") or _NO_PERIOD)
    rates = "".join(_rate(name, found, first) for name, found in answers.items() if name.startswith(_RATE) and found)
    website = said("website") or f"https://{said('sender').partition('@')[2]}".removesuffix("https://")
    return f"""# Settings of this workspace. Lines that begin with # are notes and change nothing.
# docs/settings.md explains every key.

# ---- Who sends the statements ----
[organisation]
name = {value(said("name"))}
locale = {value(said("locale") or "en-GB")}
currency = {value(said("currency") or "GBP")}
{_line("address", [part.strip() for part in said("address").split(";") if part.strip()], "lines of the letterhead")}
email = {value(said("sender"))}
website = {value(website)}
renewal_page = {value(said("renewal_page"))}
signatory = {value(said("signatory"))}
signatory_role = {{ {language} = {value(said("signatory_role") or "Membership")} }}

# ---- How the statements look: your logo and colours ----
[brand]
# logo = "logo.svg"                            # an SVG or PNG beside this file
# colour = "#0b4a57"                           # of headings and figures; has to read well on white

# ---- The membership year ----
[period]
start = {first.isoformat()}                             # the first day that counts
end = {(last + timedelta(days=1)).isoformat()}                               # the day after the last day that counts

[eligibility]
{_line("skip_status", list(skipped), "no statement for members with one of these statuses")}

# ---- How the statements reach the members ----
[email]
sender = {value(said("sender"))}
{_line("unsubscribe_email" if "@" in said("unsubscribe") else "unsubscribe_page", said("unsubscribe"), "")}
do_not_email = []
{rates}
"""


def _rate(name: str, rate: str, day: date) -> str:
    lines = (
        "",
        "[[rate]]",
        f"currency = {value(name.removeprefix(_RATE))}",
        f"rate = {rate}",
        f"date = {day.isoformat()}",
    )
    return "\n".join((*lines, f"source = {value('our own rate')}", ""))


def period(text: str) -> tuple[date, date]:
    """Return the first and the last day of a period: `2026-01-01/2026-12-31`. Raises ValueError."""
    first, _, last = text.partition("/")
    return date.fromisoformat(first.strip()), date.fromisoformat(last.strip())


def used_activities(
    found: Sequence[Proposal], answers: Mapping[str, str], known: Sequence[Activity]
) -> tuple[Activity, ...]:
    """Return the activities that the exports hold, as answered."""
    sources = [each for each in series(found) if each.table == "engagements"]
    used = {one for each in sources for one, _ in chosen_activities(each, answers, known)}
    return tuple(one for one in known if one.id in used)


def taxonomy_text(used: Sequence[Activity], answers: Mapping[str, str]) -> str:
    """Return taxonomy.toml: activities whose figures were left out are counted, and have no price."""
    lines = [
        "# The activities that we count, and the benefit that each brings. An activity of the benefit community",
        "# is counted and has no price; docs/settings.md explains every key.",
        "",
        "[hourly_value]",
        'default = "hour-of-work"',
        "",
    ]
    for one in used or activities()[:1]:
        priced = is_priced(one, answers)
        lines += ["[[activity]]", f"id = {value(one.id)}", f"benefit = {value(one.benefit if priced else 'community')}"]
        lines += [f"unit = {value(one.unit)}"] if one.unit != "times" else []
        lines.append(f"label = {value(one.label)}")
        lines += [f"{role} = {value(name)}" for role, name in _roles(one, answers).items()] if priced else []
        lines.append("")
    return "\n".join(lines)


def is_priced(one: Activity, answers: Mapping[str, str]) -> bool:
    """Return whether an activity has a price: its figures were kept or changed, or prices are on record."""
    return one.benefit != "community" and (_by_figures(one, answers) or _by_prices(one, answers))


def _by_figures(one: Activity, answers: Mapping[str, str]) -> bool:
    asked = [name for name in needed_by(one) if not assumptions()[name].discount]
    return all(answers.get(f"assumption.{name}", LEAVE_OUT) != LEAVE_OUT for name in asked)


def _by_prices(one: Activity, answers: Mapping[str, str]) -> bool:
    """Return whether a non-member's price was given for a word that stands for the activity."""
    before = "activity.price:"
    return any(
        found and name.startswith(before) and answers.get(f"activity.{name.removeprefix(before)}") == one.id
        for name, found in answers.items()
    )


def _roles(one: Activity, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Return the figures of an activity that has a price: what is taken off, and the others where they were kept."""
    kept = _by_figures(one, answers)
    return {role: name for role, name in one.roles.items() if kept or role in DISCOUNTS}


def assumptions_text(used: Sequence[Activity], answers: Mapping[str, str], today: date) -> str:
    """Return assumptions.toml: figures that were kept or changed, each signed; an hour's worth stands there unused."""
    currency = answers.get("organisation.currency", "GBP")
    lines = [
        "# The figures that turn what members did into money: low, central, high, source, and who signed.",
        "",
    ]
    priced = [one for one in used if is_priced(one, answers)]
    named = dict.fromkeys(["hour-of-work", *(name for one in priced for name in _roles(one, answers).values())])
    for name in named:
        lines += _assumption(
            name, answers.get(f"assumption.{name}", LEAVE_OUT), answers.get("assumption.signed_by", ""), currency, today
        )
    return "\n".join(lines)


def _assumption(name: str, answer: str, signed_by: str, currency: str, today: date) -> Iterator[str]:
    one = assumptions()[name]
    low, central, high, source = one.low, one.central, one.high, one.source
    if answer not in (LEAVE_OUT, "keep"):
        low, central, high = (float(part.replace(",", ".")) for part in answer.split("/"))
        source = f"{signed_by}'s own estimate" if signed_by else "our own estimate"
    unit = {"an hour": f"{currency} an hour", "money": currency}.get(one.unit, one.unit)
    yield f"# {one.about}"
    yield f"[assumption.{name}]"
    yield f"unit = {value(unit)}"
    yield f"low = {low:g}"
    yield f"central = {central:g}"
    yield f"high = {high:g}"
    yield 'grade = "estimated"'
    yield f"source = {value(source)}"
    yield f"year = {one.year if answer in (LEAVE_OUT, 'keep') else today.year}"
    if signed_by:
        yield f"signed_by = {value(signed_by)}"
        yield f"signed_on = {today.isoformat()}"
    yield ""


POLICY_WINS: Final = """# What your advocacy achieved, and for whom: a [[win]] each, as docs/settings.md explains.
"""
