"""What to do first, feature by feature, and why: the table for a Monday morning; and how sure its order is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from valuereport.compose.insights.context import InsightContext
from valuereport.compose.insights.hints import hinted
from valuereport.compose.insights.kano import (
    better_heading,
    class_heading,
    class_of_wave,
    feature_heading,
    importance_heading,
    satisfied_heading,
    worse_heading,
)
from valuereport.compose.insights.listening_names import action_names, class_names
from valuereport.compose.insights.names import SYMBOLS, section_names
from valuereport.model.insight import Figure, Unit
from valuereport.model.listening import ACTIONS, Action, Priorities, Priority
from valuereport.model.story_page import Row, Section, Table
from valuereport.wording import NO_BREAK

_AT_ONCE: tuple[Action, ...] = ("fix", "invest", "pilot", "stop")
_NAMED = 3  # of each action at the top of the page


def priorities(context: InsightContext) -> Section | None:
    """Return what to do about each feature; None where members were not asked."""
    found = context.found.priorities
    if found is None or not found.rows:
        return None
    words = context.words
    order = words.list([action_names(words)[each] for each in ACTIONS])
    return Section(
        "priorities",
        section_names(words)["priorities"],
        tuple(filter(None, (_rules(context), hinted(context)))),
        tables=(_actions(context, found), _places(context, found)),
        # Translators: under a table; {actions} is a list such as "Fix, Invest and Stop".
        notes=(words.gettext("In this order: {actions}.").format(actions=order),),
    )


def _rules(context: InsightContext) -> str:
    return context.words.gettext(
        "Each row follows by a fixed rule from what members answered; its last column says which. Among rows of one "
        "kind, what matters to more members comes first."
    )


def first_actions(context: InsightContext) -> str:
    """Return the features with which to begin, by what to do; empty where nothing is known."""
    found = context.found.priorities
    names, told = action_names(context.words), []
    for action in _AT_ONCE:
        features = [context.feature(each.feature) for each in found.rows if each.action == action] if found else []
        if features:
            told.append(context.words.labelled(names[action], context.words.list(features[:_NAMED])))
    return " · ".join((section_names(context.words)["priorities"], *told)) if told else ""


def _actions(context: InsightContext, found: Priorities) -> Table:
    words, actions, classes = context.words, action_names(context.words), class_names(context.words)
    rows = tuple(
        Row(
            context.feature(each.feature),
            (
                "\n".join(
                    (actions[each.action], *(f"{SYMBOLS['too_few']}{NO_BREAK}{actions[one]}" for one in each.others))
                ),
                class_of_wave(classes[each.kano_class], each.wave),
                "\n".join((_rule(context, each), *_figures(context, each))),
            ),
        )
        for each in found.rows
    )
    headings = (
        feature_heading(context),
        # Translators: headings of columns: what to do about a thing that members are offered, and why.
        words.gettext("What to do"),
        class_heading(context),
        words.gettext("Why"),
    )
    return Table(section_names(words)["priorities"], headings, rows, texts=3)


def _rule(context: InsightContext, each: Priority) -> str:
    """Return why a thing is to be done."""
    words, feature = context.words, context.features.get(each.feature)
    if each.action == "fix" and feature and feature.stage not in ("pilot", "live"):
        return words.gettext("Members expect it, and it is not there.")
    if each.action == "pilot" and feature and feature.stage == "pilot":
        return words.gettext("It delights those who have it: a pilot can show whether it should be for all.")
    if each.kano_class == "reverse" and each.action == "stop":
        return words.gettext("Members would rather be without it.")
    if each.kano_class == "reverse" and each.action == "leave":
        return words.gettext("It is not there yet, and members would rather be without it.")
    if each.action == "keep" and each.satisfied.value is None:
        return words.gettext("Members expect it. Nobody has asked how satisfied they are with it.")
    rules: Mapping[Action, str] = {
        # Translators: why something should be done about a thing that members are offered.
        "fix": words.gettext("Members expect it, and fewer answered that they are satisfied than is aimed at."),
        "invest": words.gettext("The better it is, the more satisfied members are."),
        "pilot": words.gettext("It would delight members, and is not there yet."),
        "promote": words.gettext("It delights members: more of them should know it."),
        "keep": words.gettext("Members expect it, and as many answered that they are satisfied as is aimed at."),
        "stop": words.gettext("It makes no difference to members: stop it, unless it serves another purpose."),
        "leave": words.gettext("It is not there yet, and members would not care for it."),
        "ask": words.gettext("The answers do not say yet what it means to members."),
    }
    return rules[each.action]


def _figures(context: InsightContext, each: Priority) -> Iterator[str]:
    """Yield what the rule stands on, a line each."""
    words = context.words
    for name, figure in (
        (satisfied_heading(context), each.satisfied),
        # Translators: the share of members who used a thing.
        (words.gettext("Used by"), each.use),
    ):
        if figure.value is not None:
            judged = context.judged(figure, "share").splitlines() if figure.target else []
            yield " · ".join((words.labelled(name, context.value(figure.value, "share")), *judged))
    strengths: tuple[tuple[str, Figure, Unit], ...] = (
        (better_heading(context), each.better, "share"),
        (worse_heading(context), each.worse, "share"),
        (importance_heading(context), each.importance, "times"),
    )
    told = [
        words.labelled(name, context.value(one.value, unit)) for name, one, unit in strengths if one.value is not None
    ]
    if told:
        yield " · ".join(told)
    if each.cost is not None:
        cost = words.labelled(_cost(context, each), context.value(each.cost, "money"))
        a_user = "" if each.cost_per_user is None else _a_user(context, each.cost_per_user)
        yield " · ".join(filter(None, (cost, a_user)))
    owner = context.features[each.feature].owner if each.feature in context.features else ""
    if owner:
        yield words.labelled(words.gettext("Owner"), owner)


def _cost(context: InsightContext, each: Priority) -> str:
    """Return what a cost is called: of what is not live for all, it is what it would come to."""
    words, feature = context.words, context.features.get(each.feature)
    if feature and feature.stage != "live":
        # Translators: what a thing would cost in a year, if all members were offered it.
        return words.gettext("Would cost a year")
    # Translators: what a thing costs in a year.
    return words.gettext("Cost a year")


def _a_user(context: InsightContext, cost: float) -> str:
    # Translators: after a yearly cost; {cost} is a sum of money, for each member who uses something.
    return context.words.gettext("{cost} a user").format(cost=context.value(cost, "money"))


def _places(context: InsightContext, found: Priorities) -> Table:
    """Return in which places features would stand if a figure were at an end of its interval."""
    words, actions = context.words, action_names(context.words)
    rows = tuple(
        Row(
            context.feature(each.feature),
            (
                " · ".join(actions[one] for one in (each.action, *each.others)),
                words.number(each.place, 0),
                f"{words.number(each.place_low, 0)}–{words.number(each.place_high, 0)}",
            ),
        )
        for each in found.rows
    )
    headings = (
        feature_heading(context),
        # Translators: headings of columns: what to do about a thing, and what else that may turn out to be; the place
        # in a list, from 1; and from which place to which it might be.
        words.gettext("What to do, or else"),
        words.gettext("Place"),
        words.gettext("From, to"),
    )
    # Translators: under a table.
    note = words.gettext("Each figure was taken at both ends of its interval, too: so far may a place move.")
    # Translators: the title of a table.
    return Table(words.gettext("How sure the order is"), headings, rows, texts=1, note=note, detail=True)
