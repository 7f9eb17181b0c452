"""Checks what the settings say of fees, source by source: amounts with and without VAT are never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from valuereport.errors import SettingsError
from valuereport.settings.fees import check_window
from valuereport.settings.workspace import Source, Workspace


def check_fees(path: Path, workspace: Workspace) -> None:
    """Raise SettingsError where no payment can be for the period, or sources of fees differ in VAT without a basis."""
    check_window(path, workspace.fees, workspace.period)
    feeding = [source for source in workspace.source if source.feeds_fees]
    basis, said = workspace.fees.basis, sorted({source.vat for source in feeding if source.vat})
    for source in feeding:
        _check_source(path, source, basis, said)
    if len(said) > 1 and not basis:
        allowed = '"included" or "excluded", because some sources of fees include VAT and others do not'
        raise SettingsError(str(path), "fees.basis", "nothing", allowed)


def _check_source(path: Path, source: Source, basis: str | None, said: Sequence[str]) -> None:
    key = f"source.{source.name}"
    if source.vat is None and (basis or said):
        why = f'fees.basis is "{basis}"' if basis else f'another source of fees says "{said[0]}"'
        raise SettingsError(str(path), f"{key}.vat", "nothing", f'"included" or "excluded", because {why}')
    if basis and source.vat != basis and source.vat_rate is None:
        why = f'vat is "{source.vat}" and fees.basis is "{basis}"'
        raise SettingsError(str(path), f"{key}.vat_rate", "nothing", f"a share such as 0.2, because {why}")
