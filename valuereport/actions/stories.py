"""What marketing may publish of a run: aggregate, protect, compose, draw, write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from pathlib import Path

from valuereport.actions.at_work import one_writer
from valuereport.actions.delivery.release import released
from valuereport.actions.delivery.years import newer
from valuereport.actions.locales import checked_locale
from valuereport.actions.previously_published import PreviouslyPublished, previously_published
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_of
from valuereport.answers.page import page_file, page_json
from valuereport.batch import StoryMembers, read_contributions, read_run, write_story_members
from valuereport.compose.story import compose_story
from valuereport.deliver.ledger import Ledger
from valuereport.errors import ASK, DeliveryError, Problem, Remedy, RunError, SettingsError
from valuereport.events import SILENT, Events, step
from valuereport.model.contributions import Contributions
from valuereport.model.dimensions import Dimension
from valuereport.model.run import FinishedRun
from valuereport.model.story import Published, Stories
from valuereport.output_folder import check_replaceable
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.look import look_of
from valuereport.render.story import StoryRenderer, check_story_templates
from valuereport.settings import Settings
from valuereport.storage import require_local
from valuereport.stories.aggregates import cells, data_problems
from valuereport.stories.below_fee import below_fee
from valuereport.stories.claims import claims
from valuereport.stories.consents import IdsOf, read_consents
from valuereport.stories.disclosure import Protected, protect, suppress_new_figures
from valuereport.stories.distribution import distribution
from valuereport.stories.lock import locked_runs
from valuereport.stories.portraits import portraits
from valuereport.stories.published import read_published
from valuereport.stories.trend import PeriodFigures, left_out_of_trend, trends
from valuereport.stories.write import write_stories

_FOLDER = "stories"


@dataclass(frozen=True, slots=True)
class StoriesRequest:
    """Stories of which run, by which dimensions, in which languages, beside which earlier runs, for which use."""

    run: str
    by: tuple[Dimension, ...] = ()
    locales: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()  # runs
    scope: str = "web"  # of the consents
    draft: bool = False  # of a run that nobody has approved: watermarked
    although_below_fee: bool = False  # the median member of some group received less than the fee
    today: date | None = None  # consents are judged by it; today's where not given


@dataclass(frozen=True, slots=True)
class StoriesOutput:
    """The files of an output, what is in it, and what a person should look at."""

    files: tuple[Path, ...]
    stories: Stories
    problems: tuple[Problem, ...]


@needs("operator")
@one_writer("stories")
def stories(workspace: Workspace, request: StoriesRequest, events: Events = SILENT) -> StoriesOutput:
    """Write a run's stories in place of earlier ones.

    Raises DeliveryError for a draft and for a figure below the fee that nobody agreed to, RunError, TemplateError.
    """
    settings = workspace.settings
    for locale in request.locales:
        checked_locale(locale)
    folder = require_local(run_folder(workspace, request.run), "stories")
    earlier = tuple(require_local(run_folder(workspace, each), "stories") for each in request.earlier)
    _check_one_period(read_run(folder))
    of_old: tuple[Problem, ...] = ()
    with ledger_of(workspace) as ledger:
        if not request.draft:
            run, _ = released(folder, ledger)
            of_old = newer_statement_problems(run, ledger)
        with locked_runs(folder.parent):
            output = _written(settings, folder, earlier, request, ledger, events)
    return replace(output, problems=(*of_old, *output.problems))


def _check_one_period(run: FinishedRun) -> None:
    """Raise RunError where members have years of their own: sums over them would belong to no year."""
    if len(run.periods) > 1:
        raise RunError(
            f"The members of the run {run.name} have {len(run.periods):,} different years, from {run.start} to "
            f"{run.last_day}, and stories tell of one. Make a run of one period for them, with a copy of the settings "
            'in which [period] has kind = "calendar", start and end',
            Remedy("batch", config=ASK, run=ASK),
        )


def _written(
    settings: Settings,
    folder: Path,
    earlier: Sequence[Path],
    request: StoriesRequest,
    ledger: Ledger,
    events: Events,
) -> StoriesOutput:
    look, templates = look_of(settings), template_folders(settings)
    check_story_templates(templates, look)
    check_replaceable(folder / _FOLDER)  # drawing takes a while: what stands in the way is told before
    today = request.today or datetime.now(UTC).astimezone().date()
    found, members, problems = stories_of(settings, folder, earlier, request, today, ledger.ids_of)
    problems = (*_below_fee(found, request), *problems)
    renderer = StoryRenderer(templates, partial(translations, settings), look)
    extra: dict[str, bytes] = {}
    locales = request.locales or (settings.workspace.organisation.locale,)
    for number, locale in enumerate(locales):
        step(events, "languages", number, len(locales))
        page = compose_story(found, settings, locale)
        rendered = renderer.render(page)
        extra |= {**rendered.files, page_file(page.locale): page_json(page)}
        problems = (*problems, *rendered.problems)
    step(events, "languages", len(locales), len(locales))
    write_story_members(folder, members)
    files = write_stories(found, folder / _FOLDER, extra, settings.workspace.stories)
    return StoriesOutput(files, found, problems)


def _below_fee(found: Stories, request: StoriesRequest) -> tuple[Problem, ...]:
    """Return a problem where a group received less than the fee. Raises DeliveryError where nobody agreed to say so.

    What is written counts as published, also for later stories, so the question comes first.
    """
    groups = below_fee(found.cells)
    if not groups:
        return ()
    if not request.although_below_fee:
        raise DeliveryError(
            f"Nothing is written: these stories would say that median members received less than their fee: {groups}. "
            "Divide by other groups; or, where that may be public, write the stories",
            Remedy(although_below_fee=True),
        )
    reason = f"the stories say that median members received less than their fee: {groups}"
    return (Problem("stories", "warning", reason, "written, as was agreed"),)


def newer_statement_problems(run: FinishedRun, ledger: Ledger) -> tuple[Problem, ...]:
    """Return a problem where members have had a statement of a newer run than the stories are of."""
    found = newer(ledger, run)
    if not found:
        return ()
    first = min(found)
    reason = (
        f"{len(found):,} members have had a newer statement than this run's, the first of them {first}: {found[first]}"
    )
    return (Problem("stories", "warning", reason, f"the stories are of the run {run.name}", member_id=first),)


def stories_of(
    settings: Settings, folder: Path, earlier_runs: Sequence[Path], request: StoriesRequest, today: date, ids_of: IdsOf
) -> tuple[Stories, StoryMembers, tuple[Problem, ...]]:
    """Return what may be told of a run after all that was told of its period, and whom it is about. Raises RunError.

    `ids_of`: all ids that the member with an id has had.
    """
    rules = settings.workspace.stories
    by = request.by or rules.by
    contributions = read_contributions(folder)
    before = previously_published(folder, _FOLDER, contributions)
    protected = _protected(settings, contributions, before, by)
    earlier, unknown = _earlier(earlier_runs)
    points, left_out = trends(_year(contributions, protected.cells), earlier)
    members = contributions.members["member_id"].tolist()
    cases, consents = read_consents(_consents_file(settings), members, today, request.scope, ids_of)
    found = Stories(
        run=contributions.name,
        organisation=settings.workspace.organisation.name,
        period=(contributions.start, contributions.end),
        currency=contributions.currency,
        draft=request.draft,
        by=by,
        cells=protected.cells,
        disclosures=protected.disclosures,
        claims=claims(contributions, protected.cells),
        trends=points,
        portraits=portraits(protected.cells),
        cases=cases,
        wins=_wins(settings, contributions),
        distribution=distribution(before.frame["value"].to_numpy(), protected.cells, rules)
        if protected.safe_from_differencing
        else (),
        membership=before.membership,
        order=read_run(folder).order,
    )
    return (
        found,
        before.members,
        (*data_problems(contributions, by), *_repeated(before, protected), *unknown, *left_out, *consents),
    )


def _protected(
    settings: Settings, contributions: Contributions, before: PreviouslyPublished, by: Sequence[Dimension]
) -> Protected:
    """Return a run's figures as they may be shown, after all that was shown of its period before."""
    true, _ = cells(contributions, by)
    protected = protect(true, before.frame, settings.workspace.stories, earlier=before.earlier)
    return (
        suppress_new_figures(protected, chain.from_iterable(before.of_unknown_members.values()))
        if before.of_unknown_members
        else protected
    )


