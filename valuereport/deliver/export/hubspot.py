"""HubSpot: an import of contacts by Email that fills properties of one's own, headed by their labels.

Names are not in it: the contact has them, and better ones. Internal names: docs/export.md.
"""

from typing import Final

from valuereport.deliver.export.shape import Export

HUBSPOT: Final = Export(
    "hubspot",
    (
        ("Email", "email"),
        ("Member ID", "member_id"),
        ("Membership value cautious estimate", "cautious"),
        ("Membership value best estimate", "best"),
        ("Membership value low", "low"),
        ("Membership value central", "central"),
        ("Membership value high", "high"),
        ("Membership value currency", "currency"),
        ("Membership fee", "fee"),
        ("Membership benefit-cost ratio", "ratio"),
        ("Membership statement edition", "edition"),
        ("Membership statement locale", "locale"),
        ("Membership statement page", "link"),
        ("Membership statement period", "period"),
    ),
    sends=True,
    by_address=True,
)
