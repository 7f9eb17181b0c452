"""Member services' path: one member from the exports to a statement that waits for a person's yes, then to sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from valuereport.batch import read_run
from valuereport.deliver.ledger import Ledger
from valuereport.errors import DeliveryError, Problem
from valuereport.model.delivery import WAITING
from valuereport.model.member import Member
from valuereport.model.run import FinishedRun, ManifestRow
from valuereport.pipeline.batching import batch
from valuereport.pipeline.emailing import Emailed, email
from valuereport.pipeline.of_the_sample import still_sample
from valuereport.pipeline.planning import Scope
from valuereport.pipeline.recipients import Recipients
from valuereport.pipeline.releasing import chosen_rows
from valuereport.pipeline.valuing import Valued, find_member


@dataclass(frozen=True, slots=True)
class Ready:
    """A statement that is made and not yet released: what a person has to see before saying yes."""

    run: FinishedRun
    row: ManifestRow
    member: Member
    problems: tuple[Problem, ...]


def may_email(valued: Valued, ledger: Ledger, wanted: str, reissue: str = "") -> Member:
    """Return the member, where a statement may be emailed now. Raises DeliveryError, RunError, SettingsError."""
    settings = valued.settings
    member = valued.roster[find_member(valued.history, wanted)]
    if reason := Recipients(settings, valued).reason_for_no_email(member.member_id):
        raise DeliveryError(
            f"Member {member.member_id} gets no email: {reason}. Nothing was made or sent. "
            "Where that is wrong, mend it in the system that the export comes from, and export again"
        )
    if left := still_sample(settings, valued):
        raise DeliveryError(
            f"Nothing was made or sent, for these still are the sample's: {'; '.join(map(str, left))}. "
            "Put your own there; or, where all of that is meant: valuereport batch --run NAME --member "
            f"{member.member_id}, valuereport approve NAME --by YOU --although-sample, valuereport email --run NAME"
        )
    period = f"{settings.workspace.period.start}/{settings.workspace.period.end}"
    ledger.take_stock()
    before = ledger.deliveries(period=period, channel="email", member_id=member.member_id)
    last = before[-1] if before else None
    if last and last.state not in (*WAITING, "skipped") and not reissue:
        when = f" on {last.ended_at:%d %B %Y}" if last.ended_at else ""
        raise DeliveryError(
            f"Member {member.member_id} has a statement of this period already: {last.state}{when} to {last.address}. "
            "Nothing was made or sent. To send one again, say why: --reissue REASON"
        )
    return member


def make_ready(valued: Valued, member: Member, folder: Path, locale: str = "") -> Ready:
    """Make a run of one statement, a draft. Raises RunError, TemplateError."""
    outcome = batch(valued, folder, Scope((member.member_id,), locale), resume=False, workers=1)
    run = read_run(folder)
    return Ready(
        run,
        chosen_rows(run, (member.member_id,))[0],
        member,
        tuple(problem for problem in outcome.problems if problem.member_id == member.member_id),
    )


def release_and_email(
    valued: Valued,
    ready: Ready,
    ledger: Ledger,
    to_folder: Path | None = None,
    reissue: str = "",
    stopped: Callable[[], bool] = lambda: False,
) -> Emailed:
    """Approve that one statement and email it: a person has just looked at it. Raises what `email` raises."""
    ledger.approve(ready.run.name, ready.run.digest)
    return email(
        valued.settings,
        ready.run.folder,
        ledger,
        to_folder,
        (ready.member.member_id,),
        reissue,
        stopped=stopped,
        recipients=Recipients(valued.settings, valued),
    )
