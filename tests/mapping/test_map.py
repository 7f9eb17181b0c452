"""From a folder of exports to a workspace: asked once, written with reasons, and known the next time."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.commands import ROOT, SAMPLE, run
from tests.mapping.folders.make import HERE
from valuereport.actions.map import (
    MapRequest,
    Written,
    answered,
    answers_of,
    look,
    open_questions,
    write_workspace,
)
from valuereport.calculator import Explainer
from valuereport.deliver.stop_list import Known, read_stop_list
from valuereport.mapping.answers import read_answers
from valuereport.mapping.workspace_text import BEGIN
from valuereport.model.person import Person
from valuereport.pipeline.calculation import figures_of, load_and_calculate, member_of
from valuereport.pipeline.plan import Scope, plan
from valuereport.settings import load_settings

ANNA = Person("Anna Berg", "operator")
ABOUT = """
[organisation]
name = "A Club"
sender = "office@club.example"
website = "https://club.example"
signatory = "Jane Doe"
"""
TODAY = date(2026, 11, 30)


def exports(tmp_path: Path, name: str = "it-camera") -> Path:
    return Path(shutil.copytree(HERE / name, tmp_path / "exports"))


def mapped(folder: Path, workspace: Path, answers: str = ABOUT) -> Written:
    """Map a folder with the answers, else those of the workspace, else the default of every question."""
    there = answers_of(workspace / "answers.toml", needed=False)
    known = there if there.given else read_answers(answers, "answers.toml")
    found = look(ANNA, MapRequest((folder,), workspace, TODAY, known))
    given = dict(known.given)
    while left := open_questions(found, given):
        given |= {one.id: one.default for one in left}
        found = answered(found, given)
    return write_workspace(ANNA, found, given)


def asked(folder: Path, workspace: Path) -> tuple[str, ...]:
    """Return the ids of what is asked with the workspace's own answers."""
    known = answers_of(workspace / "answers.toml", needed=True)
    found = look(ANNA, MapRequest((folder,), workspace, TODAY, known))
    return tuple(one.id for one in open_questions(found, known.given))


def test_nobody_at_the_terminal_means_every_question_needs_an_answer(tmp_path: Path) -> None:
    done = run("map", exports(tmp_path), "--output", tmp_path / "w")
    assert done.returncode == 2
    assert '"organisation.name" = ""' in done.stderr
    assert '"status.Cessato" = "no"' in done.stderr
    assert not (tmp_path / "w").exists()


def test_an_answer_that_is_no_choice_is_named_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('"status.Cessato" = "noo"')
    done = run("map", exports(tmp_path), "--answers", tmp_path / "a.toml")
    assert done.returncode == 2
    assert "a.toml: status.Cessato: found 'noo'; allowed: yes, no; did you mean no?" in done.stderr


