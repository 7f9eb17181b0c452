"""Far fewer opt-outs than when something was last delivered: more likely a lost column or list than changed minds."""

from __future__ import annotations

from collections.abc import Sequence

from valuereport.model.suppression import OptOuts


def baseline(counted: Sequence[OptOuts]) -> OptOuts | None:
    """Return what a sending is held against: the most opt-outs of the run that was delivered last.

    Its most, so that many small losses between its sendings are not each below a fifth; what somebody accepted on the
    way is where counting begins anew. `counted`: the oldest first.
    """
    last: list[OptOuts] = []
    for one in reversed(counted):
        if one.run != counted[-1].run:
            break
        last.append(one)
        if one.accepted:
            break
    return max(last, key=lambda one: one.opt_outs, default=None)


def far_fewer(before: OptOuts | None, now: OptOuts) -> bool:
    """Say whether a fifth of the opt-outs, or more, are gone; of a few, one is a fifth."""
    return (
        before is not None
        and before.opt_outs > now.opt_outs
        and 5 * (before.opt_outs - now.opt_outs) >= before.opt_outs
    )


def sentence(before: OptOuts, now: OptOuts) -> str:
    """Return both counts, and what to look at."""
    when = f" on {before.at:%d %B %Y}" if before.at else ""
    return (
        f"{now.opt_outs:,} of {now.members:,} members have opted out of email now, and {before.opt_outs:,} of "
        f"{before.members:,} had when the run {before.run} was delivered{when}. Look whether the exports still hold "
        "their opt-outs (the columns and words that feed no_email), whether the lists that do_not_email names are "
        "whole, and who was allowed again (ledger suppressions)"
    )
