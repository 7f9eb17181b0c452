"""What was paid: which amount, with tax or without, which rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from valuereport.mapping.payments import basis_of, fees_of
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE, YES_NO, Question
from valuereport.notation.headings import plain
from valuereport.presets.statuses import statuses


def what_was_paid(found: Sequence[Proposal]) -> Iterator[Question]:
    for one in found:
        fees = fees_of(one)
        if fees is None:
            continue
        name = one.name
        if len(fees.amounts) > 1:
            shown = "; ".join(f"{heading}, for example {one.found.columns[heading][0]}" for heading in fees.amounts)
            yield Question(
                f"fee.{name}.amount",
                f"{one.found.file}: which column is what was paid? {shown}",
                fees.amounts,
                fees.likely,
                file=one.found.file,
            )
        yield Question(
            f"fee.{name}.vat",
            f"{one.found.file}: is value added tax in these amounts? {fees.vat_reason}",
            ("included", "excluded", NONE),
            fees.vat,
            file=one.found.file,
        )
        for word, count in fees.words.items():
            about = f"{one.found.file}: rows whose {fees.status} is {word} ({count}): were they paid?"
            yield Question(
                f"fee.{name}.rows.{word}", about, YES_NO, "yes" if _paid(word) else "no", file=one.found.file
            )


def basis_of_members(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield whether the fees in a list of members hold the tax, where a file of fees has it."""
    for one in found:
        if basis := basis_of(one, found):
            about = f"{one.found.file}: is value added tax in its fees? {basis.reason}"
            yield Question(f"fee.{one.name}.vat", about, ("included", "excluded"), basis.vat, file=one.found.file)


def _paid(word: str) -> bool:
    meaning, _ = statuses("payment").get(plain(word), ("", ""))
    return meaning == "paid"
