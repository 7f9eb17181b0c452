"""What members say when they are asked: figures of waves, of features, and what to do first. Words come in compose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from valuereport.model.insight import Figure, Label, View, Withheld

WaveKind = Literal["members", "staff-guess"]
Letter = Literal["A", "O", "M", "I", "R", "Q"]
LETTERS: Final[tuple[Letter, ...]] = ("A", "O", "M", "I", "R", "Q")
"""What a pair of answers means: attractive, performance (one-dimensional), basic (must-be), indifferent, reverse,
questionable: a contradiction."""

KanoClass = Literal["attractive", "performance", "basic", "indifferent", "reverse", "mixed", "too_few"]
CLASS_OF: Final[Mapping[Letter, KanoClass]] = {
    "A": "attractive",
    "O": "performance",
    "M": "basic",
    "I": "indifferent",
    "R": "reverse",
}


@dataclass(frozen=True, slots=True)
class Feature:
    """What members are offered, or might be, as surveys.toml has it."""

    id: str
    label: Label
    part_of: str
    stage: Literal["proposed", "pilot", "live", "stopped"]
    launched: date | None
    cost: float | None  # a year
    owner: str


# ---- Waves


@dataclass(frozen=True, slots=True)
class WaveQuality:
    """One round of a survey: who answered, and how far the answers can be trusted.

    `responded`: by grade and tenure, the share of those asked who answered; only where every member was asked and the
    wave is not anonymous.
    """

    survey: str
    wave: str
    kind: WaveKind
    label: Label  # of the survey
    anonymous: bool
    day: date | None  # on which it was sent, or the first response; None where nothing says when
    last: date | None  # of the responses
    respondents: int
    invited: int | None
    response_rate: Figure  # without a value where nobody says how many were asked
    doubles: int  # responses left out: the same member answered again
    straight_liners: int  # gave one and the same answer to all the pairs (five or more); they are counted with
    pairs: int  # answered pairs of a Kano survey
    contradictions: Figure  # the share of pairs that are Q
    unread: int  # answers whose meaning nobody knows
    joined: int  # respondents of whom we know which member they are; 0 in an anonymous wave
    responded: tuple[View, ...] = ()


# ---- Kano


@dataclass(frozen=True, slots=True)
class FeatureKano:
    """How members feel about a feature: all of a wave, or a segment of it (`by` a field, `group` of it).

    `kano_class` is named under the rule alone: `n` of 50 or more, category strength of 6 points or more, `p` under
    0.05.
    `top` and `second`: the two most frequent letters (ties: M, O, A, I, R), whatever the rule says.
    Fong's test is printed and decides nothing: |top - second| in responses against `fong_limit`.
    """

    survey: str
    wave: str
    kind: WaveKind
    feature: str
    by: str  # "" for all; grade, tenure
    group: str
    counts: Mapping[Letter, int]  # of pairs
    shares: Mapping[Letter, Figure]  # of all pairs, contradictions included
    n: int  # pairs without contradictions
    better: Figure  # (A + O) / (A + O + M + I), from 0 to 1
    worse: Figure  # -(O + M) / (A + O + M + I), from -1 to 0
    total_strength: Figure  # (A + O + M) / all pairs
    category_strength: float | None  # the share of the top letter - that of the second
    top: Letter | None
    second: Letter | None
    fong_difference: int
    fong_limit: float
    p: float | None  # exact binomial test of the top letter against the second
    kano_class: KanoClass
    functional: Figure  # mean of -2 (dislike) to 4 (like), with a 95 % interval: a spread, no class
    dysfunctional: Figure  # mean of -2 (like) to 4 (dislike)
    functional_sd: float | None
    dysfunctional_sd: float | None
    importance: Figure  # mean of what was said, from 1 to 9
    day: date | None  # of the wave; None where nothing says when it was

    @property
    def fong_significant(self) -> bool:
        """Return whether the difference reaches Fong's limit, at its nominal 10 %."""
        return self.fong_difference >= self.fong_limit > 0


Direction = Literal["", "more_expected", "less_expected", "matters_more", "matters_less"]
"""Where a feature drifts. More expected: better falls and worse grows (a delighter becomes a basic); less expected: the
other way; matters more: both grow; matters less: both fall. "" where it is not told to drift."""


@dataclass(frozen=True, slots=True)
class KanoDrift:
    """A feature in two waves of members: it drifts where both changes have an interval that excludes zero.

    `chance`: that it is told to drift although nothing has changed, with the answers of both waves together.
    """

    survey: str
    feature: str
    earlier: str  # the wave
    later: str
    earlier_class: KanoClass
    later_class: KanoClass
    better: Figure  # the change, later - earlier
    worse: Figure  # the change; under zero: its absence is felt more
    direction: Direction
    chance: float

    @property
    def drifts(self) -> bool:
        """Return whether both have moved."""
        return self.direction != ""


@dataclass(frozen=True, slots=True)
class StaffGuess:
    """What a workshop of staff took a feature for, beside what members say of it in their newest wave."""

    feature: str
    guess_wave: str
    members_wave: str
    guess: KanoClass
    members: KanoClass
    top: Letter | None  # of the guesses, which are often too few to be named
    better: Figure  # guess - members
    worse: Figure


# ---- Other questions


Quadrant = Literal["keep", "fix_first", "surplus", "stop_candidate", "unclear", "too_few"]


