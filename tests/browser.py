"""A real browser, where this machine has one, and what axe-core finds in a page there."""

from __future__ import annotations

import html
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome-headless-shell")
_AXE = "axe-core@4.14.1"
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# The page stands in a frame as wide as the screen that is tried: no window may be as narrow as a phone.
_FRAME = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>frame</title></head>
<body style="margin: 0">
<iframe id="page" title="page" style="border: 0; width: {width}px; height: {height}px" srcdoc="{page}"></iframe>
<pre id="found">nothing yet</pre></body></html>"""
_RUN = """<script>{axe}</script><script>
addEventListener("load", async () => {{
  const told = await axe.run(document, {{ resultTypes: ["violations", "incomplete"] }});
  const brief = found => found.map(one => [one.id, one.nodes.map(node => node.target.join(" ")).slice(0, 5)]);
  const wide = document.documentElement.scrollWidth;
  const hint = one => one.previousElementSibling?.matches(".hint") ? one.previousElementSibling.offsetHeight : 0;
  const scrollers = [...document.querySelectorAll(".scroll, .fits")];
  const scrolls = scrollers.map(one => [one.scrollWidth > one.clientWidth, hint(one) > 0, one.tabIndex === 0]);
  parent.document.getElementById("found").textContent = "done:" + JSON.stringify({{
    violations: brief(told.violations), incomplete: brief(told.incomplete), passes: told.passes.length, wide: wide,
    scrolls: scrolls,
    height: document.documentElement.scrollHeight
  }});
}});
</script>"""


def browser() -> str:
    """Return the browser's command; skip the test where there is none."""
    found = os.environ.get("VALUEREPORT_TEST_BROWSER") or next(filter(None, map(shutil.which, _BROWSERS)), "")
    if not found:
        pytest.skip(f"no browser: none of {', '.join(_BROWSERS)} is installed (Debian: apt-get install chromium)")
    return found


def axe(cache: Path) -> str:
    """Return axe-core's script from npm's registry, kept in a folder; skip the test where it cannot be had."""
    kept = cache / f"{_AXE}.js"
    if not kept.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("no npm, which brings axe-core")
        done = subprocess.run([npm, "pack", _AXE, "--silent"], cwd=cache, capture_output=True, check=False, timeout=120)
        if done.returncode:
            pytest.skip(f"npm could not bring {_AXE}: is there a network?")
        package = (cache / done.stdout.decode().split()[-1]).read_bytes()
        with tarfile.open(fileobj=io.BytesIO(package)) as archive:
            script = archive.extractfile("package/axe.min.js")
            assert script is not None
            kept.write_bytes(script.read())
    return kept.read_text(encoding="utf-8")


def examined(page: str, width: int, script: str, folder: Path) -> dict[str, Any]:
    """Return what axe-core finds in a page of a width, and how wide and high the page came out; no network."""
    command, height = browser(), 20_000
    inside = _POLICY.sub("", page).replace("</body>", _RUN.format(axe=script) + "</body>")
    frame = folder / f"frame-{width}.html"
    frame.write_text(_FRAME.format(width=width, height=height, page=html.escape(inside)), encoding="utf-8")
    done = _run(command, folder, "--dump-dom", "--virtual-time-budget=30000", frame.as_uri())
    answer = re.search(r'<pre id="found">done:(.*?)</pre>', done.stdout, re.DOTALL)
    assert answer, done.stdout[-300:] + done.stderr[-2000:]
    found: dict[str, Any] = json.loads(html.unescape(answer[1]))
    return found


def screenshot(page: Path, width: int, height: int, picture: Path) -> None:
    """Take a picture of a page as it looks at a width; the first `height` pixels of it."""
    frame = picture.with_suffix(".html")
    text = html.escape(page.read_text(encoding="utf-8"))
    frame.write_text(_FRAME.format(width=width, height=height, page=text), encoding="utf-8")
    _run(
        browser(),
        picture.parent,
        f"--window-size={max(width, 500)},{height}",
        f"--screenshot={picture}",
        frame.as_uri(),
    )


def _run(command: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    options = [
        *("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"),
        *("--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'profile'}"),
    ]
    return subprocess.run([command, *options, *arguments], capture_output=True, text=True, check=False, timeout=120)
