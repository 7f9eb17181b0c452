"""Proposals and answers -> the sources of a workspace, each line with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from valuereport.mapping.payments import Basis, basis_of
from valuereport.mapping.proposal import Proposal
from valuereport.mapping.questions.headings import versions
from valuereport.mapping.series import series
from valuereport.mapping.sources.block import SourceBlock, base_of
from valuereport.mapping.sources.engagements import engagement_source
from valuereport.mapping.sources.fees import fee_source
from valuereport.mapping.sources.members import member_sources, with_locales
from valuereport.mapping.sources.responses import response_source
from valuereport.model.tables import DATING, REQUIRED

__all__ = ["SourceBlock", "fee_basis", "opt_out_files", "sources", "unused"]


def sources(found: Sequence[Proposal], answers: Mapping[str, str]) -> tuple[SourceBlock, ...]:
    """Return the sources of the files, as answered: every question that has no default must have an answer."""
    unused = {
        one.found.file for same in versions(found) for one in same if answers.get(f"files.{one.found.file}") == "no"
    }
    every = [one.found.file for one in found]
    blocks: list[SourceBlock] = []
    names: set[str] = set()
    for one in series([each for each in found if each.found.file not in unused]):
        for block in _blocks(one, answers, every, basis_of(one, found)):
            name, number = block.name, 1
            while name in names:
                number += 1
                name = f"{block.name}-{number}"
            names.add(name)
            if not missing(block):
                blocks.append(replace(block, name=name))
    return tuple(blocks)


def missing(block: SourceBlock) -> tuple[str, ...]:
    """Return the columns that a source needs and has not: a file that lacks them is not used."""
    table = str(block.keys["table"])
    wide = table == "responses"  # a column a question: none of them is ours
    needed = () if wide else next((columns for name, columns in REQUIRED.items() if name == table), ())
    dating = () if table != "fees" or {*DATING} & block.columns.keys() else ("paid",)
    return (*(name for name in needed if name not in block.columns), *dating)


def unused(found: Sequence[Proposal], answers: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the files that cannot be used, and the columns that they lack."""
    every = [one.found.file for one in found]
    blocks = [(one, block) for one in series(found) for block in _blocks(one, answers, every, basis_of(one, found))]
    return tuple((one.found.file, lacks) for one, block in blocks if (lacks := missing(block)))


def fee_basis(blocks: Sequence[SourceBlock]) -> str:
    """Return the basis of fees that all are brought to: that of what was paid; "" where all have the same."""
    said = [(block.keys["table"], str(block.keys["vat"])) for block in blocks if "vat" in block.keys]
    return "" if len({vat for _, vat in said}) < 2 else next(vat for table, vat in sorted(said))


def opt_out_files(found: Sequence[Proposal], answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files of addresses that get no mail."""
    return tuple(
        one.found.file
        for one in found
        if one.table == "opt_outs" and answers.get(f"opt_outs.{one.found.file}", "yes") == "yes"
    )


def _blocks(
    one: Proposal, answers: Mapping[str, str], every: Sequence[str], basis: Basis | None
) -> Iterator[SourceBlock]:
    base = base_of(one, answers, every)
    if one.table in ("members", "contacts"):
        base = with_locales(base, one, answers.get("organisation.locale", "en-GB"))
    if one.table == "members":
        if basis:
            vat = {"vat": answers.get(f"fee.{one.name}.vat", basis.vat), "vat_rate": basis.rate}
            base = replace(base, keys={**base.keys, **vat}, reasons={**base.reasons, "vat": basis.reason})
        yield from member_sources(one, base, answers)
    elif one.table in ("contacts", "memberships"):
        yield base
    elif one.table == "responses" and (asked := response_source(one, base, answers)):
        yield asked
    elif one.table == "fees":
        yield fee_source(one, base, answers)
    elif one.table == "engagements" and (made := engagement_source(one, base, answers)):
        yield made
