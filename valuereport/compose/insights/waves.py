"""What staff expected beside what members say; who answered, and how far the answers can be trusted."""

from __future__ import annotations

from collections.abc import Iterator

from valuereport.compose.insights.context import UNKNOWN, InsightContext
from valuereport.compose.insights.kano import better_heading, class_of_wave, feature_heading, worse_heading
from valuereport.compose.insights.listening_names import class_names, wave_name
from valuereport.compose.insights.names import section_names
from valuereport.compose.insights.upkeep import names_in_lists
from valuereport.model.listening import CLASS_OF, FreeText, StaffGuess, Surveys, WaveQuality
from valuereport.model.story_page import Row, Section, Table


def staff(context: InsightContext) -> Section | None:
    """Return what a workshop of staff took each feature for, beside what members say; None without one."""
    found = context.found.surveys
    if found is None or not found.guesses:
        return None
    words, names = context.words, class_names(context.words)

    def guess(each: StaffGuess) -> str:
        """Return the class that staff gave, or their most frequent answer where they are too few for a class."""
        if each.guess != "too_few" or each.top is None or each.top == "Q":
            return names[each.guess]
        # Translators: the answer that most gave, where too few were asked for more; {class_} is such as "Basic".
        return words.gettext("most often: {class_}").format(class_=names[CLASS_OF[each.top]])

    rows = tuple(
        Row(
            context.feature(each.feature),
            (
                guess(each),
                class_of_wave(names[each.members], each.members_wave),
                context.difference(each.better),
                context.difference(each.worse),
            ),
        )
        for each in found.guesses
    )
    headings = (
        feature_heading(context),
        # Translators: the heading of a column: those who work for the organisation.
        words.gettext("Staff"),
        words.gettext("Members"),
        better_heading(context),
        worse_heading(context),
    )
    # Translators: a heading.
    name = words.gettext("What staff expected, and what members say")
    # Translators: under a table; "better" and "worse" are the headings of two columns.
    note = words.gettext("Better and worse: what staff said, less what members said.")
    return Section("staff", name, tables=(Table(name, headings, rows, texts=2, note=note),))


def waves(context: InsightContext) -> Section | None:
    """Return who answered each wave and how well; None where nobody was asked."""
    found = context.found.surveys
    if found is None or not found.waves:
        return None
    words = context.words
    paragraphs = (
        words.gettext(
            "Doubles are left out. Who gave the same answer to everything is counted. Contradictions are in no class; "
            "many of them (over 10% to 15%) mean that a question is not clear."
        ),
        *_fatigue(context, found),
    )
    tables = (_quality(context, found), *_who_answered(context, found), *_texts(context, found))
    return Section("surveys", section_names(words)["surveys"], paragraphs, tables=tables)


def _quality(context: InsightContext, found: Surveys) -> Table:
    words = context.words
    rows = tuple(
        Row(
            wave_name(context, each.survey, each.wave, each.kind),
            (
                _days(context, each),
                "\n".join(filter(None, (words.number(each.respondents, 0), _joined(context, each)))),
                UNKNOWN if each.response_rate.value is None else context.lines(each.response_rate, "share"),
                context.lines(each.contradictions, "share") if each.pairs else UNKNOWN,
                _faults(context, each),
            ),
        )
        for each in found.waves
    )
    headings = (
        # Translators: the heading of a column: a questionnaire and its round.
        words.gettext("Survey"),
        # Translators: headings of columns: when a questionnaire was sent or answered; how many answered; how many of
        # those who were asked.
        words.gettext("Date"),
        words.gettext("Answered"),
        words.gettext("Response rate"),
        words.gettext("Contradictions"),
        # Translators: the heading of a column: answers that cannot be used, or not as they stand.
        words.gettext("Found in the answers"),
    )
    # Translators: the title of a table: how far the answers can be trusted.
    return Table(words.gettext("How good the answers are"), headings, rows)


def _days(context: InsightContext, wave: WaveQuality) -> str:
    if wave.day is None:
        return context.words.gettext("not recorded")
    return context.words.short_date(wave.day)


def _joined(context: InsightContext, wave: WaveQuality) -> str:
    words = context.words
    if wave.anonymous:
        # Translators: of a survey: nobody knows who answered.
        return words.gettext("anonymous")
    if wave.kind == "staff-guess":
        return ""
    # Translators: of those who answered: how many are known as members; {n} is a number.
    return words.gettext("known: {n}").format(n=words.number(wave.joined, 0))


