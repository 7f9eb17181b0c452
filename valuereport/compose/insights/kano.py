"""What members expect: the classes of features, better against worse, how sure that is, and what has drifted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from valuereport.compose.insights.context import UNKNOWN, InsightContext
from valuereport.compose.insights.listening_names import class_names, direction_words, too_few, wave_name
from valuereport.model.insight import Figure
from valuereport.model.kano_in_force import in_force
from valuereport.model.listening import CLASS_OF, FeatureKano, KanoClass, KanoDrift, Letter
from valuereport.model.story_page import Dot, DotGroup, Row, Scatter, Section, Table
from valuereport.wording import NO_BREAK

_ORDER: tuple[KanoClass, ...] = ("basic", "performance", "attractive", "indifferent", "reverse", "mixed", "too_few")
_CORNERS: tuple[KanoClass, KanoClass, KanoClass, KanoClass] = ("attractive", "performance", "indifferent", "basic")
_LETTERS: tuple[Letter, ...] = ("M", "O", "A", "I", "R", "Q")
_GROUPS = 5  # that have room beside one another on paper


def kano(context: InsightContext) -> Section | None:
    """Return what members feel about features; None where they were not asked."""
    features = _features(context)
    if not features:
        return None
    picture = _picture(context, features)
    tables = (
        _strengths(context, features),
        _answers(context, features),
        _tests(context, features),
        _means(context, features),
        *_segments(context, features),
        _drifts(context),
    )
    return Section(
        "kano",
        kano_heading(context),
        (_meaning(context), _rule(context)),
        scatters=(picture,) if picture else (),
        tables=tuple(table for table in tables if table),
    )


def kano_heading(context: InsightContext) -> str:
    """Return the heading of this part."""
    # Translators: a heading: what members take for granted, what delights them, what they do not care about.
    return context.words.gettext("What members expect")


def _features(context: InsightContext) -> list[FeatureKano]:
    """Return of each feature what all members say in the wave that says its class: the basics first."""
    found = context.found.surveys
    every = in_force(found.kano).values() if found else ()
    return sorted(every, key=lambda each: _ORDER.index(each.kano_class))


def drifted(context: InsightContext) -> list[KanoDrift]:
    """Return the features that have moved between two waves."""
    return [each for each in context.found.surveys.drifts if each.drifts] if context.found.surveys else []


def _meaning(context: InsightContext) -> str:
    return context.words.gettext(
        "Basic: expected, and missed where it is not there. Performance: the better, the more satisfied. Attractive: "
        "it delights, and is not missed. Indifferent: it makes no difference. Reverse: members would rather be without."
    )


def _rule(context: InsightContext) -> str:
    return context.words.gettext(
        "A class is named where 50 or more answered without contradiction, the two most frequent answers are 6 points "
        "or more apart, and that is more than chance (p under 0.05). Else it is mixed, or there are too few to say."
    )


def _numbered(context: InsightContext, features: Sequence[FeatureKano]) -> Iterator[tuple[str, FeatureKano]]:
    """Yield the features with the numbers that the drawing has beside its dots."""
    for number, each in enumerate(features, 1):
        yield context.words.number(number, 0), each


def _picture(context: InsightContext, features: Sequence[FeatureKano]) -> Scatter | None:
    words, names = context.words, class_names(context.words)
    groups: dict[KanoClass, list[Dot]] = {}
    told = []
    # Translators: part of a chart's description; {better} and {worse} are such as "40%" and "-83%".
    message = words.gettext("{feature}: better {better}, worse {worse}.")
    for number, each in _numbered(context, features):
        better, worse = each.better, each.worse
        if better.value is None or worse.value is None:
            continue
        groups.setdefault(each.kano_class, []).append(
            Dot(
                *(number, context.feature(each.feature), abs(worse.value), better.value),
                _range(worse),
                _range(better),
                filled=each.kano_class not in ("mixed", "too_few"),
            )
        )
        name = context.feature(each.feature)
        told.append(message.format(feature=name, better=words.percent(better.value), worse=_percent(context, worse)))
    if not groups:
        return None
    title = _better_worse(context)
    # Translators: begins the description of a chart for people who do not see it.
    start = words.gettext("Dots in a square: {title}.").format(title=title)
    scale = [(context.value(-each, "share"), words.percent(each)) for each in (0.0, 0.5, 1.0)]
    return Scatter(
        name="kano",
        title=f"{title} · {_waves(context, features)}",
        alternative=words.sentences([start, *told]),
        # Translators: what the axes of a chart measure: the share of members who would be less satisfied without a
        # thing, and the share who would be more satisfied with it.
        across=words.gettext("Worse: less satisfied without it"),
        up=words.gettext("Better: more satisfied with it"),
        scale=(scale[0], scale[1], scale[2]),
        corners=(names[_CORNERS[0]], names[_CORNERS[1]], names[_CORNERS[2]], names[_CORNERS[3]]),
        groups=tuple(DotGroup(names[name], tuple(dots)) for name, dots in groups.items()),
        # Translators: under a chart.
        notes=(words.gettext("Lines show the 95% intervals. A hollow dot has no class that is certain."),),
    )


def _range(figure: Figure) -> tuple[float, float]:
    """Return an interval as shares of an axis; worse is measured towards minus one."""
    bounds = (figure.value if each is None else each for each in (figure.low, figure.high))
    low, high = sorted(abs(each or 0.0) for each in bounds)
    return max(0.0, low), min(1.0, high)


def _better_worse(context: InsightContext) -> str:
    # Translators: a title: how much better members feel with a thing, and how much worse without it.
    return context.words.gettext("Better with it, worse without it")


def _waves(context: InsightContext, features: Sequence[FeatureKano]) -> str:
    """Return the waves from which the features are."""
    names = dict.fromkeys(wave_name(context, each.survey, each.wave) for each in features)
    return context.words.list([*names])


def _percent(context: InsightContext, figure: Figure) -> str:
    return context.value(figure.value, "share")


def satisfied_heading(context: InsightContext) -> str:
    """Return the heading of columns with the share who are satisfied with something."""
    # Translators: the share of members who are satisfied with a thing.
    return context.words.gettext("Satisfied with it")


def feature_heading(context: InsightContext) -> str:
    """Return the heading of columns that name features."""
    # Translators: the heading of a column: a thing that members are offered, or might be.
    return context.words.gettext("Offer")


def class_heading(context: InsightContext) -> str:
    """Return the heading of columns with classes of the Kano method."""
    # Translators: the heading of a column: basic, performance, attractive, indifferent or reverse.
    return context.words.gettext("Class")


def importance_heading(context: InsightContext) -> str:
    """Return the heading of columns that say how important something is to members."""
    # Translators: how important members say that a thing is, from 1 to 9.
    return context.words.gettext("Importance, 1 to 9")


def better_heading(context: InsightContext) -> str:
    """Return the heading of columns that say how much better members feel with a thing."""
    # Translators: how much better members feel with a thing, and how much worse without it; headings of columns.
    return context.words.pgettext("Kano", "Better")


def worse_heading(context: InsightContext) -> str:
    """Return the heading of columns that say how much worse members feel without a thing."""
    return context.words.pgettext("Kano", "Worse")


def _strengths(context: InsightContext, features: Sequence[FeatureKano]) -> Table:
    """Return what is drawn, in figures."""
    names = class_names(context.words)
    rows = tuple(
        Row(
            f"{number} · {context.feature(each.feature)}",
            (
                class_of_wave(names[each.kano_class], each.wave),
                context.lines(each.better, "share"),
                context.lines(each.worse, "share"),
                context.lines(each.importance, "times"),
            ),
        )
        for number, each in _numbered(context, features)
    )
    headings = (
        *(feature_heading(context), class_heading(context)),
        *(better_heading(context), worse_heading(context), importance_heading(context)),
    )
    title = f"{_better_worse(context)} · {_waves(context, features)}"
    return Table(title, headings, rows, texts=1, note=_standing(context, features))


def class_of_wave(name: str, wave: str) -> str:
    """Return a class and the wave that says it, a line each."""
    return "\n".join(filter(None, (name, wave)))


def _standing(context: InsightContext, features: Sequence[FeatureKano]) -> str:
    """Return why a class is not of the newest wave that asks; empty where all are."""
    found = context.found.surveys
    newest = {each.feature: each for each in (found.kano if found else ()) if each.kind == "members" and not each.by}
    if all(each == newest[each.feature] for each in features):
        return ""
    # Translators: under a table of classes: too few answered a newer survey.
    return context.words.gettext("A class stands until enough members answer a newer survey, for three years at most.")


def _answers(context: InsightContext, features: Sequence[FeatureKano]) -> Table:
    """Return which share of the members gave which answer."""
    words, names = context.words, class_names(context.words)
    rows = tuple(
        Row(context.feature(each.feature), tuple(_share(context, each.shares.get(letter)) for letter in _LETTERS))
        for each in features
    )
    # Translators: the heading of a column: pairs of answers that contradict each other.
    contradictions = words.gettext("Contradictions")
    headings = (feature_heading(context), *(names[CLASS_OF[each]] for each in _LETTERS[:-1]), contradictions)
    # Translators: the title of a table: which share of the members gave which answer.
    return Table(words.gettext("How the answers divide"), headings, rows, detail=True)


def _share(context: InsightContext, figure: Figure | None) -> str:
    return UNKNOWN if figure is None else context.lines(replace(figure, n=None), "share")


def _tests(context: InsightContext, features: Sequence[FeatureKano]) -> Table:
    """Return how sure the classes are."""
    words = context.words
    rows = tuple(
        Row(
            context.feature(each.feature),
            (
                words.number(each.n, 0),
                context.lines(replace(each.total_strength, n=None), "share"),
                context.value(each.category_strength, "share"),
                UNKNOWN if each.p is None else context.p(each.p),
                UNKNOWN if each.p is None else _fong(context, each),
            ),
        )
        for each in features
    )
    headings = (
        feature_heading(context),
        context.letter_n,
        # Translators: headings of columns: the share of answers to which a thing matters at all; how far the most
        # frequent answer is ahead of the second, in per cent; a statistical test, Fong is a name.
        words.gettext("Total strength"),
        words.gettext("Category strength"),
        "p",
        words.gettext("Fong’s test"),
    )
    note = words.gettext("Fong’s test is printed, and decides nothing: it finds a class too often.")
    # Translators: the title of a table.
    return Table(words.gettext("How sure the classes are"), headings, rows, note=note, detail=True)


def _fong(context: InsightContext, each: FeatureKano) -> str:
    words = context.words
    sign = ">" if each.fong_significant else "<"
    return f"{words.number(each.fong_difference, 0)}{NO_BREAK}{sign}{NO_BREAK}{words.number(each.fong_limit, 2)}"


def _means(context: InsightContext, features: Sequence[FeatureKano]) -> Table:
    """Return the same answers as numbers, whose spread is of interest."""
    words = context.words

    # Translators: statisticians' letters for the standard deviation.
    letters = words.gettext("SD")

    def cell(mean: Figure, deviation: float | None) -> str:
        known = deviation is not None and mean.value is not None
        shown = context.lines(replace(mean, n=None), "times").splitlines()
        spread = f" ({letters} {words.number(deviation or 0.0, 2)})" if known else ""
        return "\n".join((shown[0] + spread, *shown[1:]))

    rows = tuple(
        Row(
            context.feature(each.feature),
            (cell(each.functional, each.functional_sd), cell(each.dysfunctional, each.dysfunctional_sd)),
        )
        for each in features
    )
    # Translators: headings of columns: how members would feel if a thing were there, and if it were not.
    headings = (feature_heading(context), words.gettext("If it is there"), words.gettext("If it is not there"))
    # Translators: under a table of means.
    note = words.gettext("From -2 to 4. They show how far the answers spread, and name no class.")
    # Translators: the title of a table.
    return Table(words.gettext("The same answers as means"), headings, rows, note=note, detail=True)


def _segments(context: InsightContext, features: Sequence[FeatureKano]) -> Iterator[Table]:
    """Yield the classes by each field of members."""
    found = context.found.surveys
    newest = {(each.survey, each.wave, each.kind, each.feature) for each in features}
    of_wave = [
        each
        for each in (found.kano if found else ())
        if each.by and (each.survey, each.wave, each.kind, each.feature) in newest
    ]
    names = class_names(context.words)
    for field in dict.fromkeys(each.by for each in of_wave):
        cells = {(each.feature, each.group): each for each in of_wave if each.by == field}
        groups = list(dict.fromkeys(group for _, group in cells))
        told = {group for (_, group), each in cells.items() if each.kano_class != "too_few"}
        few = [context.group(field, each) for each in groups if each not in told]
        known = [each for each in groups if each in told]
        if not known:
            continue
        shown = known[:_GROUPS]
        rows = tuple(
            Row(context.feature(feature), tuple(_class(context, names, cells.get((feature, each))) for each in shown))
            for feature in dict.fromkeys(feature for feature, _ in cells)
        )
        headings = (feature_heading(context), *(context.group(field, each) for each in shown))
        notes = [context.words.labelled(too_few(context.words), f"{context.words.list(few)}.")] if few else []
        notes += [context.not_all()] if len(known) > len(shown) else []
        note = context.words.sentences(notes)
        caption = f"{class_heading(context)} · {context.field(field)}"
        yield Table(caption, headings, rows, texts=len(shown), note=note, detail=True)


def _class(context: InsightContext, names: Mapping[KanoClass, str], found: FeatureKano | None) -> str:
    if found is None:
        return UNKNOWN
    return f"{names[found.kano_class]}\n{context.letter_n} {context.words.number(found.n, 0)}"


def _drifts(context: InsightContext) -> Table | None:
    """Return how features have moved since the wave before, those that drift first."""
    found = context.found.surveys
    if not found or not found.drifts:
        return None
    words, names, ways = context.words, class_names(context.words), direction_words(context.words)
    last = {each.feature: each for each in found.drifts}  # in the order of time
    rows = tuple(
        Row(
            context.feature(each.feature),
            (
                ways[each.direction],
                class_of_wave(names[each.earlier_class], each.earlier),
                class_of_wave(names[each.later_class], each.later),
                context.difference(each.better),
                context.difference(each.worse),
            ),
        )
        for each in sorted(last.values(), key=lambda each: not each.drifts)
    )
    headings = (
        feature_heading(context),
        words.gettext("Change"),
        words.gettext("Before"),
        words.gettext("Now"),
        better_heading(context),
        worse_heading(context),
    )
    # Translators: under a table; "better" and "worse" are the headings of two columns.
    note = words.gettext("It has drifted where both better and worse have changed by more than chance.")
    note = words.sentences([note, *_by_chance(context, [*last.values()])])
    # Translators: the title of a table: two rounds of the same questionnaire.
    return Table(words.gettext("Between two surveys"), headings, rows, texts=3, note=note)


def _by_chance(context: InsightContext, compared: Sequence[KanoDrift]) -> Iterator[str]:
    """Yield how often chance alone lets any of these features drift: at most the sum of their chances (Boole)."""
    words, chance = context.words, min(1.0, sum(each.chance for each in compared))
    if chance > 0:
        # Translators: under a table of what has changed between two surveys; {share} is a percentage.
        message = words.gettext("If nothing had changed, chance would show a drift in up to {share} of such tables.")
        yield message.format(share=words.percent(chance))
