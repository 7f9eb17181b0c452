"""Missing texts: what a statement shows in the organisation's language because it has no translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from valuereport.compose.context import StatementContext
from valuereport.compose.you_said import MOST
from valuereport.errors import Problem
from valuereport.settings.feedback import answered
from valuereport.settings.judgement import LabelColumn


def missing_texts(context: StatementContext) -> tuple[Problem, ...]:
    """Return a problem for each text that the statement shows and that is not in the statement's language."""
    texts = context.texts
    if texts.complete:
        return ()
    organisation = context.settings.workspace.organisation
    problems = []
    for name, translations in dict(_shown_texts(context)).items():
        _, in_language = texts.translated(translations)
        if not in_language:
            problems.append(
                Problem(
                    *("compose", "warning", f"no text in the language {context.words.language}"),
                    action=f"shown in the language of {organisation.locale}",
                    column=name,
                    member_id=context.member.member_id,
                )
            )
    return tuple(problems)


def _shown_texts(context: StatementContext) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the texts of the settings that this member's statement shows, each with its name for a problem."""
    organisation = context.settings.workspace.organisation
    if organisation.strapline:
        yield "organisation.strapline", organisation.strapline
    yield "organisation.signatory_role", organisation.signatory_role
    edition = context.valuation.edition
    if ours := context.settings.workspace.texts.get(edition):
        yield from ((f"texts.{edition}.{key}", shown) for key, shown in ours.texts.items())
    email = context.settings.workspace.email
    if email.encrypt and email.secret_hint:  # only the cover note shows it, but it must be translated before that
        yield "email.secret_hint", email.secret_hint
    valuation = context.valuation
    names = [line.activity for line in context.used_lines]
    names += [name for name, _, _ in valuation.community]
    names += [suggestion.activity for suggestion in context.suggestions]
    names += [entitlement.activity for entitlement in context.entitlements]
    for name in names:
        yield f"activity {name}: label", context.texts.activities[name].label
    labels, member = context.settings.judgement.taxonomy.labels, context.member
    segments: tuple[tuple[LabelColumn, str], ...] = (
        ("grade", member.grade),
        ("sector", member.sector),
        ("region", member.region),
    )
    for kind, word in segments:
        if texts := labels.get(kind, {}).get(word):
            yield f"labels.{kind}.{word}", texts
    for left in context.entitlements:
        if words := context.settings.judgement.entitlements[left.entry].words:
            yield f"entitlement {left.entry + 1}: where", words
    for line in context.policy_lines:
        win = context.texts.wins[line.activity]
        yield f"win {win.id}: title", win.title
        yield f"win {win.id}: text", win.text
    settings = context.settings
    for one in answered(settings.suggestions, settings.workspace.feedback, "statements")[:MOST]:
        yield f"suggestion {one.id}: said", one.said
        if one.answer:
            yield f"suggestion {one.id}: answer", one.answer
