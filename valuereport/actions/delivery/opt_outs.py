"""Far fewer opt-outs than when something was last delivered: nothing is sent until a person has said why."""

from __future__ import annotations

from dataclasses import replace

from valuereport.actions.delivery.recipients import Recipients
from valuereport.deliver.fewer_opt_outs import baseline, far_fewer, sentence
from valuereport.deliver.ledger import Ledger
from valuereport.errors import ASK, DeliveryError, Remedy
from valuereport.model.suppression import OptOuts


def fewer_opt_outs(ledger: Ledger, now: OptOuts) -> str:
    """Return what to say where far fewer members have opted out than when something was last delivered, or nothing."""
    before = baseline(ledger.opt_outs())
    return sentence(before, now) if before and far_fewer(before, now) else ""


def checked_opt_outs(ledger: Ledger, recipients: Recipients, run: str, accepted: str) -> OptOuts:
    """Return how many members have opted out. Raises DeliveryError where it is far fewer and nobody accepted that."""
    counted = recipients.opt_outs(run)
    fewer = fewer_opt_outs(ledger, counted)
    if fewer and not accepted.strip():
        remedy = Remedy(accept_fewer_opt_outs=ASK)
        lists = "".join(f"; the list {one.summary}" for one in recipients.stop_lists)
        raise DeliveryError(f"Nothing is sent: {fewer}{lists}. If all is right, say why", remedy)
    return replace(counted, accepted=accepted if fewer else "")
