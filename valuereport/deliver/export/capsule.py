"""Capsule: an import of contacts by Email, Name and custom fields; commas only."""

from typing import Final

from valuereport.deliver.export.shape import FIGURES, Export

CAPSULE: Final = Export(
    "capsule",
    (
        ("Email", "email"),
        ("Name", "name"),
        ("Member No", "member_id"),
        *FIGURES,
        ("Not to be emailed because", "no_email"),
    ),
    sends=False,
    by_address=True,
)
