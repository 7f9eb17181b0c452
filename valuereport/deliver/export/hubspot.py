"""HubSpot: an import of contacts by Email that fills properties of one's own, headed by their labels.

Names are not in it: the contact has them, and better ones. Internal names: docs/export.md.
"""

from typing import Final

from valuereport.deliver.export.shape import FIGURES, Export

HUBSPOT: Final = Export(
    "hubspot",
    (
        ("Email", "email"),
        ("Member ID", "member_id"),
        *FIGURES,
    ),
    sends=True,
    by_address=True,
)
