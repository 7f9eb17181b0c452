"""Places and guard -> one ASGI application; how a place's answer becomes a response."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from valuereport.desk.answers import Answer, File, Page, Part, SeeOther
from valuereport.desk.form import Form, FormError, Upload
from valuereport.desk.frame import LANGUAGES, page_html, part_html
from valuereport.desk.guard.refusal import refusal
from valuereport.desk.guard.session import Session
from valuereport.desk.language import CHOSEN, words_for
from valuereport.desk.place import FORM_BYTES, Place
from valuereport.desk.refused import error_page
from valuereport.desk.visit import Visit
from valuereport.desk.workplace import NoWorkspaceError, Workplace
from valuereport.errors import RequestError, ValuereportError
from valuereport.unexpected import reported

_log = logging.getLogger(__name__)
_FILES, _FIELDS = 200, 5_000  # of one form
_YEAR = 365 * 86_400  # seconds
_OTHER_LETTERS = re.compile(r'charset\s*=\s*"?(?!utf-8\b)', re.IGNORECASE)

Endpoint = Callable[[Request], Awaitable[Response]]


def application(workplace: Workplace, places: Sequence[Place], guard: Sequence[Middleware]) -> Starlette:
    """Return the desk as an application. `guard`: what every request passes, the first one first."""
    routes = [
        Route(place.path, _endpoint(workplace, place), methods=_methods(place), name=place.path) for place in places
    ]
    static = Mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    refused = {400: _unread, 404: _nowhere, 405: _no_form}
    return Starlette(routes=[*routes, static], middleware=guard, exception_handlers=refused)


def _methods(place: Place) -> list[str]:
    return [*(["GET"] if place.show else []), *(["POST"] if place.act else [])]


def _endpoint(workplace: Workplace, place: Place) -> Endpoint:
    async def answer(request: Request) -> Response:
        session: Session = request.scope["session"]
        if request.method == "POST":
            if _OTHER_LETTERS.search(request.headers.get("content-type", "")):
                raise HTTPException(400)  # no browser sends such a form, and some codes take hours to read
            try:
                async with request.form(max_files=_FILES, max_fields=_FIELDS, max_part_size=FORM_BYTES) as sent:
                    return await run_in_threadpool(_answered, workplace, place, request, session, _form(sent))
            except (
                ClientDisconnect
            ):  # the browser was closed while it sent: nothing was done, and nobody reads an answer
                return Response(status_code=400)
        query = request.query_params
        form = Form({name: tuple(query.getlist(name)) for name in query})
        return await run_in_threadpool(_answered, workplace, place, request, session, form)

    return answer


def _form(sent: FormData) -> Form:
    uploads, fields = list[Upload](), dict[str, list[str]]()
    for name, value in sent.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
        elif value.filename:
            uploads.append(Upload(value.filename, value.file, value.size or 0, name))
    return Form({name: tuple(values) for name, values in fields.items()}, tuple(uploads))


def _answered(workplace: Workplace, place: Place, request: Request, session: Session, form: Form) -> Response:
    """Answer a request; whatever goes wrong is a page that says what to do. Runs in a thread of its own."""
    path = request.url.path
    address = f"{path}?{request.url.query}" if request.url.query and request.method == "GET" else path
    visit = Visit(workplace, request.scope["person"], words_for(request, workplace), path, address, form)
    if not visit.may(place.role):
        return _response(error_page(visit, None, 403), visit, session)
    try:
        answer, visit = _answer(place, request.method, visit)
        return _response(answer, visit, session)
    except NoWorkspaceError:
        return RedirectResponse("/exports", 303)
    except FormError as error:  # of a place that shows no form in which the field could stand
        return _response(error_page(visit, " ".join(error.errors.values()), 400), visit, session)
    except ValuereportError as error:
        return _response(error_page(visit, error), visit, session)
    except Exception as error:
        return _response(error_page(visit, reported(error), 500), visit, session)


def _answer(place: Place, method: str, visit: Visit) -> tuple[Answer, Visit]:
    """Return the answer, and the visit that it is drawn for: with what is wrong with a form that is shown again."""
    answer = place.act if method == "POST" else place.show
    if answer is None:  # the route takes no such request
        raise LookupError(f"{method} {place.path}")
    try:
        return answer(visit), visit
    except FormError as error:
        errors = error.errors
        if place.show is None:
            raise
    except RequestError as error:
        if place.show is None or error.argument not in visit.form:
            raise
        errors = {error.argument: str(error).removeprefix(f"{error.argument}: ")}
    visit = replace(visit, errors=errors)
    shown = place.show(visit)
    return (replace(shown, status=422) if isinstance(shown, Page) else shown), visit


def _response(answer: Answer, visit: Visit, session: Session) -> Response:
    match answer:
        case Page():
            done = tuple(session.done)
            session.done.clear()
            return HTMLResponse(page_html(answer, visit, done), answer.status)
        case Part():
            return HTMLResponse(part_html(answer, visit))
        case SeeOther():
            if answer.done:
                session.done.append(answer.done)
            response = RedirectResponse(answer.address, 303)
            if answer.language in LANGUAGES:
                response.set_cookie(CHOSEN, answer.language, max_age=_YEAR, path="/", httponly=True, samesite="strict")
            return response
        case File():
            return _file(answer)


def _file(file: File) -> Response:
    """Return a file: pictures and HTML to be looked at, all else to be saved; a browser gives it no rights."""
    shown = file.kind.startswith("image/") or file.kind == "text/html"
    place = "inline" if shown else f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    # A message to members brings its own style, and asks for nothing from elsewhere.
    style = "style-src 'unsafe-inline'; img-src data:; " if file.kind == "text/html" else ""
    headers = {"Content-Disposition": place, "Content-Security-Policy": f"default-src 'none'; {style}sandbox"}
    if isinstance(file.data, Path):
        return FileResponse(file.data, media_type=file.kind, headers=headers)
    return Response(file.data, media_type=file.kind, headers=headers)


async def _unread(request: Request, error: Exception) -> Response:
    return refusal(400, "Not understood", "What was sent is no form of this desk, and nothing was done. Go back to /")


async def _nowhere(request: Request, error: Exception) -> Response:
    return refusal(404, "No such page", "There is no such page. Go back, or to the first page: /")


async def _no_form(request: Request, error: Exception) -> Response:
    return refusal(405, "Not understood", "This page takes no form, or shows nothing by itself. Go back to /")
