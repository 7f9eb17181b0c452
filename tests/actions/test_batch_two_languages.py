"""Every statement in two languages, where the organisation asks for it: the plan, the manifest and the file say so."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from tests.commands import manifest, run
from tests.workspaces import edited, pdf_text, worked_example


def test_the_organisation_may_ask_for_two_languages(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    edited(config, "[period]", '[sheet]\nlanguages = ["cy-GB", "en-GB"]\n\n[period]')
    done = run("batch", "--config", config, "--run", "r", "--workers", "1")
    assert done.returncode in (0, 1), done.stderr
    (row,) = manifest(tmp_path / "output" / "r")
    assert (row["locale"], row["pages"], row["central"]) == ("cy-GB+en-GB", "4", "1147.25")
    text = pdf_text(tmp_path / "output" / "r" / row["file"])
    assert text.index("Annwyl") < text.index("Dear W")
    assert text.count("£1,147.25") >= 2
    with pikepdf.open(tmp_path / "output" / "r" / row["file"]) as pdf:
        assert str(pdf.Root.Lang) == "cy-GB"


def test_a_locale_that_is_asked_for_on_the_command_line_is_the_only_one(tmp_path: Path) -> None:
    config = worked_example(tmp_path)
    edited(config, "[period]", '[sheet]\nlanguages = ["cy-GB", "en-GB"]\n\n[period]')
    done = run("batch", "--config", config, "--run", "r", "--workers", "1", "--locale", "de-DE")
    assert done.returncode in (0, 1), done.stderr
    (row,) = manifest(tmp_path / "output" / "r")
    assert (row["locale"], row["pages"]) == ("de-DE", "2")
