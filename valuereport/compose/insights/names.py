"""The words for the codes of insights: nodes, sections, verdicts, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from valuereport.model.insight import Message, Verdict, Withheld
from valuereport.wording import Wording

SYMBOLS: Mapping[Verdict, str] = {
    "met": "✓",
    "missed": "✗",
    "close": "≈",
    "too_few": "?",
    "not_due": "…",
    "not_reached": "…",
    "no_target": "",
}
"""What stands before the words of a verdict: it is never said by its colour."""


@lru_cache(maxsize=64)
def node_names(words: Wording) -> Mapping[str, str]:
    """Return what the nodes of the default driver tree are called, by their keys."""
    return {
        "dues": words.gettext("Membership fees"),
        "dues_renewing": words.gettext("Fees of members who renewed"),
        "dues_new": words.gettext("Fees of new members"),
        # Translators: members who left, and joined again later.
        "dues_rejoined": words.gettext("Fees of members who came back"),
        # Translators: how many memberships ended in the period, so that they had to be renewed.
        "due": words.gettext("Memberships due for renewal"),
        "renewed": words.gettext("Memberships renewed"),
        "renewal_rate": words.gettext("Renewal rate"),
        # Translators: how many memberships were not renewed.
        "lapsed": words.gettext("Memberships not renewed"),
        "joined": words.gettext("New members"),
        "rejoined": words.gettext("Members who came back"),
        "fee_renewing": words.gettext("Average fee on renewal"),
        "fee_new": words.gettext("Average fee of new members"),
        "fee_rejoined": words.gettext("Average fee of members who came back"),
        "members": words.gettext("Members"),
        "members_active": words.gettext("Active members"),
        "share_active": words.gettext("Share of active members"),
        # Translators: how often members used anything.
        "uses": words.gettext("Uses"),
        "activities_each": words.gettext("Activities per active member"),
        "uses_each": words.gettext("Uses per activity and member"),
        "active_30": words.gettext("Active in the first 30 days"),
        "first_value_days": words.gettext("Days to the first use"),
        "satisfaction": words.gettext("Satisfaction"),
    }


@lru_cache(maxsize=64)
def section_names(words: Wording) -> Mapping[str, str]:
    """Return the headings of the parts of the answer."""
    return {
        "tree": words.gettext("What drives the figures"),
        # Translators: a heading: which activities are used more by members who renew.
        "influence": words.gettext("What goes with renewal"),
        "cohorts": words.gettext("Renewal by date of joining"),
        # Translators: a heading: how soon new members use something for the first time.
        "first_value": words.gettext("Time to the first use"),
        # Translators: a heading: a score from 0 to 100 of how much a member uses and gives.
        "health": words.gettext("Health score"),
        "alerts": words.gettext("Alerts"),
        "decay": words.gettext("Details to verify"),
        "surveys": words.gettext("Surveys"),
        "priorities": words.gettext("What to improve first"),
        # Translators: a heading: from the day somebody joins to the day that member brings another one.
        "flywheel": words.gettext("From joining to recommending"),
        # Translators: members who speak for the organisation.
        "advocates": words.gettext("Advocates"),
        # Translators: the risk that a member leaves.
        "risk": words.gettext("Risk of leaving"),
        # Translators: what a member pays in all the years of membership.
        "lifetime": words.gettext("Lifetime value"),
        "forecast": words.gettext("Forecast"),
        # Translators: an experiment: some members get a new offer, others do not.
        "trial": words.gettext("Trial"),
    }


def verdict_words(words: Wording, verdict: Verdict, needed: int | None) -> str:
    """Return a verdict in words, without its symbol; empty where there is no target."""
    if verdict == "too_few" and needed is not None:
        # Translators: a verdict on a figure; {n} is how many members it would take to tell.
        return words.gettext("too few to say ({n} needed)").format(n=words.number(needed, 0))
    return {
        # Translators: verdicts on a figure beside its target, lower case.
        "met": words.pgettext("target", "met"),
        "missed": words.pgettext("target", "missed"),
        "close": words.pgettext("target", "close"),
        "too_few": words.gettext("too few to say"),
        "not_due": words.gettext("not due yet"),
        # Translators: a median that is not known yet, because fewer than half have come so far.
        "not_reached": words.gettext("not reached"),
        "no_target": "",
    }[verdict]


def out_of_reach(words: Wording) -> str:
    """Return that no answer can be had, since it would take more than there are."""
    # Translators: a verdict on a figure: it would take more members to tell than the organisation has.
    return words.gettext("cannot be known at this size")


def message_words(words: Wording, message: Message, by: str) -> str:
    """Return what moved a rate; empty where nothing is said. `by`: the field by which it was divided."""
    if not message:
        return ""
    return {
        # Translators: why a rate is another than before; the mix: which groups the members belong to, {by} is how they
        # are grouped, such as "Years of membership". A rate may fall although that of each group has risen.
        "mix": words.gettext("The mix changed, not the rate ({by})."),
        "rate": words.gettext("The rate changed, not the mix ({by})."),
        "both": words.gettext("Both the mix and the rate changed ({by})."),
    }[message].format(by=by)


def reason(words: Wording, withheld: Withheld) -> str:
    """Return why something cannot be had, and what would help."""
    if withheld.why == "too_few" and withheld.needed <= 1:
        # Translators: why an average is not shown.
        return words.gettext("There was nobody to count.")
    if withheld.why == "too_few" and not withheld.found:  # none, or so few that their number is not told
        # Translators: why something is not shown; a number of members, renewals or replies.
        return words.gettext("Withheld: there are fewer than {needed}.").format(needed=words.number(withheld.needed, 0))
    if withheld.why == "too_few":
        # Translators: why something is not shown; numbers of members, renewals or replies.
        message = words.gettext("Withheld: needs {needed}, you have {found}.")
        return message.format(needed=words.number(withheld.needed, 0), found=words.number(withheld.found, 0))
    return {
        # Translators: why something is not shown, and what would help.
        "no_memberships": words.gettext("Nothing says who was a member when. Add the membership log of your system."),
        "one_year": words.gettext("There is one year of data only. Add those of earlier years."),
        "none_due": words.gettext("No membership has been due yet, days of grace included. Wait for the first ones."),
        "no_engagements": words.gettext("Nothing says what members used. Add attendance, downloads, logins."),
        # Translators: "scores": ranks or grades of persons; data protection law asks for a reason.
        "no_scoring_basis": words.gettext("Members are not scored before somebody answers for it in the settings."),
        "no_payments": words.gettext("No payments are known. Add the fees that members paid."),
        "no_dates": words.gettext("Nothing says when a detail was last right. Add dates of changes."),
        "no_surveys": words.gettext("There are no replies to a survey. Add them."),
        "no_segment": words.gettext("Nothing is recorded in that column. Fill it in your system."),
        "none_joined": words.gettext("Nobody joined in the period."),
        "no_responses": words.gettext("None of them has answered."),
        # Translators: "delights": features of the class "Attractive".
        "no_delighters": words.gettext("Nothing that is offered is known to delight. Ask members in a survey."),
        "no_sources": words.gettext("Nothing says where new members come from. Ask them when they join."),
        "no_acquisition": words.gettext("Nothing says what was spent on finding members. Add acquisition.csv."),
        "no_spend": words.gettext("Nothing says what was spent on this way. Add it to acquisition.csv."),
        "no_hour_value": words.gettext("Nothing says what an hour of staff is worth. Add it to the assumptions."),
        "no_contribution": words.gettext("Nothing says what members gave to others. Add talks, articles, answers."),
        "no_reuse": words.gettext(
            "Nothing says who uses what members contribute. Name the activities in the settings."
        ),
    }[withheld.why]
