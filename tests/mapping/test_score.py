"""The score of the mapping wizard: what counts as right, wrong, asked and missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.mapping.folders.make import FOLDERS, HERE, make
from tests.mapping.score import Score, score


def _perfect(folder: Path) -> dict[str, Any]:
    """Return what a wizard would say that knows the truth and asks what must be asked."""
    files = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["files"]
    questions = [
        {"id": "date-order", "about": "date order", "choices": []},
        {"id": "decimal", "about": "", "choices": []},
    ]
    return {"files": [{"file": name, "columns": {}, **truth, "questions": questions} for name, truth in files.items()]}


def _score(**changes: Any) -> Score:
    """Return the score of a French folder after one file was told otherwise."""
    folder = HERE / "fr-ordre"
    said = _perfect(folder)
    entry = next(one for one in said["files"] if one["file"].startswith("Adhérents"))
    entry |= {name: value for name, value in changes.items() if name != "columns"}
    entry["columns"] = {**entry["columns"], **changes.get("columns", {})}
    return score(folder, said)


def test_who_says_the_truth_has_everything_right_and_nothing_wrong() -> None:
    for name in FOLDERS:
        found = score(HERE / name, _perfect(HERE / name))
        assert not found.wrong + found.missed + found.extra, name
        assert found.share_right == 1


def test_dates_whose_order_hides_must_be_asked() -> None:
    folder = HERE / "us-association"
    said = _perfect(folder)
    assert [mark.canonical for mark in score(folder, said).asked] == ["(date_order)"]
    report = next(one for one in said["files"] if one["file"].startswith("report176"))
    report["date_order"] = "mdy"
    assert [(mark.said, mark.truth) for mark in score(folder, said).wrong] == [("mdy", None)]


def test_a_consent_that_is_read_as_a_refusal_is_wrong() -> None:
    consent = {"no_email": "Accepte les e-mails"}
    turned = {"no_email": {"Oui": "no", "Non": "yes"}, "no_post": {"oui": "false", "non": "true"}}
    assert not _score(columns=consent, values=turned).wrong
    for values in ({}, {**turned, "no_email": {"oui": "yes", "non": "no"}}):
        assert "no_email" in {mark.canonical for mark in _score(columns=consent, values=values).wrong}


def test_names_have_an_order_and_keys_have_none() -> None:
    assert [mark.canonical for mark in _score(columns={"name": ["Nom d'usage", "Prénom"]}).wrong] == ["name"]
    folder = HERE / "scottish-network"
    said = _perfect(folder)
    invoices = next(one for one in said["files"] if one["file"].startswith("Xero"))
    invoices["columns"] = {**invoices["columns"], "member": ["Email Address", "Contact Name"]}
    assert not score(folder, said).wrong
    invoices["columns"] = {**invoices["columns"], "member": ["Email Address", "Invoice Number"]}
    assert [mark.canonical for mark in score(folder, said).wrong] == ["member"]


def test_what_is_not_said_is_missed_or_asked() -> None:
    silent = _score(columns={"joined": None}, questions=[])
    assert [mark.canonical for mark in silent.missed] == ["joined"]
    asking = _score(columns={"joined": None}, questions=[{"id": "joined", "about": "", "choices": []}])
    assert [mark.canonical for mark in asking.asked] == ["joined"]
    assert not asking.missed
    assert asking.share_right < 1


def test_a_decoy_that_becomes_a_source_is_wrong() -> None:
    folder = HERE / "it-camera"
    said = _perfect(folder)
    staff = next(one for one in said["files"] if one["file"].endswith("personale.csv"))
    staff["table"] = "members"
    assert [(mark.file, mark.said) for mark in score(folder, said).wrong] == [("Altro/personale.csv", "members")]


def test_the_folders_are_as_their_script_makes_them(tmp_path: Path) -> None:
    make(tmp_path)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    held = {path.relative_to(HERE) for name in FOLDERS for path in (HERE / name).rglob("*") if path.is_file()}
    assert made == held
    for file in made:
        if file.suffix not in (".xlsx", ".jpg"):  # their bytes depend on libraries of compression
            assert (tmp_path / file).read_bytes() == (HERE / file).read_bytes(), file
