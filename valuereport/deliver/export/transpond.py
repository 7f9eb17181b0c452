"""Transpond: an import of contacts of a group; its headings are free, and each is put to a field as it is imported."""

from typing import Final

from valuereport.deliver.export.shape import Export

TRANSPOND: Final = Export(
    "transpond",
    (
        ("Email", "email"),
        ("First name", "first_name"),
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
