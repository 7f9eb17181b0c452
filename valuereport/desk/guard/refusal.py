"""A request that is refused before any page: few plain words, nothing of the workspace."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>valuereport</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/static/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/static/desk.css"></head>
<body class="bare"><main><h1>{heading}</h1><p>{text}</p></main></body></html>
"""


def refusal(status: int, heading: str, text: str) -> HTMLResponse:
    """Return the answer to a request that is refused."""
    return HTMLResponse(_PAGE.format(heading=escape(heading), text=escape(text)), status)
