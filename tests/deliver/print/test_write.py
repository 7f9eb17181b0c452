"""The print file of real statements: it looks as the single files, says what they say, and loses nobody silently."""

from __future__ import annotations

import csv
import resource
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pymupdf
import pytest

from tests.deliver.print.statements import job
from valuereport.deliver.print import Print, PrintJob, write_print_files
from valuereport.deliver.print.check import Expected, digest_of_letters, examine
from valuereport.deliver.print.imposition import next_place
from valuereport.deliver.print.marks import BARS_LEFT, BARS_TOP, FIGURES_LEFT, FIGURES_START
from valuereport.deliver.print.singles import open_single
from valuereport.deliver.print.text import TextReader
from valuereport.errors import DeliveryError
from valuereport.files import digest, digest_of_file

Jobs = Mapping[str, PrintJob]
MARGIN = 19.9  # mm: the marks stand in the left margin, and nothing else does


def with_pages(job_: PrintJob, count: int, folder: Path) -> PrintJob:
    """Return a job whose file has only the first pages of another, or its first page again and again."""
    file = folder / f"{job_.member_id}-{count}.pdf"
    with pikepdf.open(job_.file) as pdf:
        while len(pdf.pages) > count:
            del pdf.pages[-1]
        while len(pdf.pages) < count:
            pdf.pages.append(pdf.pages[0])
        pdf.save(file)
    return job(file, f"{job_.member_id}-{count}")


def pixels(page: pymupdf.Page, left: float = 0) -> np.ndarray:
    """Return a page at 150 dots an inch, from `left` mm on."""
    drawn = page.get_pixmap(dpi=150, alpha=False)
    whole = np.frombuffer(drawn.samples, dtype=np.uint8).reshape(drawn.height, drawn.width, 3)
    return whole[:, int(left / 25.4 * 150) :].astype(int)


def says(job_: PrintJob) -> tuple[str, ...]:
    """Return the digests of what a single file's pages say."""
    single = open_single(job_)
    pages = zip(single.pdf.pages, single.operations, strict=True)
    return tuple(digest_of_letters(TextReader().letters(*page)) for page in pages)


def read_table(out: Print) -> list[dict[str, str]]:
    with out.table.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def printed(jobs: Jobs, tmp_path_factory: pytest.TempPathFactory) -> Print:
    return write_print_files(list(jobs.values()), tmp_path_factory.mktemp("print"), "letters")


def test_every_page_looks_as_in_the_single_file(printed: Print) -> None:
    assert printed.problems == ()
    with pymupdf.open(printed.files[0].file) as file:
        for each in printed.printed:
            with pymupdf.open(each.job.file) as single:
                assert len(single) == each.place.pages
                for number, page in enumerate(single):
                    mine = file[each.place.first_page - 1 + number]
                    assert mine.rect == page.rect
                    left = 0 if number % 2 else MARGIN + 3
                    off = np.abs(pixels(mine, left) - pixels(page, left)).max(axis=2)
                    assert off.max() == 0, each.job.member_id


def test_texts_can_still_be_read_in_every_script(printed: Print) -> None:
    with pymupdf.open(printed.files[0].file) as file:
        for each in printed.printed:
            with pymupdf.open(each.job.file) as single:
                for number, page in enumerate(single):
                    mine = file[each.place.first_page - 1 + number].get_text()
                    assert "".join(mine.split()) == "".join(page.get_text().split()), each.job.member_id


def test_an_address_is_read_by_its_place(printed: Print) -> None:
    window = pymupdf.Rect(50, 130, 300, 260)
    with pymupdf.open(printed.files[0].file) as file:
        for number, code in ((0, "BS1 6UX"), (2, "NE1 4XF"), (6, "BS1 6UX"), (8, "BS1 6UX"), (12, "BS1 6UX")):
            lines = [line.strip() for line in file[number].get_text(clip=window, sort=True).splitlines()]
            assert lines[-3:] == ["17 Ropewalk Row", "Bristol", code], number


