"""A Japanese society: family name first, years first, digits of full width, an encoding that is not cp1252."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, Person
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, source

_MEMBERS = (
    "会員番号,氏名,氏名（フリガナ）,電話番号,メールアドレス,生年月日,性別,郵便番号,住所,"
    "会員種別,入会日,有効期限,状態,メール配信,備考"
)
_DUES = "入金日,会員番号,氏名,金額,年度,摘要"
_FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")
_FEES = {"正会員": 12000, "学生会員": 4000, "名誉会員": 0}


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("jp-gakkai")
    made = Folder("Japanese society: yyyy/mm/dd, full-width digits, Shift JIS, consent in words")
    members = list(zip(draws.ids(58, 10012, 9), draws.japanese(58, "gakkai.example"), strict=True))
    kinds = [draws.pick(list(_FEES)) for _ in members]
    rows: list[Row] = [_MEMBERS.split(",")]
    for (number, person), kind in zip(members, kinds, strict=True):
        rows.append(
            [
                *(number, f"{person.last}　{person.first}", person.reading, person.phone, person.email),
                *(_day(draws.day(date(1955, 1, 1), date(2002, 1, 1))), draws.pick(["女性", "男性"]), "600-8001"),
                *(
                    f"京都府京都市下京区{draws.number(1, 30)}-{draws.number(1, 9)}",
                    kind,
                    _day(draws.day(date(1999, 4, 1), date(2026, 4, 1))),
                ),
                *("2027/03/31", draws.pick(["在籍"] * 9 + ["退会"]), draws.pick(["希望する"] * 6 + ["希望しない"]), ""),
            ]
        )
    made.add(
        "会員名簿_20261101.csv",
        table(rows, encoding="utf-8-sig"),
        source(
            None,
            "members",
            {
                "member_id": "会員番号",
                "name": "氏名",
                "emails": "メールアドレス",
                "joined": "入会日",
                "renewal": "有効期限",
                "grade": "会員種別",
                "status": "状態",
                "street": "住所",
                "postcode": "郵便番号",
                "no_email": "メール配信",
            },
            encoding="utf-8-sig",
            date_order="ymd",
            values={"no_email": {"希望する": "no", "希望しない": "yes"}},
            optional=["no_email"],
            never={
                "joined": ["生年月日"],
                "renewal": ["生年月日"],
                "name": ["氏名（フリガナ）"],
                "member_id": ["電話番号", "郵便番号"],
            },
            asks=["which statuses get a statement"],
            source="Template of a Japanese member import in public code ('会員番号,氏名,氏名（フリガナ）,"
            "電話番号,メールアドレス,生年月日,性別,郵便番号,住所,...,登録日,備考')",
        ),
    )
    made.add("会費/会費入金一覧.csv", *_dues(draws, members, kinds))
    made.add("Zoom/第3回セミナー.csv", *_meeting(draws, members))
    return made


def _dues(draws: Draws, members: list[tuple[int, Person]], kinds: list[str]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_DUES.split(",")]
    for (number, person), kind in list(zip(members, kinds, strict=True))[:51]:
        amount, day = f"{_FEES[kind] or 1000:,}", draws.day(date(2026, 4, 1), date(2026, 9, 30))
        wide = draws.chance(0.3)
        rows.append(
            [
                *(_day(day), str(number).translate(_FULL_WIDTH) if wide else number, f"{person.last}　{person.first}"),
                *(amount.translate(_FULL_WIDTH) + "円" if wide else amount, "2026", f"{kind}会費"),
            ]
        )
    rows.append(["合計", "", "", f"{sum(_FEES[kind] for kind in kinds[:51]):,}"])
    return table(rows, encoding="cp932"), source(
        None,
        "fees",
        {"member": ["会員番号", "氏名"], "amount": "金額", "paid": "入金日", "year": "年度"},
        encoding="cp932",
        decimal=".",
        date_order="ymd",
        optional=["year"],
        never={"amount": ["年度", "会員番号"]},
        asks=["encoding"],
        source="The society's own ledger, in the encoding that Japanese Excel writes",
    )


def _meeting(draws: Draws, members: list[tuple[int, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [
        ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants"],
        [
            "812 3456 7890",
            "第3回セミナー",
            "05/23/2026 01:55:00 PM",
            "05/23/2026 03:10:00 PM",
            "jimu@gakkai.example",
            75,
            33,
        ],
        [],
        ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"],
    ]
    for _, person in draws.some(members, 33):
        name = f"{person.last} {person.first}" if draws.chance(0.7) else f"{person.email.split('.')[0].title()} (K)"
        stayed = draws.number(20, 60)
        rows.append(
            [
                name,
                person.email if draws.chance(0.8) else "",
                "05/23/2026 02:00:41 PM",
                f"05/23/2026 02:{stayed - 1:02}:00 PM",
                stayed,
                "Yes",
            ]
        )
    return table(rows, encoding="utf-8-sig"), source(
        "zoom-meeting",
        "engagements",
        {
            "member": ["User Email", "Name (Original Name)"],
            "date": "Join Time",
            "end": "Leave Time",
            "title": "Topic",
            "quantity": "Duration (Minutes)",
        },
        encoding="utf-8-sig",
        heading_row=4,
        date_order="mdy",
        optional=["end", "title", "quantity"],
        never={"date": ["Start Time", "End Time"], "end": ["End Time"]},
        asks=["which activity"],
        source="the project's notes on source systems",
    )


def _day(day: date) -> str:
    return f"{day:%Y/%m/%d}"
