"""What no sheet has: letters under 8 pt, text beside its measure, a word of ours that is cut, a hole on its back.

A few sheets in every language here; with `--whole` every member of the sample in every language on both papers:

    scripts/test tests/render/test_every_sheet.py --whole -rP
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path

import pymupdf
import pytest

from tests.render.plates.press import Plating
from tests.render.test_plate import CASES
from tests.render.test_regions import grown
from tests.sheets import LOCALES, MEMBER, Desk, of_the_sample
from tests.valuations import ranged_example
from valuereport.calculator import Explainer
from valuereport.compose import compose
from valuereport.model.member import Member
from valuereport.model.statement import Document
from valuereport.model.valuation import Valuation
from valuereport.pipeline.calculation import load_and_calculate, member_of
from valuereport.pipeline.plan import Scope, plan
from valuereport.render.letters import SMALLEST
from valuereport.settings import load_settings

SAMPLE = Path(__file__).parent.parent.parent / "sample_data" / "valuereport.toml"
POINTS = 72 / 25.4
HOLE = 12.0  # millimetres
FOOT = 17.0  # of the paper's end, where the running line stands
MEASURE = 170.0  # as wide as all that is printed


@dataclass(frozen=True)
class Seen:
    """What a reader sees of one document."""

    smallest: float  # letters, in points
    hole: float  # the largest on the back, in millimetres
    cut: tuple[str, ...]  # lines that end with an ellipsis
    beside: tuple[str, ...]  # texts that leave the measure, and are cut there or touch the paper's edge


def seen(pdf: bytes) -> Seen:
    smallest, hole = 99.0, 0.0
    cut: list[str] = []
    beside: list[str] = []
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        for number, page in enumerate(document):
            spans = [
                span
                for block in page.get_text("dict")["blocks"]
                for line in block.get("lines", ())
                for span in line["spans"]
                if span["text"].strip()
            ]
            smallest = min(smallest, *(span["size"] for span in spans))
            cut += [span["text"].strip() for span in spans if span["text"].rstrip().endswith("…")]
            margin = (page.rect.width - MEASURE * POINTS) / 2 - 1
            beside += [
                span["text"] for span in spans if span["bbox"][0] < margin or span["bbox"][2] > page.rect.width - margin
            ]
            if number % 2:
                end = page.rect.height - FOOT * POINTS
                edges = sorted((span["bbox"][1], span["bbox"][3]) for span in spans if span["bbox"][3] < end)
                reached = edges[0][1]
                for top, bottom in edges:
                    hole = max(hole, (top - reached) / POINTS)
                    reached = max(reached, bottom)
    return Seen(smallest, hole, tuple(cut), tuple(beside))


def titles_of(case: Valuation) -> set[str]:
    """Return the titles that come from the exports: what may be cut."""
    found = chain(case.lines, case.unpriced)
    return {" ".join(one.title.split()) for each in found for one in each.evidence}


def shown_titles(document: Document) -> int:
    return sum(
        sum(bool(row.title) for row in statement.counted.rows)
        + len(statement.highlight.items if statement.highlight else ())
        for statement in document
    )


def ours_cut(found: Seen, document: Document, case: Valuation) -> list[str]:
    """Return what is cut and is no title, name or address of the member's."""
    member = [*document[0].recipient, *(each.value for each in document[0].details), *titles_of(case)]
    member += [row.title for row in document[0].counted.rows]

    def theirs(line: str) -> bool:
        words = line.rstrip("…").strip()
        return any(words in text for text in member)

    return [line for line in found.cut if not theirs(line)]


def nine_figures(member: Member) -> Valuation:
    return grown(of_the_sample(ranged_example(member)), 876_543.21)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_small_letters_no_cut_words_and_no_hole(locale: str, pytestconfig: pytest.Config) -> None:
    """The longest figures in every language, and every other case: the others in the next; with --whole all of them."""
    number = LOCALES.index(locale)
    cases = [*CASES.values(), (MEMBER, nine_figures)]
    longest = len(cases) - 1
    for at, (member, make) in enumerate(cases):
        if at != longest and (at + number) % 2 and not pytestconfig.getoption("--whole"):
            continue
        desk = Desk("letter", "us") if (at // 2 + number // 2) % 2 else Desk()
        case = make(replace(member, locale=locale))
        document = desk.compose(replace(member, locale=locale), case)
        made = desk.renderer.render(document)
        assert made.problems == ()
        found = seen(made.pdf)
        assert found.smallest > SMALLEST - 0.05
        assert found.beside == ()
        assert ours_cut(found, document, case) == []
        assert found.hole <= HOLE


@cache
def sample() -> tuple[object, list[object], Explainer]:
    valued = load_and_calculate(load_settings(SAMPLE))
    planned, _ = plan(valued, Scope())
    return valued, [one for one in planned if not one.reason], Explainer(valued.valuations)


def sheets(desk: Desk, locale: str) -> Iterator[tuple[str, Document, Valuation, bytes, tuple[str, ...]]]:
    """Yield every member's document, and what was said of it: by plates where they can be, else directly."""
    valued, planned, explainer = sample()
    plating = Plating(desk)
    for one in planned:
        member, case = member_of(valued, one), explainer.valuation(one.row)  # type: ignore[arg-type, attr-defined]
        document, _ = compose(replace(member, locale=locale), case, desk.settings, None)
        (made,) = plating.printed([document])
        said: tuple[str, ...] = ()
        if isinstance(made, str):
            rendered = desk.renderer.render(document)
            made, said = rendered.pdf, tuple(problem.reason for problem in rendered.problems)
        yield member.member_id, document, case, made, said


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("locale", LOCALES)
def test_every_sample_member_in_every_language_on_both_papers(
    locale: str, paper: str, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--whole"):
        pytest.skip("takes many minutes: --whole")
    desk = Desk(paper, "us" if paper == "letter" else "uk")
    wrong: list[tuple[str, object]] = []
    cut = titles = 0
    holes = []
    for member_id, document, case, pdf, said in sheets(desk, locale):
        found = seen(pdf)
        wrong += [(member_id, each) for each in (*said, *found.beside, *ours_cut(found, document, case))]
        if found.smallest <= SMALLEST - 0.05 or found.hole > HOLE:
            wrong.append((member_id, (found.smallest, found.hole)))
        cut += len(found.cut)
        titles += shown_titles(document)
        holes.append(found.hole)
    print(locale, paper, f"titles {titles}, cut {cut}, largest hole {max(holes):.1f} mm")  # noqa: T201
    assert wrong == []
    assert cut <= 0.05 * titles