def test_an_empty_workspace_is_filled_and_has_nothing_of_the_sample(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    assert run("init", workspace, "--empty").returncode == 0
    empty = run("check", "--config", workspace / "valuereport.toml")
    assert empty.returncode == 2
    assert "valuereport map FILE_OR_FOLDER" in empty.stderr
    (tmp_path / "answers.toml").write_text(ABOUT, encoding="utf-8")
    done = run("map", exports(tmp_path), "--output", workspace, "--answers", tmp_path / "answers.toml", "--defaults")
    assert done.returncode in (0, 1), done.stderr
    assert "Soci/soci_2026-11.csv: members" in done.stdout
    text = (workspace / "valuereport.toml").read_text(encoding="utf-8")
    assert 'name = "A Club"' in text
    assert "building-aftercare" not in "".join(one.read_text("utf-8") for one in workspace.glob("*.toml"))
    assert (workspace / "output" / "preview" / "contact-sheet.pdf").exists()
    settings = load_settings(workspace / "valuereport.toml")
    assert [one.table for one in settings.workspace.source].count("members") == 1  # the newer of two versions
    assert settings.workspace.eligibility.skip_status == ("Cessato",)
    assert all(one.benefit == "community" for one in settings.judgement.taxonomy.activity)


def test_the_next_time_nothing_is_asked_and_a_renamed_heading_is_one_question(tmp_path: Path) -> None:
    folder, workspace = exports(tmp_path), tmp_path / "w"
    mapped(folder, workspace)
    newer = folder / "Soci" / "elenco dicembre.csv"
    (folder / "Soci" / "soci_2026-11.csv").rename(newer)
    (folder / "Soci" / "soci_2026-10.csv").unlink()
    assert asked(folder, workspace) == ()
    mapped(folder, workspace)
    assert "elenco dicembre.csv" in (workspace / "valuereport.toml").read_text(encoding="utf-8")
    data = newer.read_bytes()
    newer.write_bytes(data.replace(b"Data iscrizione", b"Ingresso nel registro", 1))
    assert asked(folder, workspace) == ("renamed.soci.Data iscrizione",)
    (change,) = look(
        ANNA, MapRequest((folder,), workspace, TODAY, answers_of(workspace / "answers.toml", needed=True))
    ).changes
    assert (change.added, change.removed) == (("Ingresso nel registro",), ("Data iscrizione",))


def test_what_somebody_wrote_stays(tmp_path: Path) -> None:
    folder, workspace = exports(tmp_path), tmp_path / "w"
    mapped(folder, workspace)
    settings, taxonomy = workspace / "valuereport.toml", workspace / "taxonomy.toml"
    settings.write_text(settings.read_text("utf-8").replace("address = []", 'address = ["Via Roma 1"]'), "utf-8")
    own = taxonomy.read_text("utf-8").split("\n", 1)[1]
    taxonomy.write_text(own, "utf-8")
    assert mapped(folder, workspace).kept == (taxonomy,)
    assert taxonomy.read_text("utf-8") == own
    text = settings.read_text("utf-8")
    assert 'address = ["Via Roma 1"]' in text
    assert text.count(BEGIN) == 1


def figures(config: Path) -> dict[str, object]:
    valued = load_and_calculate(load_settings(config))
    planned, _ = plan(valued, Scope())
    explainer = Explainer(valued.valuations)
    return {
        member_of(valued, one).member_id: (
            one.reason,
            one.edition,
            one.locale,
            None if one.reason else (figures_of(valued, one.row), explainer.valuation(one.row).currency),
        )
        for one in planned
    }


def test_the_sample_mapped_from_its_files_gives_the_figures_of_its_hand_written_settings(tmp_path: Path) -> None:
    """Only titles differ: which column is printed beside an activity is nobody's guess."""
    folder, workspace = tmp_path / "exports", tmp_path / "w"
    shutil.copytree(SAMPLE.parent, folder, ignore=shutil.ignore_patterns("*.toml", "output", "locale", "*.svg"))
    workspace.mkdir()
    for file in ("taxonomy.toml", "assumptions.toml", "policy_wins.toml", "entitlements.toml", "logo.svg"):
        shutil.copy(SAMPLE.parent / file, workspace / file)
    head = SAMPLE.read_text(encoding="utf-8").partition("# ---- The exports ---")[0]
    (workspace / "valuereport.toml").write_text(head, encoding="utf-8")
    answers = """
"columns.helpline.date" = "Closed"
"activity.rows:helpline.Outcome.Passed to a solicitor" = "no"
"activity.rows:hubspot-deals.Deal Stage.Closed lost" = "no"
"activity.hours:moodle-completion" = "2"
"""
    mapped(folder, workspace, answers)
    assert figures(workspace / "valuereport.toml") == figures(SAMPLE)


def test_json_asks_and_writes_nothing(tmp_path: Path) -> None:
    done = run("map", exports(tmp_path, "us-association"), "--output", tmp_path / "w", "--json")
    assert done.returncode == 0
    said = json.loads(done.stdout)
    report = next(one for one in said["files"] if one["file"].startswith("report176"))
    assert report["preset"] == "salesforce-contacts"
    assert report["date_order"] is None
    (asked,) = (one for one in report["questions"] if one["id"].startswith("date_order."))
    assert " or " in asked["about"]
    assert asked["choices"] == ["dmy", "mdy", "ymd"]
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("headings", "addresses", "table"),
    [
        ("Name,Email,Membership Type,Joined", 20, "members"),
        ("Naam,E-mail,Lidmaatschapstype,Lid sinds", 20, "members"),
        ("Name,Email,Membership Type,Title", 20, "members"),
        ("Title,Email,Membership Type,Joined", 20, None),  # a title is no name
        ("Name,Email,Mitgliedsart,Vorname", 20, None),  # nor is a family name alone
        ("Name,Email,Status,Date", 20, None),  # what attendees have as well
        ("Name,Email,Membership Type,Joined", 4, None),  # a log has a row a year
    ],
)
def test_a_plain_name_is_enough_beside_an_address_a_row_and_what_only_members_have(
    tmp_path: Path, headings: str, addresses: int, table: str | None
) -> None:
    rows = (f"Anna Berg {at},{at % addresses}@a.example,Full,{at + 1:02}/03/2019" for at in range(20))
    (tmp_path / "list.csv").write_text("\n".join([headings, *rows]), encoding="utf-8")
    assert [one.table for one in look(ANNA, MapRequest((tmp_path,), tmp_path, TODAY)).files] == [table]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.csv", b"", "empty"),
        ("letter.pdf", b"%PDF-1.7\n...", "a PDF"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("noise.csv", bytes(range(32)) * 50, "neither a table nor a text"),
        ("note.txt", b"Dear colleague,\nthese are the exports.\n", "no row looks like headings"),
        ("half.xlsx", b"PK\x03\x04 cut off", ""),
    ],
)
def test_what_is_no_table_is_said(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    found = look(ANNA, MapRequest((tmp_path,), tmp_path, TODAY))
    assert [one.file for one in found.no_sources] == [name]
    assert why in found.no_sources[0].reason
    done = run("map", tmp_path, "--defaults")
    assert done.returncode == 2


def test_hundreds_of_files_and_names_with_quotes(tmp_path: Path) -> None:
    folder = exports(tmp_path)
    rows = "Topic,When\n" + "".join(f"Item {number},2026-05-{number % 28 + 1:02}\n" for number in range(20))
    for number in range(200):
        (folder / f"list \"{number}\" of 'ours'.csv").write_text(rows, encoding="utf-8")
    found = look(ANNA, MapRequest((folder,), tmp_path / "w", TODAY))
    assert sum(1 for one in found.files if one.table == "members") == 2
    assert all(one.table is None for one in found.files if one.found.file.startswith("list"))
    mapped(folder, tmp_path / "w")


def test_questions_stand_in_ten_groups_at_most() -> None:
    groups = set()
    for folder in sorted(path for path in HERE.iterdir() if (path / "truth.json").exists()):
        found = look(ANNA, MapRequest((folder,), folder, TODAY, answers_of(folder / "none.toml", needed=False)))
        asked = answered(found, {one.id: one.default for one in found.questions}).questions
        here = {one.group for one in asked}
        assert len(here) <= 10, (folder.name, here)
        groups |= here
    assert groups


def test_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = run("map", tmp_path / "nothing")
    assert done.returncode == 2
    assert "no such file or folder" in done.stderr
    assert ROOT.exists()


MEMBERS = "Member No,First name,Last name,Email,Joined,Status\n"
FEES = "Member No,Amount,Payment date,Receipt\n"


def club(tmp_path: Path, *, fees: dict[str, str], encoding: str = "utf-8") -> Path:
    """Make the exports of a club of 30 members; `fees`: files of fees, by their names."""
    folder = tmp_path / "exports"
    folder.mkdir()
    rows = "".join(f"M{n},Ann,Lee{n},a{n}@club.example,2020-01-{n:02},Active\n" for n in range(1, 31))
    (folder / "members.csv").write_text(MEMBERS + rows, encoding=encoding)
    for name, text in fees.items():
        (folder / name).write_text(FEES + text, encoding=encoding)
    return folder


def payments(first: int, last: int, amount: str = "40.00") -> str:
    return "".join(f"M{n},{amount},2026-02-{n % 28 + 1:02},R{n}\n" for n in range(first, last))


@pytest.mark.parametrize("names", [("autumn.csv", "spring.csv"), ("[2026] pay 1.csv", "[2026] pay 2.csv")])
def test_every_file_of_an_export_is_read(tmp_path: Path, names: tuple[str, str]) -> None:
    folder = club(tmp_path, fees={names[0]: payments(1, 16), names[1]: payments(16, 31)})
    mapped(folder, tmp_path / "w")
    valued = load_and_calculate(load_settings(tmp_path / "w" / "valuereport.toml"))
    assert list(valued.roster.fees) == [40.0] * 30


def test_pounds_in_an_old_encoding_are_no_polish_and_no_japanese_letters(tmp_path: Path) -> None:
    fees = payments(1, 31, "£185.00").replace("R1\n", "R1 – O’Neill\n")
    folder = club(tmp_path, fees={"fees.csv": fees}, encoding="cp1252")
    (proposal,) = (one for one in look(ANNA, MapRequest((folder,), folder, TODAY)).files if one.table == "fees")
    assert proposal.found.sheet.encoding == "cp1252"
    assert proposal.found.columns["Amount"][0] == "£185.00"


def test_a_changed_answer_counts_the_next_time_and_a_new_status_is_asked(tmp_path: Path) -> None:
    folder, workspace = club(tmp_path, fees={"fees.csv": payments(1, 31)}), tmp_path / "w"
    mapped(folder, workspace)
    answers = workspace / "answers.toml"
    answers.write_text(answers.read_text("utf-8").replace('"A Club"', '"Another Club"'), "utf-8")
    members = folder / "members.csv"
    members.write_text(members.read_text("utf-8").replace("2020-01-30,Active", "2020-01-30,Resigned"), "utf-8")
    assert asked(folder, workspace) == ("status.Resigned",)
    mapped(folder, workspace)
    settings = load_settings(workspace / "valuereport.toml").workspace
    assert settings.organisation.name == "Another Club"
    assert settings.eligibility.skip_status == ("Resigned",)


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ('"organisation.locale" = "klingon"', "a language and a country"),
        ('"organisation.currency" = "pounds"', "three letters"),
        ('"organisation.period" = "2026-12-31/2026-01-01"', "a last day after the first"),
        ('"organisation.period" = 2026-01-01', "first and the last day"),
        ('"organisation.sender" = "nobody"', "one email address"),
        ('"organisation.unsubscribe" = "https://our.example/out"', "{token}"),
    ],
)
def test_an_answer_that_cannot_be_used_stops_before_anything_is_written(
    tmp_path: Path, line: str, allowed: str
) -> None:
    (tmp_path / "a.toml").write_text(line, "utf-8")
    folder = club(tmp_path, fees={})
    done = run("map", folder, "--output", tmp_path / "w", "--answers", tmp_path / "a.toml", "--defaults")
    assert done.returncode == 2
    assert allowed in done.stderr
    assert not (tmp_path / "w").exists()


