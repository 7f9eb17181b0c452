"""What drives membership: the histories of a run -> a page for leadership, tables, and lists of members for staff."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from valuereport.actions.advocacy import contacts_of, links_of, with_links_followed
from valuereport.actions.alerts.evaluation import evaluate, member_list, members_with_open_alerts
from valuereport.actions.at_work import one_writer
from valuereport.actions.locales import checked_locale
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_of
from valuereport.answers.insights import insights_data
from valuereport.answers.page import page_file, page_json
from valuereport.batch import read_histories
from valuereport.compose.insights import compose_insights, label_words
from valuereport.deliver.ledger import Ledger
from valuereport.errors import Problem, Remedy, RequestError, RunError
from valuereport.events import SILENT, Events
from valuereport.insights.analysis import Analysed, LedgerFacts, analysed, rules_of
from valuereport.insights.bounces import email_exposures, members_whose_email_came_back
from valuereport.insights.decay import measured_half_life
from valuereport.insights.earlier import as_of, with_earlier
from valuereport.insights.tables import insight_tables
from valuereport.insights.tables import member_list as list_of_members
from valuereport.loaders.text_lists import read_codings, read_words
from valuereport.model.histories import Histories
from valuereport.model.insights import Insights
from valuereport.output_folder import check_replaceable, locked_folder, replace_folder
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.insights import InsightRenderer, check_insight_templates, insight_files
from valuereport.render.look import look_of
from valuereport.settings import AlertRule, Settings
from valuereport.settings.drivers import BY
from valuereport.settings.known_keys import did_you_mean
from valuereport.storage import require_local

_FOLDER: Final = "insights"


@dataclass(frozen=True, slots=True)
class InsightsRequest:
    """Insights of which run (the newest one where none is named), as at which day, beside which earlier runs."""

    run: str = ""
    as_at: date | None = None  # the day up to which the run's exports go, where not given
    earlier: tuple[str, ...] = ()  # runs
    by: tuple[str, ...] = ()  # fields of members by which figures are divided, too
    locales: tuple[str, ...] = ()
    today: date | None = None  # snoozed alerts end by it; today's where not given


@dataclass(frozen=True, slots=True)
class InsightsOutput:
    """The files, what is in them, and what a person should look at."""

    files: tuple[Path, ...]
    found: Insights
    problems: tuple[Problem, ...]


@needs("operator")
@one_writer("insights")
def insights(workspace: Workspace, request: InsightsRequest, events: Events = SILENT) -> InsightsOutput:
    """Write the insights of a run in place of earlier ones.

    Raises RequestError for a field that no figure can be divided by, RunError, SettingsError, SourceError,
    TemplateError, LedgerError.
    """
    settings = workspace.settings
    for locale in request.locales:
        checked_locale(locale)
    _check_fields(request.by)
    folder = require_local(_run(workspace, request.run), _FOLDER)
    earlier = [read_histories(require_local(run_folder(workspace, one), _FOLDER)) for one in request.earlier]
    histories = with_earlier(read_histories(folder), earlier)
    if request.as_at:
        histories = as_of(histories, request.as_at)
    histories, links = with_links_followed(settings, histories), links_of(settings, histories)
    look, templates = look_of(settings), template_folders(settings)
    check_insight_templates(templates, look)
    check_replaceable(folder / _FOLDER)  # drawing takes a while: what stands in the way is said before
    (words, of_words), (codings, of_codings) = read_words(settings), read_codings(settings)
    rules = replace(rules_of(settings), words=words, codings=codings)
    today = request.today or datetime.now(UTC).astimezone().date()
    with ledger_of(workspace) as ledger:
        done = analysed(histories, rules, _facts(ledger, histories, settings, today), request.by, events)
        found, more = _with_alerts(done, settings.workspace.alert, ledger, histories, request)
    found = replace(found, lists=(*found.lists, *([links] if links else [])))
    renderer = InsightRenderer(templates, partial(translations, settings), look)
    home = settings.workspace.organisation.locale
    pages: dict[str, bytes] = {}
    for locale in request.locales or (home,):
        page = compose_insights(found, settings, locale)
        pages |= {**insight_files(page, renderer.page(page)), page_file(page.locale): page_json(page)}
    with locked_folder(folder / _FOLDER):
        files = replace_folder(folder / _FOLDER, {**folder_files(found, settings), **pages})
    return InsightsOutput(files, found, (*of_words, *of_codings, *done.problems, *more))


def _check_fields(by: Sequence[str]) -> None:
    """Raise RequestError for a field by which nothing can be divided."""
    for name in by:
        if name not in BY:
            raise RequestError("by", name, f"some of {', '.join(BY)}, with commas{did_you_mean(name, BY)}")


def _run(workspace: Workspace, name: str) -> Path:
    """Return the folder of a run, the newest finished one where none is named. Raises RunError."""
    if name:
        return run_folder(workspace, name)
    finished = list(workspace.output.glob("*/histories/SHA256SUMS"))
    if not finished:
        reason = f"no finished run in {workspace.output} holds histories: make a run"
        raise RunError(reason, Remedy("batch"))
    return max(finished, key=lambda file: file.stat().st_mtime).parent.parent


def _facts(ledger: Ledger, histories: Histories, settings: Settings, today: date) -> LedgerFacts:
    """Return what the ledger knows of the members of some histories. Raises LedgerError."""
    suppressions = ledger.suppressions()
    email = measured_half_life(*email_exposures(ledger.deliveries(), suppressions))
    return LedgerFacts(
        objected=ledger.objections(histories.members["member_id"].tolist()),
        bounced=members_whose_email_came_back(histories.members, suppressions),
        half_lives={} if email is None else {"email": email},
        contacts=contacts_of(settings, histories, ledger, today),
    )


def _with_alerts(
    done: Analysed, rules: Sequence[AlertRule], ledger: Ledger, histories: Histories, request: InsightsRequest
) -> tuple[Insights, tuple[Problem, ...]]:
    """Return the insights with what became of the alerts: those as at a day of one's own choice raise none."""
    if not done.of_alerts or request.as_at:
        return done.found, ()
    today = request.today or datetime.now(UTC).astimezone().date()
    counts, problems = evaluate(ledger, done.of_alerts, histories.as_at, today)
    ids, names = (histories.members[name].tolist() for name in ("member_id", "name"))
    listed = member_list(ledger, done.of_alerts, dict(zip(ids, names, strict=True)), today)
    withheld = next((one.withheld for one in done.of_alerts if one.withheld), None)
    limits = {rule.id: rule.limits for rule in rules}
    found = replace(
        done.found,
        alerts=tuple(replace(one, limits=limits[one.rule]) for one in counts),
        alert_members=len(members_with_open_alerts(listed)),
        withheld={**done.found.withheld, **({"alerts": withheld} if withheld else {})},
        lists=(*done.found.lists, *([listed] if listed.rows else [])),
    )
    return found, problems


def folder_files(found: Insights, settings: Settings) -> dict[str, bytes]:
    """Return insights.json, the tables and the lists by their paths in the folder."""
    data = insights_data(found, label_words(found, settings, settings.workspace.organisation.locale))
    whole = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    tables = {f"tables/{name}": content for name, content in insight_tables(data).items()}
    lists = {f"lists/{one.name}.csv": list_of_members(one) for one in found.lists}
    return {"insights.json": whole.encode(), **tables, **lists}
