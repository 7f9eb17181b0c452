"""Kit: an import of subscribers by email, with first_name and custom fields by their keys."""

from typing import Final

from valuereport.deliver.export.shape import Export

KIT: Final = Export(
    "kit",
    (
        ("email", "email"),
        ("first_name", "first_name"),
        ("member_id", "member_id"),
        ("membership_value_cautious_estimate", "cautious"),
        ("membership_value_best_estimate", "best"),
        ("membership_value_low", "low"),
        ("membership_value_central", "central"),
        ("membership_value_high", "high"),
        ("membership_value_currency", "currency"),
        ("membership_fee", "fee"),
        ("membership_benefit_cost_ratio", "ratio"),
        ("membership_statement_edition", "edition"),
        ("membership_statement_locale", "locale"),
        ("membership_statement_page", "link"),
        ("membership_statement_period", "period"),
    ),
    sends=True,
    by_address=True,
)
