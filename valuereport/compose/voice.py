"""What the organisation says in one language: the same to every member, so looked up once and not once a member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

import babel

from valuereport.model.valuation import Benefit, Grade
from valuereport.settings import Activity, PolicyWin, Rate, Settings
from valuereport.settings.judgement import LabelColumn
from valuereport.wording import Wording, pick


class Voice:
    """The settings in the words of one locale. Nothing of a member."""

    def __init__(self, settings: Settings, words: Wording) -> None:
        self.settings, self.words = settings, words
        judgement = settings.judgement
        period = settings.workspace.period
        self.period = words.period(period.start, period.end)
        self.home = babel.Locale.parse(settings.workspace.organisation.locale, sep="-").territory
        self.activities: Mapping[str, Activity] = {found.id: found for found in judgement.taxonomy.activity}
        self.wins: Mapping[str, PolicyWin] = {win.id: win for win in judgement.policy_wins}
        self.labels: Mapping[str, str] = {name: self.pick(found.label) for name, found in self.activities.items()}
        self.rates: Mapping[str, Rate] = settings.workspace.rates
        self.benefits: Mapping[Benefit, str] = {
            "time_saved": words.gettext("Time saved"),
            "leads": words.gettext("New business"),
            "cpd": words.gettext("Professional development"),
            "policy": words.gettext("Policy wins"),
            "savings": words.gettext("Member prices"),
            "community": words.gettext("Community"),
        }
        self.grades: Mapping[Grade, str] = {
            # Translators: evidence grades, adjectives in a table: money that changed hands; told us by members; ours.
            "recorded": words.pgettext("evidence", "recorded"),
            "reported": words.pgettext("evidence", "reported"),
            "estimated": words.pgettext("evidence", "estimated"),
        }

    def pick(self, texts: Mapping[str, str]) -> str:
        """Return a text of the settings in this language, or the organisation's."""
        return self.told(texts)[0]

    def told(self, texts: Mapping[str, str]) -> tuple[str, bool]:
        """Return a text of the settings, and whether it is in this language.

        What the settings do not say in it may stand in the workspace's own catalogue.
        """
        found, own = pick(texts, self.words.tag, self.settings.workspace.organisation.locale)
        if own or found not in self.words.own_texts:
            return found, own
        return self.words.own_texts[found], True

    def segment(self, kind: LabelColumn, word: str) -> str:
        """Return what a reader calls a grade, sector or region of the source."""
        texts = self.settings.judgement.taxonomy.labels.get(kind, {}).get(word)
        return self.pick(texts) if texts else word

    @cached_property
    def complete(self) -> bool:
        """Return whether all settings are said in this language: then no member's need be looked through."""
        return all(self.told(texts)[1] for texts in self._texts())

    def _texts(self) -> Iterator[Mapping[str, str]]:
        workspace = self.settings.workspace
        yield from (found for found in (workspace.organisation.strapline, workspace.email.secret_hint) if found)
        yield workspace.organisation.signatory_role
        yield from (activity.label for activity in self.activities.values())
        for words in self.settings.judgement.taxonomy.labels.values():
            yield from words.values()
        for win in self.wins.values():
            yield from (win.title, win.text)


@lru_cache(maxsize=64)
def voice_for(settings: Settings, words: Wording) -> Voice:
    """Return the organisation's voice in one locale."""
    return Voice(settings, words)
