"""Whose row is it: ids exactly, without their case where that is nobody else; addresses as on the envelope."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given

from tests.workspaces import edited, worked_example
from valuereport.combine import combine
from valuereport.combine.identity import AMBIGUOUS, NOBODY, Identity
from valuereport.errors import RunError
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.addresses import normalised
from valuereport.pipeline.member_lookup import find_member
from valuereport.settings import load_settings

SALESFORCE: Final = ("0036100000AbcDe", "0036100000AbCDe")
NOT_ANOTHERS: Final = {  # an address of a member, and one that looks like it and is another's
    "sharp s": ("info@strasse.example", "info@straße.example"),
    "final sigma": ("info@βολοσ.example", "info@βολος.example"),
    "a Cyrillic letter": ("info@opera.example", "info@орега.example"),
    "ligature before the @": ("office@a.example", "oﬃce@a.example"),
}
THE_SAME: Final = {
    "punycode": ("info@straße.example", "INFO@xn--strae-oqa.example"),
    "decomposed": ("josé@a.example", "jose\u0301@a.example"),
    "case": ("Ann@A.Example", "ann@a.example"),
}


def table(**columns: list[str]) -> pd.DataFrame:
    length = len(next(iter(columns.values())))
    names = ("member_id", "other_ids", "emails", "file", "contact_id", "name", "job_title")
    rows = {name: columns.get(name, [""] * length) for name in names}
    return pd.DataFrame({**rows, "row": range(2, length + 2)}).astype(dict.fromkeys(rows, "str"))


NO_CONTACTS = table(member_id=[]).assign(member=[])


def whose(members: pd.DataFrame, *keys: str) -> list[int]:
    found = Identity(members, NO_CONTACTS).match(pd.Series(keys, dtype="str"))
    return [int(one) for one in found.member]


def combined(folder: Path, history: str, ids: tuple[str, ...], emails: tuple[str, ...]) -> History:
    rows = "".join(
        f"{id_},Member {at},{email},en-GB,GBP,Member,2015-03-01,2027-01-01,1 Street,London,EC1A 1AB,GB\n"
        for at, (id_, email) in enumerate(zip(ids, emails, strict=True))
    )
    head = "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country\n"
    lines = "".join(f"{key},referral,2026-05-0{day + 1},A,1,,\n" for day, key in enumerate(history.split()))
    path = worked_example(
        folder, members_csv=head + rows, history_csv=f"Member,Activity,Date,Title,Quantity,Amount,Reference\n{lines}"
    )
    settings = load_settings(path)
    return combine(load(settings), settings)


def test_two_ids_of_one_source_that_differ_in_case_alone_are_two_members(tmp_path: Path) -> None:
    history = combined(tmp_path, " ".join(SALESFORCE), SALESFORCE, ("ann@a.example", "bob@a.example"))
    assert history.members["member_id"].tolist() == list(SALESFORCE)
    assert history.engagements["member"].tolist() == [0, 1]
    warned = [one.member_id for one in history.problems if "differ by their case alone" in one.reason]
    assert warned == list(SALESFORCE)  # more often a slip than a system that tells them apart: a person looks


def test_an_id_in_a_third_case_is_nobody_s(tmp_path: Path) -> None:
    history = combined(tmp_path, SALESFORCE[0].lower(), SALESFORCE, ("ann@a.example", "bob@a.example"))
    assert history.engagements.empty
    assert [one.reason for one in history.problems if one.file == "history.csv"] == [
        "several members have this id or address"
    ]


def test_an_id_in_another_case_is_the_only_member_s_who_has_it_so(tmp_path: Path) -> None:
    history = combined(tmp_path, "ab12 AB12", ("Ab12", "X"), ("a@a.example", "x@a.example"))
    assert history.engagements["member"].tolist() == [0, 0]


def test_the_fees_of_one_are_not_paid_by_the_other() -> None:
    members = table(member_id=list(SALESFORCE), other_ids=["LMS-a", "LMS-A"])
    assert whose(members, *SALESFORCE, "LMS-A", "lms-a") == [0, 1, 1, AMBIGUOUS]


def test_an_unclear_id_is_not_mended_by_an_address() -> None:
    members = table(member_id=list(SALESFORCE), emails=["ann@a.example", "bob@a.example"])
    row = KEY_SEPARATOR.join((SALESFORCE[0].upper(), "ann@a.example"))
    assert whose(members, row) == [AMBIGUOUS]


def test_sharp_s_in_an_id_is_no_double_s() -> None:
    assert whose(table(member_id=["Großmann", "x"]), "GROSSMANN", "GROßMANN") == [NOBODY, 0]


@pytest.mark.parametrize("address", NOT_ANOTHERS.values(), ids=NOT_ANOTHERS)
def test_an_address_that_looks_like_a_member_s_is_nobody_s(address: tuple[str, str]) -> None:
    of_the_member, of_a_stranger = address
    assert whose(table(member_id=["M1"], emails=[of_the_member]), of_a_stranger) == [NOBODY]


@pytest.mark.parametrize("address", THE_SAME.values(), ids=THE_SAME)
def test_one_mailbox_in_two_forms_is_one_member(address: tuple[str, str]) -> None:
    for one, other in (address, address[::-1]):
        assert whose(table(member_id=["M1"], emails=[one]), other) == [0]


def test_a_source_that_uses_addresses_as_ids_has_one_member_a_mailbox(tmp_path: Path) -> None:
    ids = ("Ann@Straße.example", "ann@xn--strae-oqa.example", "ann@strasse.example")
    history = combined(tmp_path, "ann@straße.example", ids, ("", "", ""))
    assert history.members["member_id"].tolist() == [ids[0], ids[2]]
    assert history.engagements["member"].tolist() == [0]


def test_another_source_s_id_in_another_case_is_a_repetition_or_unclear(tmp_path: Path) -> None:
    head = "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country\n"
    tail = ",en-GB,GBP,Member,2015-03-01,2027-01-01,1 Street,London,EC1A 1AB,GB\n"
    path = worked_example(tmp_path, members_csv=head + f"AbC,Ann,{tail}aBc,Bob,{tail}X1,Cy,{tail}")
    (tmp_path / "second.csv").write_text(f"{head}abc,Dan,{tail}x1,Eve,{tail}X9,Flo,{tail}", encoding="utf-8")
    text = path.read_text(encoding="utf-8")
    source = next(part for part in text.split("[[source]]") if 'table = "members"' in part)
    other = source.replace("members.csv", "second.csv").replace('name = "members"', 'name = "second"')
    path.write_text(f"{text}\n[[source]]{other}", encoding="utf-8")
    settings = load_settings(path)
    history = combine(load(settings), settings)
    assert history.members["member_id"].tolist() == ["AbC", "aBc", "X1", "X9"]
    refused = {one.member_id: one.reason for one in history.problems if one.file == "second.csv"}
    assert "several members of another source" in refused["abc"]
    assert "another row has the same member id" in refused["x1"]


def test_a_contact_acts_for_the_member_with_its_id(tmp_path: Path) -> None:
    contacts = "Id,Member,Name,Email\nc1,AbC,Cleo,c@a.example\nc2,aBc,Dora,d@a.example\nc3,ABC,Eli,e@a.example\n"
    path = worked_example(tmp_path, contacts_csv=contacts)
    head, row = (tmp_path / "members.csv").read_text(encoding="utf-8").splitlines()[:2]
    rows = "".join(f"{id_},{row.partition(',')[2]}\n" for id_ in ("AbC", "aBc"))
    (tmp_path / "members.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    with path.open("a", encoding="utf-8") as stream:
        stream.write(
            '\n[[source]]\nname = "people"\ntable = "contacts"\nformat = "csv"\nfile = "contacts.csv"\n'
            '[source.columns]\ncontact_id = "Id"\nmember_id = "Member"\nname = "Name"\nemails = "Email"\n'
        )
    settings = load_settings(path)
    history = combine(load(settings), settings)
    assert history.contacts["member"].tolist() == [0, 1]
    assert [one.row for one in history.problems if one.file == "contacts.csv" and "but for its case" in one.reason] == [
        4
    ]


def test_a_contact_acts_for_the_firm_that_its_row_names(tmp_path: Path) -> None:
    people = ("c1,DOYLE  &  Sons,Cleo,c@a.example", "c2,Twins,Dora,d@a.example", "c3,Nobody,Eli,e@a.example")
    contacts = "\n".join(("Id,Member,Name,Email", *people, ""))
    path = worked_example(tmp_path, contacts_csv=contacts)
    head, row = (tmp_path / "members.csv").read_text(encoding="utf-8").splitlines()[:2]
    rest = row.split(",", 2)[2]
    firms = "".join(f"{id_},{name},{rest}\n" for id_, name in (("A", "Doyle & Sons"), ("B", "Twins"), ("C", "Twins")))
    (tmp_path / "members.csv").write_text(f"{head}\n{firms}", encoding="utf-8")
    edited(path, 'emails = "Email"', 'emails = "Email"\nother_ids = "Name"')
    with path.open("a", encoding="utf-8") as stream:
        stream.write(
            '\n[[source]]\nname = "people"\ntable = "contacts"\nformat = "csv"\nfile = "contacts.csv"\n'
            '[source.columns]\ncontact_id = "Id"\nmember_id = "Member"\nname = "Name"\nemails = "Email"\n'
        )
    settings = load_settings(path)
    history = combine(load(settings), settings)
    assert history.contacts[["name", "member"]].to_numpy().tolist() == [["Cleo", 0]]
    reasons = {one.row: one.reason for one in history.problems if one.file == "contacts.csv"}
    assert reasons == {
        3: "several members have this id or name",
        4: "the contact acts for a member that no source lists",
    }


def test_who_is_asked_for_is_found_as_rows_are(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    edited(path, 'emails = "Email"', 'emails = { column = "Email", separator = ";" }\nother_ids = "Old"')
    head = "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country,Old\n"
    tail = "en-GB,GBP,Member,2015-03-01,2027-01-01,1 Street,London,EC1A 1AB,GB"
    rows = [
        f"AbC,Ann Archer,ann@straße.example;ann@b.example,{tail},M1",
        f"aBc,Bob Baker,bob@a.example,{tail},M2",
        f"X7,Cy Carter,cy@a.example,{tail},",
    ]
    (tmp_path / "members.csv").write_text(head + "\n".join(rows), encoding="utf-8")
    settings = load_settings(path)
    history = combine(load(settings), settings)
    asked = {"AbC": 0, "aBc": 1, "x7": 2, "m2": 1, "ANN@B.example": 0, "ann@xn--strae-oqa.example": 0, " X7 ": 2}
    assert {name: find_member(history, name) for name in asked} == asked
    with pytest.raises(RunError, match="can mean several members: AbC, aBc"):
        find_member(history, "abc")
    with pytest.raises(RunError, match=r"no member has .*'carter'; with this name: X7 Cy Carter"):
        find_member(history, "carter")
    with pytest.raises(RunError, match=r"no member has .*'X77'; near it: X7"):
        find_member(history, "X77")
    with pytest.raises(RunError, match="no member has"):
        find_member(history, "ann@strasse.example")


IDS = st.text("aAbBß", min_size=1, max_size=3)


@given(st.lists(IDS, min_size=1, max_size=6, unique=True), st.lists(IDS, max_size=8))
def test_a_row_is_its_own_member_s_or_the_only_one_s_or_nobody_s(ids: list[str], asked: list[str]) -> None:
    for key, found in zip(asked, whose(table(member_id=ids), *asked), strict=True):
        alike = [at for at, one in enumerate(ids) if one.lower() == key.lower()]
        if key in ids:
            assert ids[found] == key
        else:
            assert found == (NOBODY if not alike else alike[0] if len(alike) == 1 else AMBIGUOUS)


@given(st.text(st.characters(max_codepoint=0x7F), max_size=20))
def test_ascii_has_one_form(address: str) -> None:
    assert normalised(address) == normalised(normalised(address)) == address.strip().lower()