def test_marks_stand_only_in_the_left_margin_of_front_sides(printed: Print) -> None:
    with pymupdf.open(printed.files[0].file) as file:
        for number, page in enumerate(file):
            margin = pixels(page)[:, : int(MARGIN / 25.4 * 150)].min(axis=2) < 128
            dots = 150 / 25.4
            lines = margin[int((BARS_TOP - 2) * dots) : int((BARS_TOP + 30) * dots)]
            bars = lines[:, int((BARS_LEFT + 1) * dots) : int((BARS_LEFT + 6) * dots)].all(axis=1)
            figures = margin[int((FIGURES_START - 25) * dots) : int((FIGURES_START + 1) * dots)]
            if number % 2:
                assert not bars.any()
                assert not figures.any()
            else:
                count = int(np.diff(bars.astype(int)).clip(0).sum())
                assert count % 2 == 0, "the bars are even in number"
                assert 4 <= count <= 8
                assert figures[:, int((FIGURES_LEFT - 2) * dots) : int(FIGURES_LEFT * dots)].any()


def test_tags_are_left_out(printed: Print) -> None:
    with pikepdf.open(printed.files[0].file) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert not any("/StructParents" in page.obj for page in pdf.pages)


def test_the_table_says_where_everybody_is(printed: Print, jobs: Jobs) -> None:
    rows = read_table(printed)
    assert [row["member_id"] for row in rows] == list(jobs)
    assert [int(row["sequence"]) for row in rows] == list(range(1, len(jobs) + 1))
    assert [row["sha256"] for row in rows] == [each.sha256 for each in jobs.values()]
    assert sum(int(row["pages"]) + int(row["blank_pages"]) for row in rows) == printed.files[0].pages
    assert printed.files[0].sha256 == digest_of_file(printed.files[0].file)
    with pikepdf.open(printed.files[0].file) as pdf:
        assert len(pdf.pages) == printed.files[0].pages == 2 * printed.files[0].sheets


def test_a_cell_of_the_table_is_never_a_formula(jobs: Jobs, tmp_path: Path) -> None:
    out = write_print_files([replace(jobs["english"], name="=HYPERLINK(1)", postcode="@1")], tmp_path, "p")
    assert (read_table(out)[0]["name"], read_table(out)[0]["postcode"]) == ("'=HYPERLINK(1)", "'@1")


@pytest.mark.parametrize("marks", [True, False])
def test_odd_pages_are_filled_up_with_a_blank_one(jobs: Jobs, tmp_path: Path, marks: bool) -> None:
    three = [with_pages(jobs["english"], count, tmp_path) for count in (1, 3, 2)]
    out = write_print_files(three, tmp_path / "out", "p", marks=marks)
    places = [(row["first_page"], row["pages"], row["blank_pages"]) for row in read_table(out)]
    assert places == [("1", "1", "1"), ("3", "3", "1"), ("7", "2", "0")]
    with pymupdf.open(out.files[0].file) as file:
        assert len(file) == 8
        blank = [number for number, page in enumerate(file, 1) if (pixels(page) == 255).all()]
        assert blank == [2, 6]
        assert file[1].rect == file[0].rect


def test_parts_never_divide_a_member_and_replace_the_files_of_an_earlier_print(jobs: Jobs, tmp_path: Path) -> None:
    every = list(jobs.values())
    write_print_files(every[:1], tmp_path, "p")
    out = write_print_files(every, tmp_path, "p", sheets=3)
    names = [part.file.name for part in out.files]
    assert names == ["p-01.pdf", "p-02.pdf", "p-03.pdf"]
    assert sorted(file.name for file in tmp_path.iterdir()) == [*names, "p-sheets.csv"]
    assert [part.sheets for part in out.files] == [3, 3, 3]
    assert sum(part.members for part in out.files) == len(every)
    for part in out.files:
        rows = [row for row in read_table(out) if row["file"] == part.file.name]
        assert (rows[0]["first_sheet"], rows[0]["first_page"]) == ("1", "1")
        with pikepdf.open(part.file) as pdf:
            assert len(pdf.pages) == part.pages


def test_the_same_statements_give_the_same_bytes(jobs: Jobs, tmp_path: Path) -> None:
    every = list(jobs.values())[:3]
    one, other = (write_print_files(every, tmp_path / name, "p").files[0].sha256 for name in "ab")
    assert one == other