def _faults(context: InsightContext, wave: WaveQuality) -> str:
    """Return what was found among the answers, a line each."""
    words = context.words
    counts = (
        # Translators: what was found among answers; {n} is a number. A member answered twice; somebody gave the same
        # answer to every question; nobody knows what an answer means.
        (wave.doubles, words.gettext("doubles: {n}")),
        (wave.straight_liners, words.gettext("the same to everything: {n}")),
        (wave.unread, words.gettext("not understood: {n}")),
    )
    return "\n".join(message.format(n=words.number(count, 0)) for count, message in counts if count)


def _who_answered(context: InsightContext, found: Surveys) -> Iterator[Table]:
    """Yield the response rate by group, of the newest wave that knows it."""
    words = context.words
    wave = next((each for each in reversed(found.waves) if each.responded), None)
    if wave is None:
        return
    # Translators: under a table; {invited} is a number of members, fewer than all.
    note = words.gettext("Of all who were members on that day; {invited} of them were asked.")
    for view in wave.responded:
        everybody = sum(group.figure.n or 0 for group in view.groups)
        fewer = wave.invited is not None and wave.invited < everybody
        rows = tuple(
            Row(context.group(view.by, group.label), (context.lines(group.figure, "share"),)) for group in view.groups
        )
        response = words.gettext("Response rate")
        yield Table(
            f"{response} · {context.field(view.by)}",
            (context.field(view.by), response),
            rows,
            note=note.format(invited=words.number(wave.invited or 0, 0)) if fewer else "",
            detail=True,
        )


def _fatigue(context: InsightContext, found: Surveys) -> Iterator[str]:
    if found.fatigue is None or not found.fatigue.waves:
        return
    words, fatigue = context.words, found.fatigue
    # Translators: {most} is how often a year at most: "once" or "3 times"; {n} is a number of members.
    message = words.gettext("Members asked more often within a year than {most}: {n}. Do not ask them now.")
    told = message.format(most=words.times(fatigue.most), n=words.number(fatigue.members, 0))
    yield words.sentences([told, names_in_lists(context)]) if fatigue.members else told


def _texts(context: InsightContext, found: Surveys) -> Iterator[Table]:
    """Yield the answers in own words: how many, in which languages, and what was counted in them."""
    if not found.texts:
        return
    words = context.words
    rows = tuple(
        Row(
            f"{wave_name(context, each.survey, each.wave, each.kind)} · {each.question}",
            (_languages(context, each), _codes(context, each), _listed_words(context, each), _kappa(context, each)),
        )
        for each in found.texts
    )
    headings = (
        words.gettext("In own words"),
        # Translators: headings of columns: how many texts there are; what people who read them found; what words of a
        # list suggest; how far two readers agree (kappa is a statistician's name).
        words.gettext("Texts"),
        words.gettext("Found by readers"),
        words.gettext("By a list of words"),
        words.gettext("Agreement (kappa)"),
    )
    # Translators: under a table.
    note = words.gettext("What a list of words counts is unverified: nobody has read these texts for it.")
    yield Table(words.gettext("In own words"), headings, rows, texts=3, note=note, detail=True)


def _languages(context: InsightContext, each: FreeText) -> str:
    words = context.words
    told = [words.number(each.texts, 0)]
    told += [words.labelled(code or UNKNOWN, words.number(count, 0)) for code, count in each.languages.items()]
    return "\n".join(told)


def _codes(context: InsightContext, each: FreeText) -> str:
    words, number = context.words, context.words.number
    counts = ((code.code, f"{number(code.both, 0)} (+{number(code.one, 0)})") for code in each.codes)
    return "\n".join(words.labelled(code, count) for code, count in counts) or UNKNOWN


def _listed_words(context: InsightContext, each: FreeText) -> str:
    words = context.words
    if not each.positive + each.negative + each.neither:
        return UNKNOWN
    # Translators: how texts sound by a list of words; {n} is a number of texts.
    counts = (
        (each.positive, words.gettext("positive: {n}")),
        (each.negative, words.gettext("negative: {n}")),
        (each.neither, words.gettext("neither: {n}")),
        (each.without, words.gettext("without a listed word: {n}")),
    )
    return "\n".join(message.format(n=words.number(count, 0)) for count, message in counts)


def _kappa(context: InsightContext, each: FreeText) -> str:
    return UNKNOWN if each.kappa.value is None else context.lines(each.kappa, "times")
