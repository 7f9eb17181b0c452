"""The size of a print file: fonts and all that letters have in common are there once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest

from tests.deliver.print.statements import job
from valuereport.deliver.print import PrintJob, write_print_files

LETTERS = 40
MOST = 8000  # bytes that a letter beyond the first may take


@pytest.fixture(scope="module")
def letters(jobs: Mapping[str, PrintJob], tmp_path_factory: pytest.TempPathFactory) -> list[PrintJob]:
    """Letters as plates make them: the same fonts, and other values in every tenth text."""
    folder = tmp_path_factory.mktemp("letters")
    return [with_other_values(jobs["english"], number, folder) for number in range(LETTERS)]


def with_other_values(example: PrintJob, number: int, folder: Path) -> PrintJob:
    texts = 0

    def turned(found: re.Match[bytes]) -> bytes:
        nonlocal texts
        texts += 1
        at = 4 * (number % (len(found[1]) // 4)) if texts % 10 == 0 else 0
        return b"<" + found[1][at:] + found[1][:at] + b">"

    file = folder / f"{number}.pdf"
    with pikepdf.open(example.file) as pdf:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(re.sub(rb"<((?:[0-9a-f]{4})+)>(?!>)", turned, page.Contents.read_bytes()))
        pdf.save(file)
    return job(file, str(number))


def test_a_letter_of_a_run_takes_little_room(letters: list[PrintJob], tmp_path: Path) -> None:
    one = write_print_files(letters[:1], tmp_path, "one").files[0].file.stat().st_size
    out = write_print_files(letters, tmp_path, "all")
    assert out.problems == ()
    assert out.files[0].file.stat().st_size - one <= MOST * (LETTERS - 1)


def test_equal_fonts_are_there_once(letters: list[PrintJob], tmp_path: Path) -> None:
    with pikepdf.open(letters[0].file) as single:
        fonts = single.pages[0].Resources.Font
    out = write_print_files(letters, tmp_path, "all")
    with pikepdf.open(out.files[0].file) as pdf:
        programs = [found for found in pdf.objects if isinstance(found, pikepdf.Stream) and "/Length1" in found]
        assert len(programs) == len(fonts)
        assert len(pdf.pages[0].Resources.Font) == len(fonts)
