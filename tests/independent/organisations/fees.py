"""Fees: refunds, instalments, the period they are for, invoices, tax, rows that stand twice, and none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.independent.facts import Fee, Member, Use, Vat
from tests.independent.organisations.kit import PAID, evening, organisation, shop, template, templates

_FEB, _JUN, _NOV = date(2026, 2, 9), date(2026, 6, 9), date(2026, 11, 9)


def _standard(*members: str) -> tuple[Use, ...]:
    return tuple(use for member in members for use in templates(member, 5))


def _members(count: int) -> tuple[Member, ...]:
    return tuple(Member(f"F{each}") for each in range(1, count + 1))


ORGANISATIONS = (
    organisation(
        "refunds",
        "refund-notations instalments fee-zero",
        *_members(4),
        fees=(
            *(Fee("F1", cell, day) for cell, day in (("+120", PAID), ("-120", _FEB), ("+120", _JUN))),
            Fee("F2", "200", PAID),
            Fee("F2", "(50.00)", _FEB),
            Fee("F3", "100.00", PAID),
            Fee("F3", "100.00-", _FEB),
            Fee("F4", "1,150.00", PAID),
            Fee("F4", "\u22121,000.00", _FEB),
        ),
        uses=_standard("F1", "F2", "F3", "F4"),
    ),
    organisation(
        "refunds-by-a-word",
        "refund-notations instalments",
        *_members(3),
        fees=(
            Fee("F1", "180.00", PAID, kind="Beitrag"),
            Fee("F1", "30.00", _FEB, kind="Gutschrift"),
            Fee("F2", "60.00", PAID, kind="Beitrag"),
            Fee("F2", "60.00", _FEB, kind="Beitrag"),
            Fee("F2", "-20.00", _JUN, kind="Gutschrift"),
            Fee("F3", "90.00", PAID, kind="Beitrag"),
            Fee("F3", "(10.00)", _JUN, kind="Gutschrift"),
        ),
        uses=_standard("F1", "F2", "F3"),
        kind_words={"Beitrag": "payment", "Gutschrift": "refund"},
    ),
    organisation(
        "instalments",
        "instalments paid-window",
        *_members(2),
        fees=(
            *(Fee("F1", "16.25", date(2026, month, 1), reference=f"F1-{month}") for month in range(1, 13)),
            *(Fee("F2", "45.00", date(2026, month, 15)) for month in (1, 4, 7, 10)),
            Fee("F2", "45.00", date(2025, 12, 31)),  # before the period
            Fee("F2", "45.00", date(2027, 1, 1)),  # after it
        ),
        uses=_standard("F1", "F2"),
    ),
    organisation(
        "year-of-a-fee",
        "fee-year",
        *_members(3),
        fees=(
            Fee("F1", "100.00", date(2025, 12, 10), year="2026"),
            Fee("F1", "110.00", date(2026, 12, 10), year="2027"),
            Fee("F2", "90.00", date(2027, 2, 10), year="2026"),
            Fee("F2", "80.00", _FEB, year="2025"),
            Fee("F3", "60.00", _FEB, year="2026"),
            Fee("F3", "65.00", _JUN, year="2026"),
        ),
        uses=_standard("F1", "F2", "F3"),
    ),
    organisation(
        "year-of-a-fee-in-autumn",
        "fee-year",
        *_members(2),
        fees=(
            Fee("F1", "100.00", date(2026, 9, 10), year="2026"),
            Fee("F1", "110.00", date(2027, 1, 10), year="2027"),
            Fee("F2", "75.00", date(2027, 1, 10), year="2026"),
        ),
        uses=tuple(template(each, date(2026, 10, 1 + day)) for each in ("F1", "F2") for day in range(4)),
        start=date(2026, 9, 1),
        end=date(2027, 9, 1),
    ),
    organisation(
        "first-day-of-what-is-paid-for",
        "fee-from nothing-recorded",
        *_members(4),
        fees=(
            Fee("F1", "100.00", date(2025, 11, 1), starts=date(2026, 1, 1), until=date(2026, 12, 31)),
            Fee("F1", "105.00", date(2026, 11, 1), starts=date(2027, 1, 1), until=date(2027, 12, 31)),
            Fee("F2", "70.00", _JUN, starts=date(2026, 6, 1), until=date(2027, 5, 31)),  # whole
            Fee("F2", "70.00", date(2025, 6, 1), starts=date(2025, 6, 1), until=date(2026, 5, 31)),
            Fee("F3", "50.00", _FEB, starts=date(2025, 1, 1), until=date(2025, 12, 31)),  # arrears only: nothing
            Fee("F4", "88.00", _FEB, starts=date(2026, 12, 31)),
        ),
        uses=_standard("F1", "F2", "F3", "F4"),
    ),
    organisation(
        "first-day-of-half-a-year",
        "fee-from instalments",
        *_members(2),
        fees=(
            Fee("F1", "60.00", PAID, starts=date(2026, 1, 1), until=date(2026, 6, 30)),
            Fee("F1", "60.00", _FEB, starts=date(2026, 7, 1), until=date(2026, 12, 31)),
            Fee("F2", "30.00", PAID, starts=date(2026, 4, 1), until=date(2026, 6, 30)),
            Fee("F2", "30.00", date(2025, 12, 12), starts=date(2026, 1, 1), until=date(2026, 3, 31)),
        ),
        uses=_standard("F1", "F2"),
        end=date(2026, 7, 1),
    ),
    organisation(
        "window-of-payment",
        "paid-window nothing-recorded",
        *_members(3),
        fees=(
            Fee("F1", "100.00", date(2025, 11, 20)),
            Fee("F1", "100.00", date(2026, 11, 20)),  # for the year after
            Fee("F2", "95.00", date(2026, 3, 30)),
            Fee("F3", "95.00", date(2026, 8, 1)),  # nothing in the window
        ),
        uses=_standard("F1", "F2", "F3"),
        paid_from=date(2025, 11, 1),
        paid_until=date(2026, 4, 30),
    ),
    organisation(
        "invoices",
        "invoiced nothing-recorded fee-in-members",
        *_members(2),
        Member("F3", fee="85.00"),
        Member("F4"),
        Member("F5", fee="85.00"),
        fees=(
            Fee("F1", "120.00", PAID, kind="invoice"),
            Fee("F1", "120.00", _FEB, kind="payment"),
            Fee("F2", "110.00", PAID, kind="invoice"),
            Fee("F5", "60.00", _FEB, kind="payment"),
        ),
        uses=_standard("F1", "F2", "F3", "F4", "F5"),
    ),
    organisation(
        "invoices-of-another-year",
        "invoiced fee-in-members fee-year",
        *_members(2),
        Member("F3", fee="£70.00"),
        fees=(
            Fee("F1", "120.00", _NOV, kind="invoice", year="2027"),
            Fee("F1", "115.00", PAID, kind="invoice", year="2026"),
            Fee("F2", "110.00", PAID, kind="invoice", year="2026"),
            Fee("F2", "55.00", PAID, kind="payment", year="2026"),
        ),
        uses=_standard("F1", "F2", "F3"),
    ),
    organisation(
        "tax-excluded",
        "vat",
        *_members(2),
        fees=(
            Fee("F1", "120.00", PAID, source="ledger", file="ledger.csv"),
            Fee("F2", "90.00", PAID, source="shop", file="shop.csv"),
            Fee("F2", "12.00", _FEB, source="ledger", file="ledger.csv"),
        ),
        uses=_standard("F1", "F2"),
        vat={"ledger": Vat("included", "0.2"), "shop": Vat("excluded", "0.2")},
        fee_basis="excluded",
    ),
    organisation(
        "tax-included",
        "vat refund-notations",
        *_members(2),
        fees=(
            Fee("F1", "100.00", PAID, source="ledger", file="ledger.csv"),
            Fee("F1", "(25.00)", _FEB, source="ledger", file="ledger.csv"),
            Fee("F2", "90.00", PAID, source="shop", file="shop.csv"),
        ),
        uses=_standard("F1", "F2"),
        vat={"ledger": Vat("excluded", "0.19"), "shop": Vat("included", "0.07")},
        fee_basis="included",
    ),
    organisation(
        "rows-in-two-files",
        "duplicates-across-files equal-rows-one-file",
        *_members(3),
        fees=(
            Fee("F1", "60.00", PAID, reference="A", file="fees-1.csv"),
            Fee("F1", "60.00", PAID, reference="A", file="fees-2.csv"),  # the same row in the next month's export
            Fee("F1", "60.00", PAID, reference="B", file="fees-2.csv"),
            Fee("F2", "40.00", PAID, file="fees-1.csv"),
            Fee("F2", "40.00", PAID, file="fees-2.csv"),
            Fee("F3", "35.00", PAID, file="fees-2.csv"),
            Fee("F3", "35.00", PAID, file="fees-2.csv"),  # two equal amounts in one file: both
        ),
        uses=(
            *templates("F1", 3),
            *(replace(use, file="history-2.csv") for use in templates("F1", 3)),
            *(replace(use, file="history-2.csv") for use in templates("F2", 4)),
            *templates("F3", 3),
        ),
    ),
    organisation(
        "equal-rows",
        "equal-rows-one-file duplicates-across-files instalments",
        *_members(2),
        fees=(
            Fee("F1", "100.00", PAID, reference="A"),
            Fee("F1", "100.00", PAID, reference="B"),
            Fee("F2", "25.00", _FEB),
            Fee("F2", "25.00", _FEB),
            Fee("F2", "25.00", _FEB, source="bank", file="bank-1.csv", reference="x"),
            Fee("F2", "25.00", _FEB, source="bank", file="bank-2.csv", reference="x"),
        ),
        uses=(
            *templates("F1", 5),
            *templates("F2", 2),
            shop("F2", _FEB, "80.00", "20.00", reference="s1", source="till", file="till-1.csv"),
            shop("F2", _FEB, "80.00", "20.00", reference="s1", source="till", file="till-2.csv"),
            shop("F2", _FEB, "80.00", "20.00", reference="s2", source="till", file="till-2.csv"),
        ),
    ),
    organisation(
        "fee-of-zero",
        "fee-zero light-use nothing-recorded below-fee standard ratio",
        *_members(6),
        fees=(
            Fee("F1", "0.00", PAID),
            Fee("F2", "50.00", PAID),
            Fee("F2", "-80.00", _FEB),
            Fee("F3", "0", PAID),
            Fee("F5", "1000.00", PAID),
            Fee("F6", "20.00", PAID),
        ),
        uses=(
            *_standard("F1", "F2", "F5"),
            evening("F3", _FEB),
            template("F3", _JUN),
            evening("F4", _FEB),
            template("F6", _JUN),  # one use, but more than the fee: no light use
        ),
    ),
    organisation(
        "editions-in-order",
        "light-use below-fee standard first-year ratio",
        *_members(4),
        Member("F5", joined=_FEB),
        Member("F6", joined=_FEB),
        fees=tuple(
            Fee(member, fee, PAID)
            for member, fee in zip(
                ("F1", "F2", "F3", "F4", "F5", "F6"),
                ("43.20", "43.21", "216.00", "216.01", "500", "86.40"),
                strict=True,
            )
        ),
        uses=(
            template("F1", _JUN),  # 43.20, as much as the fee
            template("F2", _JUN),
            *_standard("F3", "F4"),
            template("F5", _JUN),
            template("F6", _JUN, "2"),
        ),
    ),
    organisation(
        "light-use-below-five",
        "light-use standard below-fee",
        *_members(3),
        fees=(Fee("F1", "300", PAID), Fee("F2", "300", PAID), Fee("F3", "160", PAID)),
        uses=(*templates("F1", 4), *templates("F2", 4), evening("F2", _JUN), *templates("F3", 4)),
        light_use_below=5,
    ),
)
