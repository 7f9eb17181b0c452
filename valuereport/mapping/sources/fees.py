"""The source of a file of fees: the amount, the tax in it, and the rows that were paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from valuereport.mapping.origin import Origin
from valuereport.mapping.payments import fees_of
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.question import NONE
from valuereport.mapping.sources.block import SourceBlock, ordered


def fee_source(one: Proposal, base: SourceBlock, answers: Mapping[str, str]) -> SourceBlock:
    """Return the source of a file of fees, as answered."""
    fees = fees_of(one)
    if fees is None:
        return base
    keys, columns, reasons = dict(base.keys), dict(base.columns), dict(base.reasons)
    amount = answers.get(f"fee.{base.name}.amount", fees.likely)
    if amount:
        columns["amount"] = Origin("what was paid", (amount,))
    vat = answers.get(f"fee.{base.name}.vat", fees.vat)
    if vat != NONE:
        keys["vat"] = vat
        reasons["vat"] = fees.vat_reason
        if fees.vat_rate is not None:
            keys["vat_rate"] = round(fees.vat_rate, 4)
    columns.pop("kind", None)  # which rows are payments is asked
    for heading, words in fees.words.items():
        left_out = [word for word in words if answers.get(f"fee.{base.name}.rows.{heading}.{word}") == "no"]
        if left_out:
            where = dict(keys.get("where", {}))  # type: ignore[call-overload]
            keys["where"] = {**where, heading: [word for word in words if word not in left_out]}
            reasons["where"] = "the rows that are fees and were paid: your answer"
    return replace(base, keys=keys, columns=ordered(columns), reasons=reasons)
