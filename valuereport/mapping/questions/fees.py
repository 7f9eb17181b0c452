"""What was paid: which amount, with tax or without, which rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from valuereport.mapping.payments import basis_of, fees_of, number
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE, YES_NO, Question
from valuereport.notation.headings import plain
from valuereport.presets.statuses import statuses

_FEE: Final = re.compile(
    r"(?i)member|dues|renewal|subscription|fee|beitrag|cotisation|cuota|quota|contributie|składk|会費|会费"
)


def what_was_paid(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield the questions about each file of fees."""
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
        for heading, words in fees.words.items():
            yes = default_rows(words)
            for word, count in words.items():
                about = f"{one.found.file}: rows whose {heading} is {word} ({count}): are they fees that were paid?"
                default = "yes" if word in yes else "no"
                yield Question(f"fee.{name}.rows.{heading}.{word}", about, YES_NO, default, file=one.found.file)


def which_basis(found: Sequence[Proposal], answers: Mapping[str, str]) -> Iterator[Question]:
    """Yield whether members read their fee with value added tax or without, where a file of fees has it."""
    for one in found:
        fees = fees_of(one)
        vat = answers.get(f"fee.{one.name}.vat", fees.vat) if fees else NONE
        if fees is None or fees.vat_rate is None or vat == NONE:
            continue
        amount = answers.get(f"fee.{one.name}.amount", fees.likely)
        paid = next((figure for cell in one.found.columns.get(amount, ()) if (figure := number(cell))), 0.0)
        net = paid / (1 + fees.vat_rate) if vat == "included" else paid
        gross = net * (1 + fees.vat_rate)
        about = f"which fee do members read: {gross:,.2f} with value added tax, or {net:,.2f} without?"
        yield Question("fee.basis", about, ("included", "excluded"), vat)
        return


def default_rows(words: Iterable[str]) -> frozenset[str]:
    """Return the words of a column that seem to mean paid, else those that speak of fees, else all of them."""
    meanings = {word: statuses("payment").get(plain(word), ("", ""))[0] for word in words}
    if any(meanings.values()):
        return frozenset(word for word, meaning in meanings.items() if meaning == "paid")
    return frozenset(word for word in meanings if _FEE.search(word)) or frozenset(meanings)


def basis_of_members(found: Sequence[Proposal]) -> Iterator[Question]:
    """Yield whether the fees in a list of members hold the tax, where a file of fees has it."""
    for one in found:
        if basis := basis_of(one, found):
            about = f"{one.found.file}: is value added tax in its fees? {basis.reason}"
            yield Question(f"fee.{one.name}.vat", about, ("included", "excluded"), basis.vat, file=one.found.file)
