"""Preview at the desk: both sides as pictures, another look before it is saved, and nothing of it on a disk."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from tests.desk_forms import hidden, said
from tests.desks import OpenDesk, Reply, opened
from tests.workspaces import worked_example
from valuereport.files import packaged
from valuereport.settings import load_settings


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_example(tmp_path_factory.mktemp("preview") / "ws")


@pytest.fixture(scope="module")
def desk(path: Path) -> Iterator[OpenDesk]:
    with opened(path.parent, "operator") as found:
        found.enter()
        yield found


def sides(desk: OpenDesk, page: str) -> list[Image.Image]:
    addresses = [unescape(one) for one in re.findall(r'<img src="(/preview/side[^"]+)"', page)]
    return [Image.open(io.BytesIO(desk.get(one).body)) for one in addresses]


def upload(desk: OpenDesk, fields: dict[str, str], name: str, data: bytes) -> Reply:
    """Send the form of the preview with a picture."""
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n'.encode() for key, text in fields.items()]
    head = f'Content-Disposition: form-data; name="{name}"; filename="../../x.svg"\r\n\r\n'
    parts.append(head.encode() + data + b"\r\n")
    body = b"".join(b"--part\r\n" + one for one in parts) + b"--part--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=part", "Sec-Fetch-Site": "same-origin"}
    return desk.ask("POST", "/preview", body, headers)


def test_another_look_is_seen_before_it_is_saved(desk: OpenDesk, path: Path) -> None:
    before = path.read_bytes()
    page = desk.get("/preview").text
    first = sides(desk, page)
    assert [one.width for one in first] == [1240] * len(first)
    assert len(re.findall(r'alt="Side \d of \d of the statement of [^"]+, English"', page)) == len(first) >= 2
    form = hidden(page, "/preview")
    changed = upload(
        desk, {**form, "brand.colour": "#7a1030"}, "logo", (packaged("sample_data") / "logo.svg").read_bytes()
    )
    assert "2 changes are seen here and saved nowhere" in said(changed)
    then = sides(desk, changed.text)[0]
    colours = {colour for _, colour in then.getcolors(1 << 24) or ()}
    assert (0x7A, 0x10, 0x30) in colours
    assert (0x7A, 0x10, 0x30) not in {colour for _, colour in first[0].getcolors(1 << 24) or ()}
    assert path.read_bytes() == before
    confirm = desk.post("/settings/change", **hidden(changed.text, "/settings/change"))
    assert "brand.colour (nothing is said) #7a1030" in said(confirm)
    saved = desk.follow(desk.post("/settings/save", **hidden(confirm.text, "/settings/save")))
    assert "Saved in valuereport.toml: 2 changes." in said(saved)
    brand = load_settings(path).workspace.brand
    assert (brand.colour, brand.logo[:5]) == ("#7a1030", "logo-")
    assert not list((path.parent).rglob("*.png"))


def test_what_is_wrong_is_told_at_its_field(desk: OpenDesk) -> None:
    page = desk.get("/preview").text
    text = re.findall(r'name="(texts\.[^"]+thanks\.en)"', page)[0]
    reply = upload(desk, {**hidden(page, "/preview"), text: "x" * 241}, "logo", b"<svg><script/></svg>")
    assert reply.status == 422
    assert {"error-file-logo", f"error-{text}"} <= set(re.findall('id="([^"]+)"', reply.text))


def test_a_pdf_is_downloaded_a_key_is_needed_and_a_locale_is_one(desk: OpenDesk) -> None:
    page = desk.get("/preview", locale="de").text
    assert "Deutsch" in page
    pdf = desk.get(unescape(re.findall(r'href="(/preview/pdf[^"]+)"', page)[0]))
    assert pdf.body.startswith(b"%PDF")
    for path, fields in (
        ("/preview/pdf", {"key": "guessed"}),
        ("/preview", {"locale": "xx-YY"}),
        ("/preview", {"member": "../x"}),
    ):
        assert desk.get(path, **fields).status in (400, 409), fields
