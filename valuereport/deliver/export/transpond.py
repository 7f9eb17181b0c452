"""Transpond: an import of contacts of a group; its headings are free, and each is put to a field as it is imported."""

from typing import Final

from valuereport.deliver.export.shape import FIGURES, Export

TRANSPOND: Final = Export(
    "transpond",
    (
        ("Email", "email"),
        ("First name", "first_name"),
        ("Member ID", "member_id"),
        *FIGURES,
    ),
    sends=True,
    by_address=True,
)
