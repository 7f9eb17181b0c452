"""Files that somebody sends: safe names, nothing replaced without a word, private, nothing outside the exports."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from valuereport.actions.exports import Incoming, Received, decide, exports, exports_folder, receive, remove, waiting
from valuereport.errors import RequestError
from valuereport.model.person import Person

ANNA = Person("Anna Berg", "operator")


def sent(folder: Path, *files: tuple[str, bytes]) -> Received:
    return receive(ANNA, folder, [Incoming(name, io.BytesIO(content)) for name, content in files])


def names(folder: Path) -> list[str]:
    return [one.name for one in exports(ANNA, folder)]


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../../etc/members.csv", "members.csv"),
        ("C:\\Users\\Anna\\members.csv", "members.csv"),
        ("/members.csv", "members.csv"),
        ("..csv.csv", "csv.csv"),
        (".hidden.csv", "hidden.csv"),
        ("~$members.xlsx", "members.xlsx"),
        ("__init__.csv", "init__.csv"),
        ("Mitglieder Übersicht (2026).CSV", "Mitglieder Übersicht (2026).CSV"),
        ("会員.csv", "会員.csv"),
        ("a\x00b\nc<d>.csv", "abc_d_.csv"),
        ("members\u202ecsv.csv", "memberscsv.csv"),
        ("corrections.csv", "export corrections.csv"),
        ("con.csv", "export con.csv"),
        ("x" * 400 + ".csv", "x" * 176 + ".csv"),
        ("漢" * 100 + ".csv", "漢" * 58 + ".csv"),
    ],
)
def test_a_name_from_elsewhere_is_a_name_and_no_path(tmp_path: Path, name: str, stored: str) -> None:
    folder = tmp_path / "w"
    assert sent(folder, (name, b"a,b\n1,2\n")).stored == (stored,)
    assert [file.relative_to(folder) for file in tmp_path.rglob("*") if file.is_file()] == [Path("exports") / stored]
    assert (folder / "exports" / stored).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("all.zip", b"PK", "unpack it"),
        ("minutes.pdf", b"%PDF", "a PDF"),
        ("valuereport.toml", b"[a]", "no table"),
        ("run.sh", b"#!", "no table"),
        ("folder", b"", "choose the files in it"),
        ("csv", b"a", "no ending"),
        ("empty.csv", b"", "it is empty"),
    ],
)
def test_what_can_be_no_export_is_refused_with_what_to_do(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    ((refused, said),) = sent(tmp_path, (name, content)).refused
    assert refused == name
    assert why in said
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]


def test_nothing_is_replaced_before_somebody_says_so(tmp_path: Path) -> None:
    sent(tmp_path, ("m.csv", b"old"), ("f.csv", b"fees"), ("g.csv", b"g1"))
    got = sent(tmp_path, ("m.csv", b"new"), ("f.csv", b"fees"), ("g.csv", b"g2"))
    assert (got.stored, got.same, got.waiting) == ((), ("f.csv",), ("m.csv", "g.csv"))
    assert (tmp_path / "exports" / "m.csv").read_bytes() == b"old"
    assert [(one.new.name, one.new.size, one.old.size) for one in waiting(ANNA, tmp_path)] == [
        ("g.csv", 2, 2),
        ("m.csv", 3, 3),
    ]
    with pytest.raises(RequestError):
        decide(ANNA, tmp_path, {"../m.csv": "replace"})
    decide(ANNA, tmp_path, {"m.csv": "replace"})
    decide(ANNA, tmp_path, {"g.csv": "both"})
    assert names(tmp_path) == ["f.csv", "g (2).csv", "g.csv", "m.csv"]
    assert (tmp_path / "exports" / "m.csv").read_bytes() == b"new"
    assert waiting(ANNA, tmp_path) == ()
    assert not (tmp_path / ".incoming").exists()


def test_two_of_one_name_that_come_together_are_two_files(tmp_path: Path) -> None:
    assert sent(tmp_path, ("a/x.csv", b"1"), ("b/X.csv", b"2")).stored == ("x.csv", "X (2).csv")


def test_exports_beside_the_settings_stay_the_ones(tmp_path: Path) -> None:
    assert exports_folder(tmp_path) == tmp_path / "exports"
    (tmp_path / "members.csv").write_text("a,b")
    (tmp_path / "corrections.csv").write_text("a,b")
    assert exports_folder(tmp_path) == tmp_path
    sent(tmp_path, ("fees.csv", b"a"))
    assert names(tmp_path) == ["fees.csv", "members.csv"]


def test_only_what_is_listed_is_removed(tmp_path: Path) -> None:
    sent(tmp_path, ("m.csv", b"old"))
    (tmp_path / "valuereport.toml").write_text("")
    for name in ("../valuereport.toml", "/etc/passwd", "", "other.csv"):
        with pytest.raises(RequestError):
            remove(ANNA, tmp_path, name)
    remove(ANNA, tmp_path, "m.csv")
    assert names(tmp_path) == []
