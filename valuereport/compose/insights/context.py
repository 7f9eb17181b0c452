"""The context of a page of insights: the figures, and how figures, groups and activities are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from valuereport.compose.dimensions import field_name, group_name
from valuereport.compose.insights.names import SYMBOLS, node_names, out_of_reach, verdict_words
from valuereport.compose.organisation_texts import OrganisationTexts
from valuereport.model.insight import Figure, Label, Node, Unit
from valuereport.model.insights import Insights
from valuereport.model.listening import Feature
from valuereport.model.statement import Detail
from valuereport.settings.drivers import ACTIVITY
from valuereport.settings.insights import target_parts
from valuereport.wording import NO_BREAK, Wording, rounded_decimal

UNKNOWN = "–"
_SMALLEST_P = 0.001  # that is written in figures
_JOINED = "\u2060"  # no line ends here: a dash would let one end
_OTHER = "other"  # the groups that are too small, together
_DECIMALS: Mapping[Unit, int] = {"share": 1, "count": 0, "money": 0, "days": 1, "times": 2, "points": 1}
"""With which a figure is shown; of a share in per cent."""


@dataclass(frozen=True)
class InsightContext:
    """What every part of the page is composed from."""

    found: Insights
    texts: OrganisationTexts

    @property
    def words(self) -> Wording:
        """Return the wording of the page's locale."""
        return self.texts.words

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Return the nodes of the driver tree by id."""
        return {node.id: node for node in self.found.tree.nodes} if self.found.tree else {}

    # ---- What things are called

    def label(self, label: Label) -> str:
        """Return what a node is called; a key that has no words is shown as it is."""
        if label.texts:
            return self.texts.text(label.texts)
        if label.key.startswith(ACTIVITY):
            # Translators: how often members used an activity.
            message = self.words.gettext("Uses: {activity}")
            return message.format(activity=self.activity(label.key.removeprefix(ACTIVITY)))
        return node_names(self.words).get(label.key, label.key)

    def node(self, name: str) -> str:
        """Return what the node with an id is called."""
        return self.label(self.nodes[name].label if name in self.nodes else Label(name))

    def activity(self, name: str) -> str:
        """Return what an activity is called."""
        if name == _OTHER:
            # Translators: a row of a table: all activities that are too small to be shown by themselves.
            return self.words.gettext("Other activities")
        texts = self.found.activity_labels.get(name)
        return self.texts.text(texts) if texts else name

    @cached_property
    def features(self) -> Mapping[str, Feature]:
        """Return what members are offered, or might be, by id."""
        return {each.id: each for each in self.found.surveys.features} if self.found.surveys else {}

    def feature(self, name: str) -> str:
        """Return what a feature is called."""
        return self.label(self.features[name].label) if name in self.features else name

    def field(self, name: str) -> str:
        """Return what a field of members is called."""
        return field_name(self.words, name)

    def group(self, field: str, word: str) -> str:
        """Return what a group is called."""
        if field == "activity":
            return self.activity(word)
        if word == _OTHER:
            # Translators: a row of a table: all groups that are too small to be shown by themselves.
            return self.words.gettext("Other groups")
        return group_name(self.texts, field, word)

    # ---- Figures

    def value(self, value: float | None, unit: Unit) -> str:
        """Return a figure in its unit; a dash where it is not known."""
        if value is None:
            return UNKNOWN
        rounded = rounded_decimal(value * (100 if unit == "share" else 1), _DECIMALS[unit])
        size = self._size(abs(value), unit)
        return size if rounded >= 0 else self.words.signed(size, rounded)

    def _size(self, value: float, unit: Unit) -> str:
        words = self.words
        if unit == "share":
            return words.percent(value)
        if unit == "money":
            return words.round_money(float(rounded_decimal(value, _DECIMALS[unit])), self.found.currency)
        if unit == "days":
            return self.days(value)
        return words.number(value, _DECIMALS[unit])

    def days(self, days: float) -> str:
        """Return a number of days."""
        figure = rounded_decimal(days, 1)
        return self.words.ngettext("{n} day", "{n} days", figure).format(n=self.words.number(figure))

    def change(self, value: float | None, unit: Unit) -> str:
        """Return a difference with its sign; of shares in percentage points."""
        if value is None:
            return UNKNOWN
        words, difference = self.words, rounded_decimal(value * (100 if unit == "share" else 1), _DECIMALS[unit])
        if unit == "share":
            points = abs(difference)
            # Translators: a difference of two percentages, in percentage points.
            text = words.ngettext("{n} point", "{n} points", points).format(n=words.number(points))
        else:
            text = self.value(abs(value), unit)
        return words.signed(text, difference)

    def change_in_text(self, value: float, unit: Unit) -> str:
        """Return a difference for running text: no line ends behind its sign."""
        text = self.change(value, unit)
        return text if text[0].isalnum() else f"{text[0]}{_JOINED}{text[1:]}"

    def interval(self, figure: Figure, unit: Unit) -> str:
        """Return a figure's interval; empty if it has none."""
        if figure.low is None or figure.high is None:
            return ""
        return self.between(self.value(figure.low, unit), self.value(figure.high, unit))

    def lines(self, figure: Figure | None, unit: Unit) -> str:
        """Return a figure, its interval and its n, a line each, for a cell of a table."""
        if figure is None:
            return UNKNOWN
        if figure.value is None:
            return self.shown(figure, unit)
        return "\n".join(filter(None, (self.shown(figure, unit), self.interval(figure, unit), self.n(figure))))

    def told(self, figure: Figure, unit: Unit) -> str:
        """Return the lines of a figure, and its verdict where it is one: too few are seen by the interval."""
        decided = figure.verdict in ("met", "missed", "close")
        return "\n".join(filter(None, (self.lines(figure, unit), self.verdict(figure) if decided else "")))

    def aimed(self, figure: Figure, unit: Unit) -> str:
        """Return the lines of a figure, its verdict and its target."""
        return "\n".join(filter(None, (self.lines(figure, unit), self.judged(figure, unit))))

    def n(self, figure: Figure) -> str:
        """Return how many a figure stands on; empty where that is not known."""
        return "" if figure.n is None else f"{self.letter_n} {self.words.number(figure.n, 0)}"

    @property
    def letter_n(self) -> str:
        """Return what stands before the number on which a figure stands."""
        # Translators: statisticians' letter for how many members or memberships a figure stands on.
        return self.words.gettext("n")

    def shown(self, figure: Figure, unit: Unit) -> str:
        """Return a figure alone, or why there is none yet."""
        return self.verdict(figure) if _waits(figure) else self.value(figure.value, unit)

    def difference(self, figure: Figure) -> str:
        """Return a difference of two shares, its interval and its n, a line each."""
        if _waits(figure):
            return self.verdict(figure)
        between = "" if figure.low is None else self.between(self.points(figure.low), self.points(figure.high))
        return "\n".join(filter(None, (self.change(figure.value, "share"), between, self.n(figure))))

    def change_lines(self, figure: Figure, unit: Unit) -> str:
        """Return a change, its interval, and its verdict and target where it has one, a line each."""
        if _waits(figure) or figure.value is None:
            return self.shown(figure, unit)
        between = ""
        if figure.low is not None and figure.high is not None:
            between = self.between(self.change(figure.low, unit), self.change(figure.high, unit))
        return "\n".join(filter(None, (self.change(figure.value, unit), between, self.judged(figure, unit))))

    def between(self, low: str, high: str) -> str:
        """Return what goes from one figure to another, in which no line ends.

        From right to left a mark keeps the sign of the first from moving the per cent of the second.
        """
        mark = "\u200f" if self.words.direction == "rtl" else ""
        return f"{low}{NO_BREAK}–{_JOINED}{NO_BREAK}{mark}{high}"

    def not_all(self) -> str:
        """Return where the rest of a table is."""
        # Translators: under a table; "tables" is the name of a folder.
        return self.words.gettext("Not all are shown here; all of them are in the folder tables.")

    def points(self, value: float | None) -> str:
        """Return a difference of shares as a signed number of percentage points, without their name."""
        if value is None:
            return UNKNOWN
        points = rounded_decimal(value * 100, 1)
        return self.words.signed(self.words.number(abs(points)), points)

    def p(self, p: float) -> str:
        """Return the p of a test; a very small one is not written in figures."""
        return self.words.number(p, 3) if p >= _SMALLEST_P else f"<{NO_BREAK}{self.words.number(_SMALLEST_P, 3)}"

    def verdict(self, figure: Figure, group: int | None = None) -> str:
        """Return a verdict as its symbol and in words; empty where there is no target. `group`: see `reachable`."""
        told = verdict_words(self.words, figure.verdict, figure.needed)
        if figure.needed is not None and not self.reachable(figure.needed, figure.n, group):
            told = out_of_reach(self.words)
        return f"{SYMBOLS[figure.verdict]}{NO_BREAK}{told}" if told else ""

    def reachable(self, needed: int, n: int | None, group: int | None = None) -> bool:
        """Return whether so many could be counted at all: each member, as many times as today (`n` a member, upwards).

        `group`: the members of a group that nobody joins any more; else all of the organisation's count.
        """
        members = max(1, self.found.members if group is None else group)
        return needed <= members * ceil((n or 1) / members)

    def target(self, figure: Figure, unit: Unit) -> str:
        """Return a target in words: at least 85%; empty where there is none."""
        if not figure.target:
            return ""
        of_change, sign, number = target_parts(figure.target)
        # Translators: targets, lower case; {target} is such as "85%" or "14 days".
        least, most = self.words.gettext("at least {target}"), self.words.gettext("at most {target}")
        aim = (least if sign == ">=" else most).format(target=self.value(number, "share" if of_change else unit))
        # Translators: a target of how a figure changes from one period to the next; {target} is "at least 10%".
        return self.words.gettext("change: {target}").format(target=aim) if of_change else aim

    def judged(self, figure: Figure, unit: Unit, group: int | None = None) -> str:
        """Return the verdict and the target, a line each. `group`: see `reachable`."""
        verdict = "" if _waits(figure) else self.verdict(figure, group)
        return "\n".join(filter(None, (verdict, self.target(figure, unit))))

    def facts(self, figure: Figure, unit: Unit) -> tuple[Detail, ...]:
        """Return what belongs to a figure in large type: interval, n, target and verdict."""
        words = self.words
        every = (
            (words.gettext("95% interval"), self.interval(figure, unit)),
            (self.letter_n, "" if figure.n is None else words.number(figure.n, 0)),
            (words.gettext("Target"), " · ".join(reversed(self.judged(figure, unit).splitlines()))),
        )
        return tuple(Detail(label, value) for label, value in every if value)


def _waits(figure: Figure) -> bool:
    """Return whether a figure is not known, and the verdict stands in its place."""
    return figure.value is None and figure.verdict in ("not_due", "not_reached", "too_few")