def damaged(job_: PrintJob, folder: Path, kind: str) -> PrintJob:
    file = folder / f"{kind}.pdf"
    data = job_.file.read_bytes()
    if kind == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif kind == "encrypted":
        with pikepdf.open(job_.file) as pdf:
            pdf.save(file, encryption=pikepdf.Encryption(owner="o", user="u"))
    elif kind == "locked":  # opens without a password, but may not be changed
        with pikepdf.open(job_.file) as pdf:
            pdf.save(file, encryption=pikepdf.Encryption(owner="o", user=""))
    elif kind == "no-pdf":
        file.write_bytes(b"not a PDF")
    elif kind == "empty":
        file.write_bytes(b"")
    elif kind == "no-page":
        pikepdf.new().save(file)
    elif kind == "other-content":
        file.write_bytes(data)
        return PrintJob(kind, file, digest(b"what was approved"), "", "", "")
    else:
        return PrintJob(kind, file, "", "", "", "")
    return job(file, kind)


FAULTS = {
    "missing": "missing",
    "cut": "damaged",
    "no-pdf": "damaged",
    "empty": "damaged",
    "no-page": "no page",
    "encrypted": "encrypted",
    "locked": "encrypted",
    "other-content": "SHA-256",
}


def test_a_file_that_cannot_be_printed_is_told_and_the_others_go_on(jobs: Jobs, tmp_path: Path) -> None:
    wrong = [damaged(jobs["english"], tmp_path, kind) for kind in FAULTS]
    out = write_print_files([jobs["english"], *wrong, jobs["firm"]], tmp_path / "out", "p")
    assert [row["member_id"] for row in read_table(out)] == ["english", "firm"]
    assert [row["sequence"] for row in read_table(out)] == ["1", "2"]
    assert [problem.member_id for problem in out.problems] == list(FAULTS)
    for problem in out.problems:
        assert (problem.stage, problem.severity) == ("deliver", "error")
        assert FAULTS[problem.member_id] in problem.reason
        assert "not in the print file" in problem.action
        assert problem.file.endswith(f"{problem.member_id}.pdf")


def test_where_nobody_can_be_printed_nothing_is_written(jobs: Jobs, tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="none of the 1 statements can be read"):
        write_print_files([damaged(jobs["english"], tmp_path, "cut")], tmp_path / "out", "p")
    with pytest.raises(DeliveryError, match="nothing to print"):
        write_print_files([], tmp_path / "out", "p")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_member_who_stands_twice_is_refused(jobs: Jobs, tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="english stands twice"):
        write_print_files([jobs["english"]] * 2, tmp_path / "out", "p")


