"""The method's worked example."""

from __future__ import annotations

from datetime import date

from tests.independent.facts import Member, Win
from tests.independent.organisations.kit import cpd, fees, organisation, referral, template

ORGANISATIONS = (
    organisation(
        "worked-example",
        "subtotals standard ratio worth-by-period",
        Member("W1"),
        Member("W2", joined=date(2026, 1, 1)),
        fees=fees(W1="325.00", W2="325.00"),
        uses=tuple(
            use
            for member in ("W1", "W2")
            for use in (
                template(member, date(2026, 1, 12), "2", title="Appointment letter", reference="d1"),
                template(member, date(2026, 3, 2), "1", title="Fee proposal", reference="d2"),
                template(member, date(2026, 5, 20), "3", title="Site diary", reference="d3"),
                cpd(member, date(2026, 2, 11), "4", title="Fire safety after handover", reference="c1"),
                cpd(member, date(2026, 6, 17), "6", title="Retrofit finance", reference="c2"),
                referral(member, date(2026, 4, 1), reference="r1"),
                referral(member, date(2026, 4, 15), reference="r2"),
                referral(member, date(2026, 7, 8), "3000", reference="r3"),
            )
        ),
        wins=(Win("late-payment", date(2026, 7, 2), "worth", {"attribution": "others-policy"}),),
    ),
)
