"""From an empty folder to a saved workspace by the pages alone, and again with newer exports."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.commands import run, tree
from tests.desks import OpenDesk, Reply, opened
from tests.mapping.folders.make import HERE
from valuereport.desk.pages.exports.words import groups
from valuereport.mapping.questions import GROUPS
from valuereport.wording import wording_for

FILES = {file.name: file.read_bytes() for file in sorted((HERE / "it-camera").rglob("*.csv"))}
SAID = {
    "organisation.name": "A <b>Club</b> & Co",
    "organisation.sender": "office@club.example",
    "organisation.website": "club.example",
    "organisation.signatory": "Jane Doe",
    "organisation.address": "Via Roma 1\nTorino",
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenDesk, Path, dict[str, str]]]:
    """Return a desk over a workspace that was made by its pages alone, and the answers in their order."""
    folder = tmp_path_factory.mktemp("exports") / "w"
    folder.mkdir()
    with opened(folder) as desk:
        desk.enter()
        assert "Bring your exports" in desk.get("/exports").text
        assert desk.follow(desk.send("/exports", *FILES.items())).status == 200
        answers: dict[str, str] = {}
        page = ready(desk, "/exports/question")
        while '<input type="hidden" name="id"' in page.text:
            name, fields = asked(page)
            reply = desk.post("/exports/question", id=name, **fields)
            answers[name] = "/".join(fields.values()).replace("\n", "; ")
            page = desk.follow(reply)
        assert "Every question is answered." in desk.follow(page).text
        assert not (folder / "valuereport.toml").exists()
        trial = ready(desk, "/exports/trial")
        assert "Would get a statement" in trial.text
        assert not (folder / "valuereport.toml").exists()
        changes = desk.get("/exports/save").text
        assert re.search(r"valuereport\.toml</th>\s*<td>new", changes)
        reply = desk.post("/exports/save")
        assert reply.headers["location"] == "/check"
        yield desk, folder, answers


def ready(desk: OpenDesk, path: str) -> Reply:
    """Return a page when what it needs is read."""
    while "data-follow" in (page := desk.get(path)).text:
        time.sleep(0.05)
    return page


def asked(page: Reply) -> tuple[str, dict[str, str]]:
    """Return which question a page asks, and the fields as somebody fills them who leaves what is proposed."""
    form = page.text.partition('action="/exports/question"')[2].partition("</form>")[0]
    name = unescape(re.findall(r'name="id" value="([^"]*)"', form)[0])
    if chosen := re.findall(r'type="radio" name="answer" value="([^"]*)" checked', form):
        return name, {"answer": unescape(chosen[0])}
    if name == "organisation.period":
        return name, {each: re.findall(rf'name="{each}".*value="([^"]*)"', form)[0] for each in ("first", "last")}
    proposed = re.findall(r'id="field-answer" name="answer".*?value="([^"]*)"', form)
    return name, {"answer": SAID.get(name) or unescape((proposed or [""])[0])}


def test_the_pages_make_what_the_command_line_makes(
    saved: tuple[OpenDesk, Path, dict[str, str]], tmp_path: Path
) -> None:
    _, folder, answers = saved
    other = tmp_path / "w"
    shutil.copytree(folder / "exports", other / "exports")
    lines = [f'"{name}" = "{said}"' for name, said in reversed(answers.items())]  # whoever is asked what first
    (tmp_path / "answers.toml").write_text("\n".join(lines), encoding="utf-8")
    done = run("map", "exports", "--answers", tmp_path / "answers.toml", cwd=other)
    assert done.returncode in (0, 1), done.stderr
    beside = (".desk", ".at-work", "output")
    made, expected = (
        {name: digest for name, digest in tree(each).items() if not name.startswith(beside)} for each in (folder, other)
    )
    assert made == expected
    assert {"valuereport.toml", "answers.toml", ".answers.json", "taxonomy.toml", "assumptions.toml"} < set(made)
    assert 'address = ["Via Roma 1", "Torino"]' in (folder / "valuereport.toml").read_text(encoding="utf-8")


def test_what_was_found_is_shown_with_its_evidence(saved: tuple[OpenDesk, Path, dict[str, str]]) -> None:
    desk = saved[0]
    page = ready(desk, "/exports").text
    assert "All of this is saved" in page
    assert re.search(r"soci_2026-11\.csv</a></th>\s*<td>Members</td>", page)
    detail = desk.get("/exports/file", name="soci_2026-11.csv").text
    assert "Where each column comes from" in detail
    assert desk.get("/exports/file", name="../valuereport.toml").status == 400
    answers = desk.get("/exports/answers").text
    assert "A &lt;b&gt;Club&lt;/b&gt; &amp; Co" in answers
    assert "<b>Club" not in answers


def test_an_answer_is_changed_and_the_change_is_shown_before_it_is_saved(
    saved: tuple[OpenDesk, Path, dict[str, str]],
) -> None:
    desk, folder, _ = saved
    before = (folder / "valuereport.toml").read_bytes()
    refused = desk.post("/exports/question", id="organisation.sender", answer="nobody", walk="answers")
    assert refused.status == 422
    assert "one email address, such as office@our.example" in refused.text
    assert 'value="nobody"' in refused.text
    reply = desk.post("/exports/question", id="organisation.sender", answer="post@club.example", walk="answers")
    assert reply.headers["location"] == "/exports/answers"
    assert (folder / "valuereport.toml").read_bytes() == before
    assert re.search(r"\+email = &#34;post@club\.example&#34;", desk.get("/exports/save").text)
    desk.post("/exports/save")
    assert b'email = "post@club.example"' in (folder / "valuereport.toml").read_bytes()


def test_newer_exports_ask_only_what_is_new_and_say_which_headings_have_changed(
    saved: tuple[OpenDesk, Path, dict[str, str]],
) -> None:
    desk = saved[0]
    newer = FILES["soci_2026-11.csv"].replace(b"Data iscrizione", b"Ingresso nel registro", 1)
    page = desk.follow(desk.send("/exports", ("soci_2026-11.csv", newer)))
    assert "Which file stays?" in page.text
    desk.post("/exports/replace", file="soci_2026-11.csv", **{"choice-0": "replace"})
    page = ready(desk, "/exports")
    assert "One question is left" in page.text
    assert "Ingresso nel registro" in page.text.partition("Headings have changed")[2]
    question = ready(desk, "/exports/question").text
    assert "the column Data iscrizione is not there any more" in question
    assert re.search(r'value="Ingresso nel registro" checked', question)


def test_all_proposed_answers_are_taken_after_they_were_shown(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        desk.enter()
        desk.send("/exports", *FILES.items())
        page = ready(desk, "/exports/proposed").text
        ids = [unescape(one) for one in re.findall(r'name="id" value="([^"]*)"', page)]
        assert len(ids) > 10
        reply = desk.post_all("/exports/proposed", ("group", ""), *(("id", one) for one in ids))
        assert f"{len(ids)}\N{NO-BREAK SPACE}answers are taken." in desk.follow(reply).text
        assert "organisation.name" in desk.get("/exports/question").text
        (tmp_path / "answers.toml").write_text('"status.Cessato" = "perhaps"\n', encoding="utf-8")
        page = desk.get("/exports/question", id="status.Cessato").text
        assert "The earlier answer does not fit any more" in page


def test_an_empty_folder_becomes_the_sample_and_one_with_files_does_not(tmp_path: Path) -> None:
    with opened(tmp_path) as desk:
        desk.enter()
        assert desk.post("/exports/sample").headers["location"] == "/"
        assert (tmp_path / "valuereport.toml").exists()
        assert desk.post("/exports/sample").status == 409
        assert "by hand" in desk.get("/exports").text


def test_each_group_of_questions_has_its_words() -> None:
    assert groups(wording_for("en-GB")).keys() == GROUPS.keys()
