"""One member's message: judged, composed, rendered, encrypted, sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.release import statement_of
from valuereport.actions.delivery.sender import sender_of
from valuereport.compose import compose_cover_note
from valuereport.deliver.email.attachment import attachment
from valuereport.deliver.email.encryption import encrypted
from valuereport.deliver.email.message import Outgoing, seal
from valuereport.deliver.email.outcome import Envelope
from valuereport.deliver.email.send import Skip
from valuereport.errors import ASK, DeliveryError, Problem, Remedy, SettingsError, SourceError
from valuereport.model.delivery import Delivery
from valuereport.model.member import Member
from valuereport.model.run import FinishedRun, ManifestRow
from valuereport.notation.addresses import normalised
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.cover_note import NoteRenderer, check_note_templates
from valuereport.render.look import look_of
from valuereport.settings import Settings
from valuereport.wording import wording_for


class Messages:
    """Makes the message of a delivery, and judges first whether it may still be sent."""

    def __init__(self, settings: Settings, run: FinishedRun, recipients: Recipients) -> None:
        """Raise SettingsError for a key that cannot sign or a missing address, before anything is planned."""
        email = settings.workspace.email
        if not (email.unsubscribe_page or email.unsubscribe_email):
            allowed = "an address: a value statement is direct marketing, and every member must be able to stop it"
            raise SettingsError(str(settings.path), "email.unsubscribe_page", "nothing", allowed)
        period = settings.workspace.period
        same_days = period.own or (run.start, run.end) == (period.start, period.end)
        if run.own_years != period.own or not same_days:
            raise DeliveryError(
                f"The run {run.name} is of another period ({_said(run)}) than the settings: name a run of this "
                "period, or give the settings of that time",
                Remedy(config=ASK),
            )
        look, folders = look_of(settings), template_folders(settings)
        check_note_templates(folders, look)
        self.problems: dict[str, Problem] = {}  # of the templates, each once
        self._settings, self._run, self._recipients = settings, run, recipients
        self._rows = {row.member_id: row for row in run.rows}
        self._notes = NoteRenderer(folders, partial(translations, settings), look)
        self._sender, self._sign = sender_of(settings)

    def __call__(self, delivery: Delivery) -> Envelope | Skip:
        """Return the message, or why it must not be sent now. Raises DeliveryError where none can be sent any more."""
        try:
            self._recipients.refresh_suppressions()
            reason = self._recipients.reason_for_no_email(delivery.member_id)
            member = self._recipients.find(delivery.member_id)
        except (SourceError, SettingsError) as error:
            raise DeliveryError(f"The exports or lists have changed and cannot be read any more: {error}.") from None
        if reason or member is None:
            return Skip(reason)
        if normalised(member.email) != normalised(delivery.address):
            return Skip("the address changed while others were written to; the next start takes the new one")
        return self.message(self._rows[delivery.member_id], member, delivery.id, delivery.address)

    def message(self, row: ManifestRow, member: Member, token: str, address: str) -> Envelope:
        """Return a member's message to an address. Raises DeliveryError where the statement is not the approved one."""
        start, end = self._run.year_of(row)
        period = self._settings.workspace.period.model_copy(update={"start": start, "end": end})
        settings = self._settings.of(period)
        email, organisation = settings.workspace.email, settings.workspace.organisation
        pdf = statement_of(self._run, row)
        page = email.statement_page.replace("{token}", token).replace("{member_id}", member.member_id)
        stop = email.unsubscribe_page.replace("{token}", token) or f"mailto:{email.unsubscribe_email}"
        now = datetime.now(UTC)
        notes = compose_cover_note(member, row, settings, page, stop, today=now.date())
        note = self._notes.render(notes)
        self.problems |= {problem.reason: problem for problem in note.problems}
        if email.encrypt and email.attach:
            pdf = encrypted(pdf, self._recipients.secret(member.member_id))
        words = wording_for(notes[0].locale, settings.catalogues)
        attached = attachment(pdf, row.member_id, period.start, period.last_day, words) if email.attach else None
        outgoing = Outgoing(
            delivery_id=token,
            sender_name=organisation.name,
            sender=self._sender,
            reply_to=email.reply_to,
            name=member.name,
            address=address,
            subject=note.subject,
            text=note.text,
            html=note.html,
            locale=row.locale,
            at=now,
            attachment=attached,
            unsubscribe_page=email.unsubscribe_page,
            unsubscribe_email=email.unsubscribe_email,
        )
        return replace(seal(outgoing, self._sign), member_id=row.member_id)


def _said(run: FinishedRun) -> str:
    return "the members' own years" if run.own_years else f"{run.start}/{run.end}"
