"""What is set on which page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from valuereport.model.person import Role
from valuereport.settings.edit import FileName, SettingSection
from valuereport.wording import Wording


@dataclass(frozen=True, slots=True)
class Part:
    """A page of settings: some tables of one file. `group`: under which heading it is listed."""

    key: str
    name: FileName
    tables: tuple[str, ...]  # the first steps of their places
    group: str = "often"
    role: Role = "operator"

    def has(self, section: SettingSection) -> bool:
        """Return whether a section stands on this page."""
        return _table(section) in self.tables

    def order(self, section: SettingSection) -> int:
        """Return where a section of this page stands on it."""
        return self.tables.index(_table(section))


def _table(section: SettingSection) -> str:
    return str(section.place[0]) if section.place else ""


PARTS: Final = {
    one.key: one
    for one in (
        Part("organisation", "settings", ("organisation",)),
        Part("look", "settings", ("brand", "sheet")),
        Part("texts", "settings", ("texts", "statement")),
        Part("period", "settings", ("period", "fees", "eligibility")),
        Part("email", "settings", ("email", "print", "feedback")),
        Part("exports", "settings", ("source",), "data"),
        Part("connections", "settings", ("connection",), "data"),
        Part("rates", "settings", ("rate",), "data"),
        Part("activities", "taxonomy", ("activity", "hourly_value"), "judgement"),
        Part("words", "taxonomy", ("labels",), "judgement"),
        Part("wins", "policy_wins", ("win",), "judgement"),
        Part("entitlements", "entitlements", ("entitlement",), "judgement"),
        Part("surveys", "surveys", ("", "survey", "wave", "feature", "question", "targets"), "judgement"),
        Part("calculation", "settings", ("calculation",), "seldom"),
        Part("insights", "settings", ("insights", "alert", "scoring", "flywheel", "stories"), "seldom"),
        Part("files", "settings", ("files", "limits"), "seldom"),
        Part("rights", "settings", ("desk", "approval"), "seldom", "approver"),
    )
}


def names_of(words: Wording) -> dict[str, str]:
    """Return the name of each part."""
    return {
        "organisation": words.pgettext("settings", "Organisation"),
        "look": words.pgettext("settings", "Look"),
        "texts": words.pgettext("settings", "Texts"),
        "period": words.pgettext("settings", "Membership year and fees"),
        "email": words.pgettext("settings", "Email, print and replies"),
        "exports": words.pgettext("settings", "Exports"),
        "connections": words.pgettext("settings", "Connections to systems"),
        "rates": words.pgettext("settings", "Exchange rates"),
        "activities": words.pgettext("settings", "Activities"),
        "words": words.pgettext("settings", "Words for grades, sectors and regions"),
        "wins": words.pgettext("settings", "Policy wins"),
        "entitlements": words.pgettext("settings", "Entitlements"),
        "surveys": words.pgettext("settings", "Surveys"),
        "calculation": words.pgettext("settings", "Calculation"),
        "insights": words.pgettext("settings", "Insights, alerts and stories"),
        "files": words.pgettext("settings", "Files and limits"),
        "rights": words.pgettext("settings", "Desk and approval"),
    }


def groups_of(words: Wording) -> dict[str, str]:
    """Return the headings of the list of parts."""
    return {
        "often": words.pgettext("settings", "What members see"),
        "data": words.pgettext("settings", "What it is made from"),
        "judgement": words.pgettext("settings", "What you judge"),
        "seldom": words.pgettext("settings", "Seldom changed"),
    }
