"""The form for the organisation's own site: accessible, from nowhere else, without a script; a link sends nothing."""

from __future__ import annotations

import re
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.browser import _run, axe, browser, examined
from tests.sheets import SHIPPED, Desk
from valuereport.compose.feedback_form import compose_feedback_form
from valuereport.render.feedback_form import FeedbackFormRenderer
from valuereport.render.look import look_of
from valuereport.wording import translations_for

PHONE = 360


def form(locale: str, post_to: str = "") -> str:
    settings = Desk(feedback=True).settings
    feedback = settings.workspace.feedback.model_copy(update={"post_to": post_to})
    workspace = settings.workspace.model_copy(update={"feedback": feedback})
    settings = settings.model_copy(update={"workspace": workspace})
    renderer = FeedbackFormRenderer(
        (SHIPPED,), partial(translations_for, folder=settings.catalogues), look_of(settings)
    )
    html, problems = renderer.html(compose_feedback_form(settings, locale))
    assert problems == ()
    return html.decode()


class Controls(HTMLParser):
    """The forms of a page and what is in each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str | None]] = []
        self.inputs: list[list[dict[str, str | None]]] = []
        self.labelled: set[str | None] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.forms.append(found)
            self.inputs.append([])
        elif tag in ("input", "textarea"):
            self.inputs[-1].append(found)
        elif tag == "label":
            self.labelled.add(found["for"])


@pytest.mark.parametrize("locale", ["en-GB", "ar-EG", "ja-JP"])
def test_it_posts_by_a_button_alone_and_every_control_has_a_name(locale: str) -> None:
    page = form(locale)
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    controls = Controls(page)
    assert len(controls.forms) == 2 + 11 + 1  # yes and no, 0 to 10, and all questions
    assert all(one["method"] == "post" and "action" not in one for one in controls.forms)
    names = {one["name"] for one in controls.inputs[-1]}
    assert names == {"language", "correct", "correction", "useful", "nps", "suggestion"}
    for one in (each for inputs in controls.inputs for each in inputs if each.get("type") != "hidden"):
        assert one["id"] in controls.labelled


def test_where_it_posts_elsewhere_the_code_can_be_typed() -> None:
    page = form("de-DE", "https://forms.our.example/answers")
    controls = Controls(page)
    assert {one["action"] for one in controls.forms} == {"https://forms.our.example/answers"}
    assert all(any(one["name"] == "token" and "required" in one for one in inputs) for inputs in controls.inputs)
    assert page.count("<script>") == 1
    assert "script-src 'sha256-" in page


@pytest.fixture(scope="module")
def script(request: pytest.FixtureRequest) -> str:
    browser()
    cache = request.config.cache
    assert cache is not None
    return axe(Path(cache.mkdir("axe")))


@pytest.mark.parametrize(("locale", "post_to"), [("ar-EG", ""), ("de-DE", "https://forms.our.example/answers")])
def test_axe_finds_nothing(locale: str, post_to: str, script: str, tmp_path: Path) -> None:
    shown = form(locale, post_to).replace('class="chosen" id="correct-no"', 'id="correct-no"')
    told = examined(shown, PHONE, script, tmp_path)
    assert told["violations"] == []
    assert told["passes"] > 20
    assert told["wide"] == PHONE


@pytest.mark.usefixtures("whole")
def test_a_browser_fills_the_code_in_and_shows_the_answer_that_a_link_stands_for(tmp_path: Path) -> None:
    file = tmp_path / "de.html"
    file.write_text(form("de-DE", "https://forms.our.example/answers"), encoding="utf-8")
    probe = (
        "<script>addEventListener('load',()=>{document.title=[document.forms[0].token.value,"
        "getComputedStyle(document.getElementById('correct-no')).display,"
        "getComputedStyle(document.getElementById('correct-yes')).display].join()})</script></body>"
    )
    page = re.sub(r"; script-src [^\"]*", "; script-src 'unsafe-inline'", file.read_text(encoding="utf-8"))
    file.write_text(page.replace("</body>", probe), encoding="utf-8")
    done = _run(browser(), tmp_path, "--dump-dom", f"{file.as_uri()}?token=abc.def#correct-no")
    assert "<title>abc.def,block,none</title>" in done.stdout