@pytest.fixture
def quota() -> Iterator[Callable[[int], None]]:
    """Let no file of this process grow beyond a size, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("room", [100, 20_000])
def test_a_full_disk_leaves_the_earlier_print_and_nothing_else(
    jobs: Jobs, tmp_path: Path, quota: Callable[[int], None], room: int
) -> None:
    earlier = write_print_files([jobs["english"]], tmp_path, "p").files[0]
    quota(room)
    with pytest.raises(DeliveryError, match="cannot be written"):
        write_print_files(list(jobs.values()), tmp_path, "p")
    assert digest_of_file(earlier.file) == earlier.sha256
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p-sheets.csv", "p.pdf"]


def test_a_folder_that_cannot_be_written_is_said(jobs: Jobs, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DeliveryError, match="cannot be written into"):
        write_print_files([jobs["english"]], tmp_path / "file" / "out", "p")


def mismatch(data: bytes, expected: list[Expected]) -> str:
    return examine(data, expected, marks=True).mismatch


def test_the_check_finds_pages_of_another_member_lost_pages_and_written_blanks(jobs: Jobs, tmp_path: Path) -> None:
    two = [jobs["english"], jobs["another"]]
    out = write_print_files(two, tmp_path, "p")
    data = out.files[0].file.read_bytes()
    places = [each.place for each in out.printed]
    said = [says(each) for each in two]
    right = [Expected(each, place, text) for each, place, text in zip(two, places, said, strict=True)]
    assert mismatch(data, right) == ""
    changed = [right[0]._replace(job=two[1], texts=said[1]), right[1]._replace(job=two[0], texts=said[0])]
    assert "another do not say what the statement says" in mismatch(data, changed)
    third = Expected(jobs["firm"], next_place(places[1], 2, 0), said[0])
    assert "4 pages, and 6 went in" in mismatch(data, [*right, third])
    short = right[1]._replace(place=places[1]._replace(pages=1, blanks=1), texts=said[1][:1])
    assert "the blank page of another is not blank" in mismatch(data, [right[0], short])
    assert "another should begin on page 3" in mismatch(data, [right[1], right[0]])


def test_content_under_the_marks_is_told_once(jobs: Jobs, tmp_path: Path) -> None:
    crowded = []
    for kind in ("english", "another"):
        file = tmp_path / f"{kind}.pdf"
        with pikepdf.open(jobs[kind].file) as pdf:
            content = pdf.pages[0].Contents
            pdf.pages[0].Contents = pdf.make_stream(content.read_bytes() + b"\nq 0 0 60 841 re f Q")
            pdf.save(file)
        crowded.append(job(file, kind))
    problems = write_print_files(crowded, tmp_path / "out", "p").problems
    assert [problem.severity for problem in problems] == ["warning"]
    assert "2 statements have something where the sheet's marks are printed" in problems[0].reason
    assert write_print_files(crowded, tmp_path / "bare", "p", marks=False).problems == ()


SHADED = b"q 100 30 400 20 re W n /Own sh Q"
IN_A_PATTERN = b"q /Pattern cs /Tiles scn 100 30 400 20 re f Q"
IN_A_SPACE = b"q /Grey cs .5 scn 100 30 400 20 re f Q"
UNKNOWN = b"q 400 0 0 20 100 30 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x40 EI Q"


@pytest.mark.parametrize("operations", [SHADED, IN_A_PATTERN, IN_A_SPACE, UNKNOWN])
def test_pages_that_paint_in_other_ways_look_the_same(jobs: Jobs, tmp_path: Path, operations: bytes) -> None:
    drawn = []
    for number in range(5):  # so that it pays to paint what they have in common as a block
        file = tmp_path / f"{number}.pdf"
        with pikepdf.open(jobs["english"].file) as pdf:
            content = pdf.pages[0].Contents
            shading = pikepdf.Dictionary(
                ShadingType=2,
                ColorSpace=pikepdf.Name.DeviceRGB,
                Coords=[100, 0, 500, 0],
                Function=pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 0, 0], C1=[0, 0, 1], N=1),
            )
            tiles = pdf.make_stream(b"0 0 3 3 re f")
            tiles.update({"/PatternType": 1, "/PaintType": 1, "/TilingType": 1, "/BBox": [0, 0, 9, 7]})
            tiles.update({"/XStep": 9, "/YStep": 7, "/Resources": pikepdf.Dictionary(), "/Matrix": [1, 0, 0, 1, 4, 2]})
            grey = pikepdf.Array([pikepdf.Name.CalGray, pikepdf.Dictionary(WhitePoint=[0.95, 1, 1.09])])
            resources = pdf.pages[0].Resources
            resources.Shading = pikepdf.Dictionary(Own=shading)
            resources.Pattern = pikepdf.Dictionary(Tiles=tiles)
            resources.ColorSpace = pikepdf.Dictionary(Grey=grey)
            pdf.pages[0].Contents = pdf.make_stream(b"q\n" + content.read_bytes() + b"\nQ\n" + operations)
            pdf.save(file)
        drawn.append(job(file, str(number)))
    out = write_print_files(drawn, tmp_path / "out", "p")
    assert out.problems == ()
    with pymupdf.open(out.files[0].file) as printed, pymupdf.open(drawn[0].file) as single:
        left = MARGIN + 3
        wanted = pixels(single[0], left)
        assert (wanted[-104:-64, 240:800] < 200).any(), "the addition shows"
        for number in range(5):
            assert (pixels(printed[2 * number], left) == wanted).all()
            assert (pixels(printed[2 * number])[:, :100] < 128).any(), "it is marked as the others"
