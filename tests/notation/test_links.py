"""Where links may lead, in whatever way a page says it."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.notation.links import allowed, completed
from valuereport.notation.page_links import forbidden
from valuereport.settings import load_settings

GOOD = ["https://our.example/a?b=c&d#e", "http://our.example", "HTTPS://our.example", "mailto:a@our.example?subject=b"]
BAD = [
    *("javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "vbscript:a"),
    *("file:///etc/passwd", "data:text/html,<script>", "www.our.example", "//our.example", "/a", "a.pdf"),
    *("", "https:", "https://", "mailto:", "ftp://our.example", "blob:https://our.example", "\x01https://our.example"),
]  # fmt: skip


@pytest.mark.parametrize("address", GOOD)
def test_a_link_may_lead_to_a_page_or_an_address(address: str) -> None:
    assert allowed(address)
    assert completed(address) == address
    assert forbidden(f'<p><a class="b" href="{escape(address)}">x</a></p>') == ()


@pytest.mark.parametrize("address", BAD)
@pytest.mark.parametrize(
    "link",
    [
        '<a href="{}">x</a>',
        "<p>1 &gt; 0<A\nCLASS=b\nHREF = '{}'>x</A>",
        '<a title=">" href="{}">x</a>',
        '<svg><a xlink:href="{}"><text>x</text></a></svg>',
        '<map><area href="{}" alt="x"></map>',
        '<form action="{}"></form>',
        '<button formaction="{}">x</button>',
        '<base href="{}">',
    ],
)
def test_a_link_leads_nowhere_else_however_it_is_written(address: str, link: str) -> None:
    assert forbidden(link.format(escape(address))) == (address,)
    assert not allowed(address)


def test_a_letter_may_be_written_as_its_number() -> None:
    assert forbidden('<a href="&#106;avascript&colon;alert(1)">x</a>') == ("javascript:alert(1)",)
    assert forbidden("<a href=javascript:alert(1)>x</a>") == ("javascript:alert(1)",)


@settings(deadline=None)
@given(st.text(st.sampled_from("<>&\"'=: /#ahrefjvscipt"), max_size=40))
def test_a_text_is_no_link(text: str) -> None:
    assert forbidden(f"<p>{escape(text)} href=javascript:alert(1)</p>") == ()


def test_what_is_no_link_may_be_loaded_from_anywhere_that_loading_allows() -> None:
    assert forbidden('<link rel="stylesheet" href="own.css"><svg><image href="data:image/png;base64,"/></svg>') == ()
    assert forbidden('<a href="#part-2">2</a>') == ()


@pytest.mark.parametrize("address", ["statements/ab/M%201.pdf", "review.html", "https://our.example"])
def test_beside_a_page_lie_files_where_it_is_said_so(address: str) -> None:
    assert forbidden(f'<a href="{address}">x</a>', files=True) == ()


@pytest.mark.parametrize(
    "address", ["../a.pdf", "/etc/passwd", "\\\\host\\a", "javascript:a", "a/../../b", "c:\\a", ""]
)
def test_and_nothing_above_it(address: str) -> None:
    assert forbidden(f'<a href="{escape(address)}">x</a>', files=True) == (address,)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("www.our.example", "https://www.our.example"),
        ("our.example/join?m={member_id}", "https://our.example/join?m={member_id}"),
        ("straße.example:8443", "https://straße.example:8443"),
        (" https://our.example ", "https://our.example"),
        ("http://our.example", "http://our.example"),
    ],
)
@pytest.mark.parametrize("key", ["website", "renewal_page"])
def test_an_address_of_the_settings_is_completed(tmp_path: Path, key: str, written: str, read: str) -> None:
    organisation = load_settings(with_address(tmp_path, key, written)).workspace.organisation
    assert getattr(organisation, key) == read


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("htps://our.example", "https://our.example"),
        ("https:/our.example", "https://our.example"),
        ("our .example", "https://our.example"),
        *((bad, "") for bad in ("javascript:alert(1)", "file:///etc/passwd", "renew", "see our website")),
    ],
)
def test_and_what_is_none_is_refused_with_the_nearest(tmp_path: Path, written: str, near: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(with_address(tmp_path, "website", written))
    error = caught.value
    assert (error.key, error.found) == ("organisation.website", written)
    assert error.allowed.startswith("an address that begins with https://")
    assert near in error.allowed
    assert ("nearest" in error.allowed) is bool(near)


def with_address(folder: Path, key: str, address: str) -> Path:
    file = worked_example(folder)
    lines = file.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"{key} ")]
    file.write_text("\n".join(kept), encoding="utf-8")
    return edited(file, "[organisation]\n", f'[organisation]\n{key} = "{address}"\n')