def test_a_file_without_what_it_needs_is_asked_about_and_else_not_used(tmp_path: Path) -> None:
    folder = club(tmp_path, fees={"fees.csv": payments(1, 31)})
    text = (folder / "fees.csv").read_text("utf-8").replace("Amount,", "Xyz,")
    (folder / "fees.csv").write_text(text, "utf-8")
    found = look(ANNA, MapRequest((folder,), tmp_path / "w", TODAY))
    question = next(one for one in found.questions if one.id.startswith("columns.fees.amount"))
    assert question.default == ""
    written = mapped(folder, tmp_path / "w", f'{ABOUT}\n[columns.fees]\namount = "none"\n')
    assert written.unused == (("fees.csv", ("amount",)),)
    load_settings(tmp_path / "w" / "valuereport.toml")


def test_a_name_that_is_no_text_is_said(tmp_path: Path) -> None:
    folder = club(tmp_path, fees={})
    (folder / os.fsdecode(b"bad\xff.csv")).write_text("a,b\n1,2\n")
    found = look(ANNA, MapRequest((folder,), tmp_path / "w", TODAY))
    assert [(one.file, "rename it" in one.reason) for one in found.no_sources] == [("bad\ufffd.csv", True)]


def test_a_contact_who_opted_out_stops_nobody_else(tmp_path: Path) -> None:
    """Beside an address a firm's name is where somebody works; alone it means the firm."""
    known = Known(
        addresses={"ann@firm.example": frozenset({"F1"}), "bob@firm.example": frozenset({"F1"})},
        names={"firm ltd": frozenset({"F1"})},
        of_contacts=frozenset({"bob@firm.example"}),
    )
    one = read_stop_list("Email,Company\nbob@firm.example,Firm Ltd\n", "out.csv", known)
    assert (one.members, one.contacts) == (frozenset(), frozenset({"bob@firm.example"}))
    assert one.summary == "out.csv: 1 line: 0 members, 1 contact"
    assert read_stop_list("Firm Ltd\n", "out.csv", known).members == {"F1"}


