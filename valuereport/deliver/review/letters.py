"""Which letter a member gets, as a reviewer wants it told apart: editions, and light use with and without any use."""

from __future__ import annotations

from valuereport.model.run import ManifestRow


def letter(row: ManifestRow) -> str:
    """Return the edition; of light use also whether nothing was used, where the run says so."""
    if row.edition != "light-use" or row.engagements is None:
        return row.edition
    return "light-use (a little used)" if row.engagements else "light-use (nothing used)"
