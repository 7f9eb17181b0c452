"""What making stories of a run would do: whom they tell of, what they replace, whom they quote. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from valuereport.actions.rights import needs
from valuereport.actions.runs_to_publish import RunToPublish, chosen_folder, runs_to_publish
from valuereport.actions.stories import StoriesRequest, stories_of
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import read_run
from valuereport.errors import ArgumentValue, Problem, Remedy, RequestError
from valuereport.model.delivery import Approval
from valuereport.model.dimensions import Dimension
from valuereport.stories.below_fee import below_fee
from valuereport.stories.consents import IdsOf


@dataclass(frozen=True, slots=True)
class StoriesChoices:
    """What there is to choose from for the stories of a run.

    `approval`: None: only a draft can be made. `of_several_years`: members have years of their own, and no story tells
    of several. `by`: as the settings have it. `locales`: the organisation's, and those of statements. `earlier`:
    runs of earlier periods with stories of their own.
    """

    run: RunToPublish
    statements: int
    of_several_years: bool
    approval: Approval | None
    by: tuple[Dimension, ...]
    locales: tuple[str, ...]
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoriesPlan:
    """What stories would say: how many figures are shown, how many hidden, and how many members are quoted.

    `below_fee`: groups whose median member received less than the fee; somebody must agree to say so. `problems`: what
    a person should look at, as the stories themselves would say.
    """

    choices: StoriesChoices
    by: tuple[Dimension, ...]
    shown: int
    hidden: int
    quoted: int
    below_fee: str
    problems: tuple[Problem, ...]


@needs("operator")
def stories_choices(workspace: Workspace, name: str) -> StoriesChoices:
    """Return what there is to choose from. Raises LedgerError, RequestError, RunError."""
    run, all_runs = read_run(chosen_folder(workspace, name)), runs_to_publish(workspace)
    choice = next(one for one in all_runs if one.name == run.name)
    made = [row for row in run.rows if row.status == "rendered"]
    spoken = sorted({locale for row in made for locale in row.locale.split("+")})
    with ledger_if_there(workspace) as ledger:
        approval = ledger.approval(run.digest) if ledger else None
    return StoriesChoices(
        run=choice,
        statements=len(made),
        of_several_years=len(run.periods) > 1,
        approval=approval,
        by=workspace.settings.workspace.stories.by,
        locales=tuple(dict.fromkeys([workspace.settings.workspace.organisation.locale, *spoken])),
        earlier=tuple(one.name for one in all_runs if one.stories and one.start < choice.start),
    )


@needs("operator")
def plan_stories(workspace: Workspace, request: StoriesRequest) -> StoriesPlan:
    """Return what a request would make: all figures are worked out and protected, which takes seconds.

    Raises LedgerError, RequestError, RunError.
    """
    choices, settings = stories_choices(workspace, request.run), workspace.settings
    for name in request.earlier:
        if name not in choices.earlier:
            there = ", ".join(choices.earlier) or "there is none"
            raise RequestError("earlier", name, f"an earlier period's run with stories: {there}")
    folder, earlier = chosen_folder(workspace, request.run), [workspace.output / name for name in request.earlier]
    today = request.today or datetime.now(UTC).astimezone().date()
    with ledger_if_there(workspace) as ledger:
        ids_of: IdsOf = ledger.ids_of if ledger else lambda member_id: (member_id,)
        found, _, problems = stories_of(settings, folder, earlier, request, today, ids_of)
    return StoriesPlan(
        choices=choices,
        by=found.by,
        shown=sum(one.value is not None for one in found.cells),
        hidden=sum(one.value is None for one in found.cells),
        quoted=len({one.member_id for one in found.cases}),
        below_fee=below_fee(found.cells),
        problems=problems,
    )


def stories_remedy(request: StoriesRequest) -> Remedy:
    """Return the command that a request stands for."""
    given: dict[str, ArgumentValue] = {
        "by": ",".join(request.by),
        "locale": request.locales,
        "earlier": request.earlier,
        "scope": "" if request.scope == "web" else request.scope,
        "draft": request.draft,
        "although_below_fee": request.although_below_fee,
    }
    return Remedy("stories", run=request.run, **{name: value for name, value in given.items() if value})
