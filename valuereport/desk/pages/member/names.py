"""What only a member's record names: activities, figures, fields, tiers; other codes are named in desk/names.py."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import isnan

from valuereport.model.benefits import BENEFITS
from valuereport.model.delivery import Delivery
from valuereport.model.money import rounded_ratio
from valuereport.model.valuation import Range
from valuereport.settings import Settings
from valuereport.wording import Wording, resolve_text


@dataclass(frozen=True, slots=True)
class Names:
    """The words for codes and ids, in the visitor's language."""

    words: Wording
    settings: Settings

    def activity(self, name: str) -> str:
        """Return what an activity or a policy win is called; its id where the settings do not know it any more."""
        judgement = self.settings.judgement
        for one in judgement.taxonomy.activity:
            if one.id == name:
                return self._text(one.label)
        return next((self._text(one.title) for one in judgement.policy_wins if one.id == name), name)

    def activities(self) -> list[tuple[str, str]]:
        """Return all activities, to choose from, and which are counted in hours."""
        in_hours = self.words.pgettext("desk", "{activity} (hours)")
        found = [
            (one.id, in_hours.format(activity=self._text(one.label)) if one.unit == "hours" else self._text(one.label))
            for one in self.settings.judgement.taxonomy.activity
        ]
        return sorted(found, key=lambda one: one[1].casefold())

    def _text(self, texts: object) -> str:
        home = self.settings.workspace.organisation.locale
        return resolve_text(texts, self.words.tag, home)[0]  # type: ignore[arg-type] # Texts of the settings

    def benefit(self, name: str) -> str:
        """Return what a benefit is called."""
        return next((self.words.gettext(one.label) for key, one in BENEFITS.items() if key == name), name)

    def money(self, amount: float | Decimal | None, currency: str) -> str:
        """Return an amount as a statement shows it; a dash where there is none."""
        return "–" if amount is None or isnan(amount) else self.words.round_money(float(amount), currency)

    def ends(self, value: Range, currency: str) -> str:
        """Return the cautious and the high estimate."""
        words = self.words
        low, high = (words.round_money(one, currency) for one in (value.low, value.high))
        return words.pgettext("desk", "{low} to {high}").format(low=low, high=high)

    def ratio(self, value: float | Decimal | None) -> str:
        """Return how often an estimate covers the fee."""
        return "–" if value is None else self.words.number(float(rounded_ratio(float(value))), 2)

    def quantity(self, value: float) -> str:
        """Return a quantity with the decimals that it has, two at most."""
        return self.words.number(value, 0 if value == int(value) else 2)

    def state(self, one: Delivery) -> str:
        """Return what became of a delivery, as one says it to the member."""
        words = self.words
        if one.channel == "print" and one.state == "sent":
            return words.pgettext("state", "handed to the mail house")
        return {
            "planned": words.pgettext("state", "waits for its turn"),
            "sending": words.pgettext("state", "is being sent at this moment"),
            "sent": words.pgettext("state", "sent, and taken by the mail server"),
            "bounced": words.pgettext("state", "sent, and came back"),
            "rejected": words.pgettext("state", "refused for good by the mail server"),
            "failed": words.pgettext("state", "not taken at any attempt; it is tried again"),
            "uncertain": words.pgettext("state", "perhaps sent: somebody has to find out"),
            "skipped": words.pgettext("state", "not sent"),
        }[one.state]

    def colour(self, one: Delivery) -> str:
        """Return how a state is marked."""
        marks = {"sent": "good", "planned": "", "sending": "", "skipped": "care", "uncertain": "care", "failed": "care"}
        return marks.get(one.state, "bad")

    def field(self, name: str) -> str:
        """Return what a field of a member is called; its name where it has no other."""
        words = self.words
        return {
            "name": words.pgettext("field", "Name, as on the envelope"),
            "salutation": words.pgettext("field", "After “Dear”"),
            "email": words.pgettext("field", "Email address"),
            "phone": words.pgettext("field", "Telephone"),
            "street": words.pgettext("field", "Street"),
            "street2": words.pgettext("field", "Second line"),
            "city": words.pgettext("field", "Town"),
            "region_line": words.pgettext("field", "County or state"),
            "postcode": words.pgettext("field", "Postcode"),
            "country": words.pgettext("field", "Country, two letters"),
            "address": words.pgettext("field", "Address"),
            "job_title": words.pgettext("field", "Job title"),
            "employer": words.pgettext("field", "Employer"),
            "grade": words.pgettext("field", "Grade of membership"),
            "sector": words.pgettext("field", "Sector"),
            "region": words.pgettext("field", "Region"),
            "joined": words.pgettext("field", "Joined on"),
            "renewal": words.pgettext("field", "Renews on"),
            "locale": words.pgettext("field", "Language"),
            "currency": words.pgettext("field", "Currency"),
            "fee": words.pgettext("field", "The whole fee of the period"),
            "no_email": words.pgettext("field", "Wants no email"),
            "no_post": words.pgettext("field", "Wants no post"),
            "on_hold": words.pgettext("field", "On hold: nothing is sent for now"),
            "renewed": words.pgettext("field", "Has renewed"),
            "no_scoring": words.pgettext("field", "Wants to be in no ranking"),
        }.get(name, name)

    def fee_basis(self, name: str) -> str:
        """Return where the fee comes from."""
        words = self.words
        return {
            "paid": words.pgettext("fee", "paid"),
            "invoiced": words.pgettext("fee", "invoiced, or as the list of members has it"),
            "none": words.pgettext("fee", "none"),
        }[name]

    def tier(self, name: str) -> str:
        """Return what a tier of advocates is called."""
        words = self.words
        return {
            "passive": words.pgettext("tier", "No sign of it"),
            "satisfied": words.pgettext("tier", "Satisfied"),
            "promoter": words.pgettext("tier", "Would recommend us"),
            "referrer": words.pgettext("tier", "Brought a member"),
            "contributor": words.pgettext("tier", "Speaks or works for us"),
        }[name]

    def ask(self, name: str) -> str:
        """Return what a member may be asked next."""
        words = self.words
        return {
            "what_is_missing": words.pgettext("ask", "What is missing"),
            "what_to_improve": words.pgettext("ask", "What to improve"),
            "referral": words.pgettext("ask", "To bring a colleague"),
            "contribution": words.pgettext("ask", "To contribute"),
            "story": words.pgettext("ask", "Their story"),
            "nothing": words.pgettext("ask", "Nothing: thank them"),
        }[name]

    def thanks(self, name: str) -> str:
        """Return what a member should be thanked for."""
        words = self.words
        return {
            "referral": words.pgettext("thanks", "a member whom they brought"),
            "contribution": words.pgettext("thanks", "what they give to others"),
            "story": words.pgettext("thanks", "their story"),
            "rating": words.pgettext("thanks", "a kind answer"),
        }[name]

    def no_tier(self, name: str) -> str:
        """Return why a member has no tier."""
        words = self.words
        return {
            "not_scored": "",
            "objects": words.pgettext("tier", "The member wants to be in no ranking."),
            "no_insights": words.pgettext("tier", "There are no insights with tiers yet."),
            "not_listed": words.pgettext(
                "tier", "There is no evidence of any tier: thank them, and ask what is missing."
            ),
        }.get(name, "")