@dataclass(frozen=True, slots=True)
class PriorityHint:
    """The short pair: satisfied with it, and would it be missed. A hint, no class: satisfaction is not presence.

    A quadrant is told where both intervals lie on one side of a half; else it is unclear.
    """

    survey: str
    wave: str
    kind: WaveKind
    feature: str
    satisfied: Figure  # share
    missed: Figure  # share who would dislike its removal
    quadrant: Quadrant


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The share who are satisfied with a feature: the upper quarter of the scale, 4 and 5 of 5.

    The target follows the class of the feature: that of basics, of performance, of delighters; else there is none.
    `previous`: about a year before.
    """

    survey: str
    wave: str
    kind: WaveKind
    feature: str
    by: str
    group: str
    figure: Figure
    previous: Figure | None
    mean: float | None  # on the scale as it is asked
    points: int  # of that scale


@dataclass(frozen=True, slots=True)
class NetPromoter:
    """Net promoter score, from -100 to 100, in points; `change`: from about a year before, with its own target.

    `interval`: "adjusted" under 30 responses (three more answers: 3/4 promoter, 3/2 passive, 3/4 detractor). `needed`
    of `change`: how many responses a year would show the change that is aimed at.
    """

    survey: str
    wave: str
    kind: WaveKind
    by: str
    group: str
    promoters: int
    passives: int
    detractors: int
    figure: Figure
    interval: Literal["wald", "adjusted"]
    previous: Figure | None
    change: Figure | None


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who of the members at the launch of a feature used it within so many days; who left since has not.

    Before these days are over the share is so far, and not due. A target stands beside delighters alone.
    """

    feature: str
    launched: date
    days: int
    delighter: bool
    figure: Figure
    uses_per_adopter: Figure  # mean, with a 95 % interval
    positive: Figure  # share of ratings (CSAT) that are positive
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the workspace's list: over zero it speaks well of something, under zero it does not."""

    word: str  # folded
    weight: float
    language: str = ""  # ISO 639-1; "" for every language


@dataclass(frozen=True, slots=True)
class Coding:
    """What two raters, each alone, took a text to be about; "" where a rater has not said."""

    survey: str
    wave: str
    question: str
    text: str
    rater_1: str
    rater_2: str


@dataclass(frozen=True, slots=True)
class TextCode:
    """How often a code was given to texts: where both raters gave it, and where one of them did."""

    code: str
    both: int
    one: int


@dataclass(frozen=True, slots=True)
class FreeText:
    """Answers in own words to a question. Words of a list are counted, and nobody has verified what they mean.

    `languages` is empty where nothing can tell them. `kappa`: agreement of the two raters (Cohen); n: texts that both
    have coded.
    """

    survey: str
    wave: str
    kind: WaveKind
    question: str
    texts: int
    languages: Mapping[str, int]  # ISO 639-1, "" where a text is too short to tell
    positive: int  # texts in which words of the list weigh over zero together
    negative: int
    neither: int  # with words of the list that weigh nothing together
    without: int  # without a word of the list
    codes: tuple[TextCode, ...]
    kappa: Figure


@dataclass(frozen=True, slots=True)
class Fatigue:
    """How many members were asked more often within a year than they should be."""

    most: int  # a year
    members: int
    waves: int  # within that year, of which we know who was asked


@dataclass(frozen=True, slots=True)
class Surveys:
    """All that surveys say. `kano`, `satisfaction` and `promoters` hold all members of each wave and their segments."""

    features: tuple[Feature, ...]
    waves: tuple[WaveQuality, ...]  # in the order of time
    kano: tuple[FeatureKano, ...] = ()
    drifts: tuple[KanoDrift, ...] = ()
    guesses: tuple[StaffGuess, ...] = ()
    hints: tuple[PriorityHint, ...] = ()
    satisfaction: tuple[Satisfaction, ...] = ()
    promoters: tuple[NetPromoter, ...] = ()
    adoption: tuple[Adoption, ...] = ()
    texts: tuple[FreeText, ...] = ()
    fatigue: Fatigue | None = None


# ---- Priorities


Action = Literal[
    "fix",  # a basic that does not satisfy as it should
    "invest",  # performance: the more of it the better
    "pilot",  # attractive, not live yet
    "promote",  # attractive and live: tell more members of it
    "keep",  # a basic that satisfies
    "stop",  # indifferent or reverse, and there
    "leave",  # indifferent or reverse, and not there: do not begin
    "ask",  # mixed or too few: ask more members, or by segment
]
ACTIONS: Final[tuple[Action, ...]] = ("fix", "invest", "pilot", "promote", "stop", "keep", "leave", "ask")
"""In the order of the list of priorities."""


@dataclass(frozen=True, slots=True)
class Priority:
    """What to do about a feature, and what that stands on.

    `score` orders features of one action and is no measure of anything else. `others`: actions that the rules give,
    too, where a figure is taken at an end of its interval; `place_low` to `place_high`: the places it then takes.
    """

    place: int
    feature: str
    action: Action
    kano_class: KanoClass
    score: float
    better: Figure
    worse: Figure
    importance: Figure
    satisfied: Figure  # CSAT; without a value where nobody was asked
    use: Figure  # share of members who used it in the run's period; without a value where no activity belongs to it
    cost: float | None
    cost_per_user: float | None
    others: tuple[Action, ...]
    place_low: int
    place_high: int
    survey: str  # which says the class
    wave: str


@dataclass(frozen=True, slots=True)
class Priorities:
    """What to do first, in the order of their places."""

    rows: tuple[Priority, ...]
    csat_target: str  # of basics, as it is written
