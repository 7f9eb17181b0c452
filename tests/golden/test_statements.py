"""A dozen statements look, read and are tagged as they were when somebody last looked at them.

`python -m tests.golden.update` writes the files anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from tests.golden.statements import CASES, FOLDER, made
from tests.pictures import DOTS_PER_INCH, Picture, alike, from_png, pages
from tests.sheets import MEMBER, Desk, of_the_sample
from tests.valuations import ranged_example


@pytest.mark.parametrize("name", CASES)
def test_a_statement_looks_reads_and_is_tagged_as_before(name: str, tmp_path: Path) -> None:
    now = made(name)
    for ending in (".tags.txt", ".txt"):
        assert now[ending].decode() == (FOLDER / f"{name}{ending}").read_text(encoding="utf-8"), ending
    picture = tmp_path / f"{name}.png"
    picture.write_bytes(now[".png"])
    assert alike(from_png(FOLDER / f"{name}.png"), from_png(picture)), f"compare {picture}"


def test_there_is_a_file_for_each_case_and_no_other() -> None:
    wanted = {f"{name}{ending}" for name in CASES for ending in (".png", ".txt", ".tags.txt")}
    assert {file.name for file in FOLDER.iterdir()} == wanted


@cache
def pdf() -> bytes:
    return Desk().render(MEMBER, of_the_sample(ranged_example())).pdf


def by_another_rasteriser() -> Picture:
    """Return the pages as MuPDF draws them, which smooths letters and lines in its own way."""
    sides = []
    with pymupdf.open(stream=pdf(), filetype="pdf") as document:
        for page in document:
            drawn = page.get_pixmap(dpi=DOTS_PER_INCH * 2, colorspace=pymupdf.csGRAY)
            fine = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width)
            fine = fine[: fine.shape[0] // 2 * 2, : fine.shape[1] // 2 * 2].astype(np.uint16)
            small = (fine[::2, ::2] + fine[1::2, ::2] + fine[::2, 1::2] + fine[1::2, 1::2]) // 4
            sides.append(small.astype(np.uint8))
    ours = pages(pdf())
    other = np.full_like(ours, 255)
    drawn_ = np.concatenate(sides, axis=1)[: ours.shape[0], : ours.shape[1]]
    other[: drawn_.shape[0], : drawn_.shape[1]] = drawn_
    return other


def shifted(picture: Picture, by: int) -> Picture:
    return np.roll(picture, by, axis=1)


def noisy(picture: Picture) -> Picture:
    noise = np.random.default_rng(7).integers(-25, 26, picture.shape)
    return np.clip(picture.astype(np.int16) + noise, 0, 255).astype(np.uint8)


SAME: dict[str, Callable[[Picture], Picture]] = {
    "itself": lambda picture: picture,
    "a pixel to the right": lambda picture: shifted(picture, 1),
    "a pixel up": lambda picture: np.roll(picture, -1, axis=0),
    "noise": noisy,
    "another rasteriser": lambda _: by_another_rasteriser(),
}


@pytest.mark.parametrize("change", SAME)
def test_noise_of_a_pixel_passes(change: str) -> None:
    assert alike(pages(pdf()), SAME[change](pages(pdf())))


def with_words(change: Callable[[pymupdf.Page, pymupdf.Rect], None], word: str) -> Picture:
    """Return the pages with one word of the first one taken out and something else done in its place."""
    with pymupdf.open(stream=pdf(), filetype="pdf") as document:
        page = document[0]
        place = page.search_for(word)[0]
        page.add_redact_annot(place)
        page.apply_redactions(graphics=0)
        change(page, place)
        return pages(document.tobytes())


def test_a_word_four_millimetres_aside_fails() -> None:
    def moved(page: pymupdf.Page, place: pymupdf.Rect) -> None:
        page.insert_text((place.x0 + 12, place.y1 - 3), "Bristol", fontsize=9.5)

    assert not alike(pages(pdf()), with_words(moved, "Bristol"))


def test_a_missing_word_fails() -> None:
    assert not alike(pages(pdf()), with_words(lambda page, place: None, "Bristol"))


def test_another_figure_fails() -> None:
    def other(page: pymupdf.Page, place: pymupdf.Rect) -> None:
        page.insert_text((place.x0, place.y1 - 9), "£982", fontsize=30)

    assert not alike(pages(pdf()), with_words(other, "£902"))


def test_a_column_three_pixels_aside_fails() -> None:
    assert not alike(pages(pdf()), shifted(pages(pdf()), 3))


def test_another_size_fails() -> None:
    assert not alike(pages(pdf()), pages(pdf())[:-1])