def test_a_survey_gets_a_source_and_the_beginning_of_surveys_toml(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    shutil.copytree(HERE / "open-community", folder, ignore=shutil.ignore_patterns("truth.json", "calls", "forum"))
    (folder / "pulse.csv").write_text(
        "Email,Answered,The forum: there,The forum: not there,Why\n"
        + "".join(
            f"{address},2026-09-0{at},I like it that way,{gone},\n"
            for at, (address, gone) in enumerate([("a@x.example", "Neutral"), ("b@x.example", "I can live with it")], 1)
        )
    )
    mapped(folder, tmp_path / "w")
    settings = load_settings(tmp_path / "w" / "valuereport.toml")
    found = {one.name: one for one in settings.workspace.source if one.table == "responses"}
    assert {*found} == {"annual-survey", "responses-xk3pqt-jc", "pulse"}
    assert found["annual-survey"].heading_rows == 2
    assert "IP Address" in found["annual-survey"].not_questions
    assert found["pulse"].columns["date"].column == ("Answered",)
    assert {one.id for one in settings.surveys.survey} == {*found}
    of_pulse = [one.headings for one in settings.surveys.question if one.survey == "pulse"]
    assert of_pulse == [("The forum: there",), ("The forum: not there",), ("Why",)]
    done = run("check", "--config", tmp_path / "w" / "valuereport.toml")
    assert "annual-survey, wave 2026: 40 questionnaires, 131 answers; 13 of unknown members" in done.stdout
    assert "pulse, wave 2026: 2 questionnaires, 4 answers; 2 of unknown members" in done.stdout
    own = (tmp_path / "w" / "surveys.toml").read_text("utf-8").split("\n", 1)[1]
    (tmp_path / "w" / "surveys.toml").write_text(own.replace('"pulse"', '"quick"'), "utf-8")
    known = look(ANNA, MapRequest((folder,), tmp_path / "w", TODAY, read_answers(ABOUT, "answers.toml")))
    (asked_for,) = [one for one in known.questions if one.id == "survey.pulse"]
    assert (asked_for.choices[-1], asked_for.default) == ("none", "quick")
