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
from valuereport.pipeline.emailing import Emailed, checked_opt_outs, email
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


def addressee(valued: Valued, recipients: Recipients, wanted: str) -> Member:
    """Return the member, where nothing stands against an email. Raises DeliveryError, RunError, SettingsError."""
    member = valued.roster[find_member(valued.history, wanted)]
    if reason := recipients.reason_for_no_email(member.member_id):
        raise DeliveryError(
            f"Member {member.member_id} gets no email: {reason}. Nothing was made or sent. "
            "Where that is wrong, mend it in the system that the export comes from, and export again"
        )
    return member


def may_email(valued: Valued, ledger: Ledger, wanted: str, reissue: str = "", accepted: str = "") -> Member:
    """Return the member, where a statement may be emailed now. Raises what `addressee` raises.

    `accepted`: why far fewer members than before have opted out.
    """
    settings, recipients = valued.settings, Recipients(valued.settings, ledger, valued)
    member = addressee(valued, recipients, wanted)
    checked_opt_outs(ledger, recipients, "", accepted)
    if left := still_sample(settings, valued):
        raise DeliveryError(
            f"Nothing was made or sent, for these still are the sample's: {'; '.join(map(str, left))}. "
            "Put your own there; or, where all of that is meant: "
            f"valuereport batch --member {member.member_id} --run NAME, "
            "valuereport approve NAME --by YOU --although-sample, valuereport email --run NAME"
        )
    period = f"{settings.workspace.period.start}/{settings.workspace.period.end}"
    ledger.take_stock()
    recipients.teach(ledger)
    before = ledger.deliveries(period=period, channel="email", member_id=member.member_id)
    handed = [one for one in before if one.state not in (*WAITING, "skipped")]
    if handed and not reissue:
        last = max(handed, key=lambda one: one.sending_at or one.planned_at)
        when = f" on {last.ended_at:%d %B %Y}" if last.ended_at else ""
        known = f" (as {last.member_id})" if last.member_id != member.member_id else ""
        to = f" to {last.address}" if last.address else ""
        raise DeliveryError(
            f"Member {member.member_id}{known} has a statement of this period already: {last.state}{when}{to}. "
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
    hand_over_to: Path | None = None,
    reissue: str = "",
    accepted: str = "",
    stopped: Callable[[], bool] = lambda: False,
) -> Emailed:
    """Approve that one statement and email it: a person has just looked at it. Raises what `email` raises."""
    ledger.approve(ready.run.name, ready.run.digest)
    return email(
        valued.settings,
        ready.run.folder,
        ledger,
        hand_over_to,
        (ready.member.member_id,),
        reissue,
        accepted,
        stopped=stopped,
        recipients=Recipients(valued.settings, ledger, valued),
    )
