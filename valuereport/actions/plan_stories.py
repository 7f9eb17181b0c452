"""What making stories of a run would do: whom they tell of, what they replace, whom they quote. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from valuereport.actions.consents import consents
from valuereport.actions.rights import needs
from valuereport.actions.runs import RunChoice, chosen_folder, run_choices
from valuereport.actions.stories import StoriesRequest
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import read_run
from valuereport.errors import RequestError
from valuereport.model.delivery import Approval
from valuereport.model.dimensions import Dimension


@dataclass(frozen=True, slots=True)
class StoriesPlan:
    """What would be made of a run, and what there is to choose from.

    `approval`: None: only a draft can be made. `of_several_years`: members have years of their own, and no story tells
    of several. `by`, `locales`: what is asked for, or the settings' own. `quoted`: members who may be quoted in the
    scope that is asked for. `offered_locales`: the organisation's, and those of statements. `offered_earlier`: runs
    of earlier periods with stories of their own.
    """

    run: RunChoice
    statements: int
    of_several_years: bool
    approval: Approval | None
    by: tuple[Dimension, ...]
    locales: tuple[str, ...]
    quoted: int
    offered_locales: tuple[str, ...]
    offered_earlier: tuple[str, ...]


@needs("operator")
def plan_stories(workspace: Workspace, request: StoriesRequest) -> StoriesPlan:
    """Return what a request would do. Raises LedgerError, RequestError, RunError."""
    run = read_run(chosen_folder(workspace, request.run))
    choices = run_choices(workspace)
    choice = next(one for one in choices if one.name == run.name)
    offered = tuple(one.name for one in choices if one.stories and one.start < choice.start)
    for name in request.earlier:
        if name not in offered:
            raise RequestError("earlier", name, f"an earlier period's run with stories: {', '.join(offered) or 'none'}")
    home = workspace.settings.workspace.organisation.locale
    made = [row for row in run.rows if row.status == "rendered"]
    spoken = dict.fromkeys([home, *sorted({locale for row in made for locale in row.locale.split("+")})])
    with ledger_if_there(workspace) as ledger:
        approval = ledger.approval(run.digest) if ledger else None
    today = request.today or _today()
    return StoriesPlan(
        run=choice,
        statements=len(made),
        of_several_years=len(run.periods) > 1,
        approval=approval,
        by=request.by or workspace.settings.workspace.stories.by,
        locales=request.locales or (home,),
        quoted=sum(request.scope in one.scope for one in consents(workspace, run.name, today).in_force),
        offered_locales=tuple(spoken),
        offered_earlier=offered,
    )


def _today() -> date:
    return datetime.now(UTC).astimezone().date()
