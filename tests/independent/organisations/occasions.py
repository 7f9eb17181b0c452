"""One occasion gives value once; and amounts so large that somebody has to confirm them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.independent.facts import Confirmation, Fee, Member, Rate
from tests.independent.organisations.kit import (
    ACTIVITIES,
    CPD,
    PAID,
    RANGED,
    SHOP,
    TEMPLATES,
    cpd,
    evening,
    fees,
    organisation,
    referral,
    shop,
    template,
    templates,
)

_FEB, _JUN, _NOV = date(2026, 2, 9), date(2026, 6, 9), date(2026, 11, 9)
_ZOOM = {"source": "zoom", "file": "zoom.csv"}
_TILL = {"source": "till", "file": "till.csv"}

ORGANISATIONS = (
    organisation(
        "same-reference",
        "occasion-reference",
        Member("O1"),
        Member("O2"),
        Member("O3"),
        fees=fees(O1="100", O2="100", O3="100"),
        uses=(
            *templates("O1", 3),
            cpd("O1", _JUN, "3", reference="x1"),
            cpd("O1", _JUN, "2", reference="x1"),  # the smaller one counts
            cpd("O1", _NOV, "2", reference="x1"),  # of another day
            *templates("O2", 3),
            template("O2", _JUN, reference="x2"),  # first in the taxonomy
            cpd("O2", _JUN, "5", reference="x2"),
            *templates("O3", 3),
            shop("O3", _JUN, "100.00", "50.00", reference="x3"),
            shop("O3", _JUN, "100.00", "70.00", reference="x3"),
            shop("O3", _JUN, "100.00", "70.00", reference="x4"),
        ),
    ),
    organisation(
        "same-reference-in-two-sources",
        "occasion-reference",
        Member("O1"),
        Member("O2"),
        fees=fees(O1="100", O2="100"),
        uses=(
            *templates("O1", 3),
            cpd("O1", _JUN, "3", reference="17"),
            cpd("O1", _JUN, "2", reference="17", **_ZOOM),  # numbers of two systems: no relation
            *templates("O2", 3),
            referral("O2", _JUN, "900.00", reference="18"),
            referral("O2", _JUN, "600.00", reference="18"),
            evening("O2", _JUN, reference="18"),  # counted, never priced
        ),
    ),
    organisation(
        "same-title-across-sources",
        "occasion-title",
        Member("O1"),
        Member("O2"),
        Member("O3"),
        fees=fees(O1="100", O2="100", O3="100"),
        uses=(
            *templates("O1", 3),
            cpd("O1", _JUN, "3", title="Retrofit finance", reference="a"),
            cpd("O1", _JUN, "2", title="Retrofit finance", reference="b", **_ZOOM),
            *templates("O2", 3),
            cpd("O2", _JUN, "1", title="Fire safety", reference="c"),
            template("O2", _JUN, title="Fire safety", reference="d", **_ZOOM),  # first in the taxonomy
            cpd("O2", _NOV, "1", title="Fire safety", reference="e"),
            *templates("O3", 3),
            cpd("O3", _JUN, "1", reference="f"),
            cpd("O3", _JUN, "1", reference="g", **_ZOOM),  # no title: two occasions
            cpd("O3", _NOV, "1", title="Morning", reference="h"),
            cpd("O3", _NOV, "1", title="Morning", reference="i"),  # two of one source: two occasions
        ),
    ),
    organisation(
        "same-title-with-ranges",
        "occasion-title occasion-reference correlation-half central-at-means",
        Member("O1"),
        Member("O2"),
        fees=fees(O1="30", O2="30"),
        uses=(
            *templates("O1", 3),
            cpd("O1", _JUN, "3", title="Retrofit finance"),
            cpd("O1", _JUN, "2", title="Retrofit finance", list_price="90.00", **_ZOOM),
            *templates("O2", 3),
            shop("O2", _JUN, "100.00", "98.00", reference="t", **_TILL),
            shop("O2", _JUN, reference="t", **_TILL),
        ),
        assumptions=RANGED,
    ),
    organisation(
        "beside",
        "beside occasion-reference occasion-title",
        Member("O1"),
        Member("O2"),
        fees=fees(O1="100", O2="100"),
        uses=(
            *templates("O1", 3),
            template("O1", _JUN, "2", title="Conference", reference="a"),
            cpd("O1", _JUN, "4", title="Conference", reference="a", **_ZOOM),
            *templates("O2", 3),
            template("O2", _JUN, "2", reference="b"),
            cpd("O2", _JUN, "4", reference="b"),
            shop("O2", _JUN, "80.00", "30.00", reference="b"),  # beside neither
        ),
        activities=(
            replace(TEMPLATES, beside=("cpd-webinar",)),
            replace(CPD, beside=("template-download",)),
            *ACTIVITIES[2:],
        ),
    ),
    organisation(
        "beside-said-by-one",
        "beside",
        Member("O1"),
        Member("O2"),
        fees=fees(O1="100", O2="100"),
        uses=(
            *templates("O1", 3),
            cpd("O1", _JUN, "4", reference="a"),
            shop("O1", _JUN, "80.00", "30.00", reference="a"),
            *templates("O2", 3),
            template("O2", _JUN, reference="b"),
            shop("O2", _JUN, "80.00", "30.00", reference="b"),
        ),
        activities=(*ACTIVITIES[:3], replace(SHOP, beside=("cpd-webinar",)), *ACTIVITIES[4:]),
    ),
    organisation(
        "contacts-of-firms",
        "occasion-reference occasion-title",
        Member("O1", kind="organisation"),
        Member("O2", kind="organisation"),
        fees=fees(O1="100", O2="100"),
        uses=(
            cpd("O1", _JUN, "2", contact="K1", reference="a", title="Retrofit finance"),
            cpd("O1", _JUN, "3", contact="K2", reference="a", title="Retrofit finance"),  # two people: two occasions
            cpd("O1", _JUN, "1", contact="K2", reference="b", title="Retrofit finance", **_ZOOM),  # the second again
            template("O1", _NOV, contact="K1", reference="c"),
            template("O1", _NOV, contact="K2", reference="c"),
            template("O2", _NOV, "2", contact="K3", reference="d"),
            template("O2", _NOV, "1", contact="K3", reference="d"),
            shop("O2", _NOV, "50.00", "20.00", contact="K4", reference="d"),
            shop("O2", _JUN, "50.00", "20.00", reference="e"),
        ),
    ),
    organisation(
        "extreme-deals",
        "extreme extreme-confirmed",
        Member("O1"),
        Member("O2"),
        Member("O3"),
        fees=fees(O1="100", O2="100", O3="200"),
        uses=(
            *templates("O1", 3),
            referral("O1", _JUN, "5000.01", reference="a"),  # over 50 times the fee: waits
            referral("O1", _NOV, "5000.00", reference="b"),  # 50 times it: counts
            *templates("O2", 3),
            referral("O2", _JUN, "8000.00", reference="c"),
            referral("O2", _NOV, "9000.00", reference="d"),
            *templates("O3", 3),
            referral("O3", _JUN, "8000.00", reference="e"),
        ),
        confirmed=(Confirmation("O2", "referral", _JUN, "8000.00", "c"),),
    ),
    organisation(
        "extreme-prices-and-a-factor-of-its-own",
        "extreme extreme-confirmed fee-zero",
        Member("O1"),
        Member("O2"),
        Member("O3", grade="Fellow"),
        Member("O4", grade="Fellow"),
        Member("O5", grade="Fellow"),
        fees=(*fees(O1="100", O2="100", O4="200", O5="200"), Fee("O3", "0.00", PAID)),
        uses=(
            *templates("O1", 3),
            shop("O1", _JUN, "1001.00", "900.00", reference="a"),
            shop("O1", _NOV, "1000.00", "900.00", reference="b"),
            *templates("O2", 3),
            shop("O2", _JUN, "1500.00", "900.00", reference="c"),
            cpd("O2", _NOV, "2", list_price="1200.00", price_paid="1100.00", reference="d"),
            *templates("O3", 3),
            referral("O3", _JUN, "2100.00", reference="e"),  # the Fellows pay 200
            referral("O3", _NOV, "1900.00", reference="f"),
            *templates("O4", 3),
            *templates("O5", 3),
        ),
        confirmed=(Confirmation("O2", "partner-shop", _JUN, "1500.00", "c"),),
        extreme="10",
    ),
    organisation(
        "extreme-in-another-currency",
        "extreme currency-in-cell",
        Member("O1"),
        Member("O2", currency="EUR"),
        fees=(Fee("O1", "100.00", PAID), Fee("O2", "100.00", PAID, currency="EUR")),
        uses=(
            *templates("O1", 3),
            referral("O1", _JUN, "€9000.00", reference="a"),  # 4,500 pounds: counts
            referral("O1", _NOV, "€11000.00", reference="b"),  # 5,500 pounds: waits
            *templates("O2", 3),
            referral("O2", _JUN, "£2400.00", reference="c"),  # 4,800 euros: counts
            referral("O2", _NOV, "£2600.00", reference="d"),  # 5,200 euros: waits
        ),
        rates=(Rate("EUR", "0.5", date(2026, 1, 1)),),
    ),
)
