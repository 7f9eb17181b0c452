"""Capsule: an import of contacts by Email, Name and custom fields; commas only."""

from typing import Final

from valuereport.deliver.export.shape import Export

CAPSULE: Final = Export(
    "capsule",
    (
        ("Email", "email"),
        ("Name", "name"),
        ("Member No", "member_id"),
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
        ("Not to be emailed because", "no_email"),
    ),
    sends=False,
    by_address=True,
)