def _repeated(before: PreviouslyPublished, protected: Protected) -> Iterator[Problem]:
    """Yield why, and for which runs, nothing new may be told."""
    if protected.too_many_changes:
        reason = "too many members came, left or moved to other segments since stories of this period were published"
        yield Problem("stories", "warning", reason, "only figures that were published then are shown again")
    for run in before.of_unknown_members:
        reason = f"it is not known who was in the stories of this period that were published from the run {run}"
        action = "only its figures are shown again; where nobody was given them, delete the folder stories in it"
        yield Problem("stories", "warning", reason, action, value=run)


def _year(contributions: Contributions, cells: Sequence[Published]) -> PeriodFigures:
    return PeriodFigures(contributions.name, contributions.start, contributions.end, contributions.currency, cells)


def _earlier(folders: Sequence[Path]) -> tuple[list[PeriodFigures], list[Problem]]:
    """Return what was published of earlier runs, and of which nothing was: a trend tells nothing new of them."""
    found, problems = [], []
    for folder in folders:
        if reason := read_run(folder).other_value_model:
            problems.append(left_out_of_trend(folder.name, reason))
            continue
        public = [one for one in read_published(folder / _FOLDER) if not one.draft]
        if public:
            last = public[-1]
            found.append(PeriodFigures(last.run, *last.period, last.currency, last.cells))
        else:
            reason = f"nothing was published of the run {folder.name}: make its stories first"
            problems.append(left_out_of_trend(folder.name, reason))
    return found, problems


def _consents_file(settings: Settings) -> Path:
    """Return the file of consents. Raises SettingsError where the settings name one that is not there."""
    rules = settings.workspace.stories
    file = settings.folder / rules.consents
    if "consents" in rules.model_fields_set and not file.is_file():
        raise SettingsError(str(settings.path), "stories.consents", rules.consents, "a file that is there")
    return file


def _wins(settings: Settings, contributions: Contributions) -> tuple[tuple[date, str], ...]:
    """Return the policy wins behind the figures, the oldest first."""
    counted = {term.line for term in contributions.terms}
    wins = ((win.in_force, win.id) for win in settings.judgement.policy_wins if win.id in counted)
    return tuple(sorted(wins))
