"""The story on one page: load -> combine -> calculate -> compose -> render. The only module that knows every stage."""

from __future__ import annotations

import errno
import json
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from gettext import NullTranslations
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import valuereport
from valuereport.batch import (
    Figures,
    RunFolder,
    Worker,
    act,
    earlier_figures,
    manifest_csv,
    plan_member,
    problems_csv,
)
from valuereport.calculator import Explainer, Valuations, calculate
from valuereport.combine import combine, member_at
from valuereport.compose import compose
from valuereport.console.explain import explain_data
from valuereport.errors import Problem, RunError, ValuereportError
from valuereport.files import digest, digest_of_file, packaged, write_atomically
from valuereport.loaders import load
from valuereport.model.member import Member
from valuereport.model.run import Job, Planned, Result
from valuereport.model.tables import KEY_SEPARATOR, History
from valuereport.model.valuation import Earlier, Valuation
from valuereport.render import Look, Renderer, check_templates, look_of, missing_letters
from valuereport.render.fonts import Face, check_script, font_digests, shipped_faces, uncovered
from valuereport.render.fonts.sources import BOLD, REGULAR
from valuereport.settings import Settings, brand_files, load_settings
from valuereport.wording import check_catalogues, choose_locales, translations_for, wording_for
from valuereport.wording.catalogues import own_texts

if TYPE_CHECKING:
    from valuereport.preview import Candidate, Shown


@dataclass(frozen=True, slots=True)
class Valued:
    """A workspace's exports, loaded, combined and calculated."""

    settings: Settings
    inputs: Mapping[str, str]
    history: History
    valuations: Valuations

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return every problem so far."""
        return (*self.settings.problems, *self.history.problems, *self.valuations.problems)


def value(settings: Settings) -> Valued:
    """Load, combine and calculate. Raises SourceError."""
    loaded = load(settings)
    history = combine(loaded, settings)
    return Valued(settings, loaded.inputs, history, calculate(history, settings))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which members a batch is for (all, those named, the first few), in which locale, and compared with which run."""

    members: tuple[str, ...] = ()
    locale: str = ""
    limit: int | None = None
    previous: Path | None = None  # the folder of the run that the statements are compared with


def plan(valued: Valued, scope: Scope) -> tuple[list[Planned], list[Problem]]:
    """Decide what shall become of every member in the scope. Raises RunError where a named member is not known."""
    rows = [find_member(valued.history, name) for name in scope.members] or range(len(valued.history.members))
    workspace = valued.settings.workspace
    planned, problems = [], []
    for row in list(rows)[: scope.limit]:
        member = member_at(valued.history, row)
        asked, languages = scope.locale or member.locale, () if scope.locale else workspace.sheet.languages
        locales, reason = choose_locales(asked, workspace.organisation.locale, languages)
        if reason:
            action = f"the statement is made in {' and '.join(locales)}"
            where = valued.history.members.iloc[row]
            problems.append(
                Problem(
                    *("compose", "warning", reason, action, str(where["file"]), int(where["row"])),
                    *("locale", member.locale, member.member_id),
                )
            )
        obstacle = str(valued.history.members["obstacle"].iloc[row])
        edition = valued.valuations.editions[row]
        planned.append(
            plan_member(row, member, "+".join(locales), edition, obstacle, workspace.eligibility.skip_status)
        )
    return planned, problems


def locales_of(planned: Iterable[Planned]) -> list[str]:
    """Return every locale of the planned statements, once."""
    return sorted({locale for one in planned for locale in one.locale.split("+")})


def missing_letters_of(valued: Valued, planned: Sequence[Planned]) -> list[Problem]:
    """Return a problem for each character of a planned statement that no font has, before any is made.

    All texts are looked through at once; only members with a text that is suspect are composed.
    """
    look = look_of(valued.settings)
    suspects = _suspects(valued.history, look)
    explainer = Explainer(valued.valuations)
    problems: list[Problem] = []
    for one in planned:
        if one.row in suspects and not one.reason:
            document, _ = compose(_member(valued, one), explainer.valuation(one.row), valued.settings)
            problems += missing_letters(document, look)
    return problems


def _suspects(history: History, look: Look) -> frozenset[int]:
    """Return the rows of the members with a text, printed or not, that holds a character no font has."""
    found: set[int] = set()
    own = np.arange(len(history.members))
    for frame, rows in (
        (history.members, own),
        (history.contacts, history.contacts["member"].to_numpy()),
        (history.engagements, history.engagements["member"].to_numpy()),
    ):
        for name in frame.select_dtypes(["string", "object", "category"]):
            distinct = frame[name].dropna().unique()
            if missing := uncovered(map(str, distinct), look.family) - {KEY_SEPARATOR}:
                holds = frame[name].astype(str).str.contains(f"[{re.escape(''.join(missing))}]", regex=True)
                found |= set(rows[holds.to_numpy(dtype=bool, na_value=False)].tolist())
    return frozenset(found)


def figures_of(valued: Valued, row: int) -> Figures:
    """Return one member's figures for the manifest."""
    member = valued.history.members.iloc[row]
    currency, fee = str(member["currency"]), float(member["fee"])
    if member["obstacle"]:
        return Figures(currency, fee, None, None)
    total = valued.valuations.total(row)
    return Figures(currency, fee, total, total.low / fee if fee > 0 else None)


def explain(valued: Valued, row: int) -> Valuation:
    """Return one member's valuation. Raises RunError where no figure can be had."""
    obstacle = str(valued.history.members["obstacle"].iloc[row])
    if obstacle:
        member_id = valued.history.members["member_id"].iloc[row]
        raise RunError(f"member {member_id}: {obstacle}, so there are no figures; valuereport check says where")
    return Explainer(valued.valuations).valuation(row)


def find_member(history: History, wanted: str) -> int:
    """Return the row of the member with an id or address, whatever its case. Raises RunError with near names."""
    folded = wanted.strip().casefold()
    members = history.members
    by_id = np.flatnonzero((members["member_id"].str.casefold() == folded).to_numpy())
    if len(by_id):
        return int(by_id[0])
    addresses = members["emails"].str.casefold().str.split(KEY_SEPARATOR)
    found = [row for row, emails in enumerate(addresses) if folded in emails]
    people = history.contacts["emails"].str.casefold().str.split(KEY_SEPARATOR)
    found += [int(history.contacts["member"].iloc[row]) for row, emails in enumerate(people) if folded in emails]
    if len(set(found)) == 1:
        return found[0]
    if found:
        ids = ", ".join(members["member_id"].iloc[sorted(set(found))])
        raise RunError(f"{wanted!r} is an address of several members: {ids}")
    named = np.flatnonzero(members["name"].str.casefold().str.contains(folded, regex=False).to_numpy())[:5]
    near = "; ".join(f"{members['member_id'].iloc[row]} {members['name'].iloc[row]}" for row in named)
    hint = f"; with this name: {near}" if near else ""
    raise RunError(f"no member has the id or address {wanted!r}{hint}")


def prepare_worker(settings: Settings) -> Worker:
    """Return the function that makes one statement: compose, render, write."""
    renderer = Renderer(template_folders(settings), partial(translations, settings), look_of(settings))
    return partial(make_statement, settings, renderer)


def make_statement(settings: Settings, renderer: Renderer, job: Job) -> Result:
    """Make one statement; whatever goes wrong with this member is in the result."""
    member_id = job.planned.member_id
    try:
        document, problems = compose(job.member, job.valuation, settings, job.earlier)
        archived = settings.workspace.sheet.archive
        rendered = renderer.render(document, _figures(job.valuation, settings) if archived else b"")
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return Result(member_id, "failed", problem=f"the statement could not be made: {reason}")
    problems = (*problems, *rendered.problems)
    try:
        write_atomically(Path(job.folder) / job.planned.file, rendered.pdf)
    except OSError as error:
        reason = f"{Path(job.folder) / job.planned.file} cannot be written: {error.strerror}"
        halts = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
        return Result(member_id, "failed", problem=reason, problems=problems, halt=reason if halts else "")
    return Result(
        member_id, "rendered", rendered.pages, len(rendered.pdf), digest(rendered.pdf), _worst(problems), problems
    )


def _figures(valuation: Valuation, settings: Settings) -> bytes:
    """Return the figures that an archived statement carries."""
    return json.dumps(explain_data(valuation, settings.workspace.period), ensure_ascii=False, indent=1).encode()


def _worst(problems: Sequence[Problem]) -> str:
    errors = [problem.reason for problem in problems if problem.severity == "error"]
    return errors[0] if errors else problems[0].reason if problems else ""


def template_folders(settings: Settings) -> tuple[Path, ...]:
    """Return where templates are looked for: the workspace's own folder before the shipped one."""
    own = settings.folder / settings.workspace.files.templates
    return (own, packaged("templates")) if own.is_dir() else (packaged("templates"),)


def translations(settings: Settings, locale: str) -> NullTranslations:
    """Return the catalogue that templates of a locale are read with."""
    return translations_for(locale, settings.catalogues)


def check_looks(settings: Settings, locales: Iterable[str] = ()) -> None:
    """Try the templates, catalogues, fonts and the brand before anything is made. Raises TemplateError."""
    look = look_of(settings)
    check_catalogues(settings.catalogues)
    check_templates(template_folders(settings), look)
    for locale in locales:
        check_script(locale, look.family)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a batch ended: everything that the summary tells."""

    folder: Path
    results: tuple[tuple[Planned, Result], ...]
    problems: tuple[Problem, ...]
    complete: bool


def batch(
    valued: Valued,
    folder: Path,
    scope: Scope,
    *,
    resume: bool,
    workers: int,
    stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Make the statements of a run. Raises RunError, TemplateError."""
    settings = valued.settings
    planned, problems = plan(valued, scope)
    check_looks(settings, locales_of(planned))
    earlier = earlier_figures(scope.previous) if scope.previous else {}
    missing = missing_letters_of(valued, planned)
    frozen = freeze(valued, scope)
    run = RunFolder.resume(folder, frozen) if resume else RunFolder.begin(folder, frozen)
    skipped = {one.member_id: Result(one.member_id, "skipped", problem=one.reason) for one in planned if one.reason}
    results = {**skipped, **run.results(planned)}
    waiting = [one for one in planned if one.member_id not in results]
    progress(len(results), len(planned))
    if waiting:
        with run.journal() as journal:
            for result in act(
                _jobs(valued, waiting, folder, earlier), partial(prepare_worker, settings), workers, stopped
            ):
                journal.add(result)
                results[result.member_id] = result
                progress(len(results), len(planned))
    done = [(one, results[one.member_id]) for one in planned if one.member_id in results]
    problems = list(dict.fromkeys([*valued.problems, *problems, *missing, *_told(done)]))
    manifest = manifest_csv((one, result, figures_of(valued, one.row)) for one, result in done)
    complete = len(done) == len(planned)
    (run.finish if complete else run.report)(manifest, problems_csv(problems))
    return Outcome(folder, tuple(done), tuple(problems), complete)


def one_statement(valued: Valued, planned: Planned, file: Path) -> Result:
    """Make one member's statement in `file`. Raises RunError, TemplateError."""
    check_looks(valued.settings, locales_of([planned]))
    valuation = explain(valued, planned.row)
    job = Job(replace(planned, file=file.name), _member(valued, planned), valuation, str(file.parent))
    result = prepare_worker(valued.settings)(job)
    if result.status == "failed":
        raise RunError(f"member {planned.member_id}: {result.problem}")
    return result


@dataclass(frozen=True, slots=True)
class Asked:
    """What a preview is of: the members named (else typical ones), in these locales (else each member's own)."""

    members: tuple[str, ...] = ()
    locales: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Previewed:
    """What came of a preview: the files of its contact sheet, and the statements on it."""

    sheets: tuple[Path, ...]
    statements: tuple[Shown, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what a person should look at."""
        return tuple(problem for each in self.statements for problem in each.problems)


def previews(
    settings: Settings, folder: Path, asked: Asked, progress: Callable[[int, int], None] = lambda done, total: None
) -> Iterator[Previewed | ValuereportError]:
    """Yield a preview, and a new one after each change of what it is made from; what stops one comes in its place.

    Members' data are loaded and calculated anew only when a file of settings changes. Raises SourceError at first.
    """
    from valuereport.preview import Watch

    watch = Watch(lambda: [*settings_files(settings), *design_files(settings)])
    valued = value(settings)
    changed_settings: set[Path] = set()
    for changed in chain([frozenset[Path]()], watch.changes()):
        changed_settings |= changed & set(settings_files(settings))
        for remembered in (translations_for, own_texts, wording_for):
            remembered.cache_clear()
        try:
            if changed_settings:
                settings = load_settings(settings.path)
                valued = value(settings)
                changed_settings.clear()
            yield preview(valued, folder, asked, progress)
        except ValuereportError as error:
            yield error


def preview(
    valued: Valued, folder: Path, asked: Asked, progress: Callable[[int, int], None] = lambda done, total: None
) -> Previewed:
    """Make some statements as PDF and as HTML, and a contact sheet of them. Raises RunError, TemplateError."""
    from valuereport.preview import Faces, write_preview  # no batch needs the libraries that these bring

    settings = valued.settings
    planned = _to_preview(valued, asked)
    check_looks(settings, locales_of(one for one, _, _ in planned))
    look = look_of(settings)
    renderer = Renderer(template_folders(settings), partial(translations, settings), look)
    fonts = (*(look.family.faces if look.family else ()), *shipped_faces())
    shown = []
    for number, (one, reasons, problems) in enumerate(planned):
        progress(number, len(planned))
        shown.append(_shown(valued, renderer, fonts, one, reasons, problems))
    progress(len(planned), len(planned))
    faces = Faces(*(tuple(face.file for face in fonts if face.weight == each) for each in (REGULAR, BOLD)))
    workspace = settings.workspace
    last = workspace.period.end - timedelta(days=1)
    title = f"{workspace.organisation.name} · {workspace.period.start} to {last} · {workspace.sheet.paper}"
    return Previewed(write_preview(folder, title, shown, faces), tuple(shown))


def _shown(
    valued: Valued,
    renderer: Renderer,
    fonts: Sequence[Face],
    planned: Planned,
    reasons: Sequence[str],
    problems: Sequence[Problem],
) -> Shown:
    """Make one statement of a preview; whatever goes wrong with this member is in it. Raises TemplateError."""
    from valuereport.preview import Shown, font_rules, for_browser

    settings, valuation = valued.settings, explain(valued, planned.row)
    shown = Shown(planned.member_id, planned.locale, planned.edition, tuple(reasons), b"", "", tuple(problems))
    try:
        document, found = compose(_member(valued, planned), valuation, settings)
        rendered = renderer.render(document)
        page = renderer.html(document)
        rules = font_rules(page, ((face.family, face.weight, face.file) for face in fonts))
        page = for_browser(page, (rules, *renderer.styles), template_folders(settings))
    except ValuereportError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        failed = Problem("render", "error", reason, "no statement was made", member_id=planned.member_id)
        return replace(shown, problems=(*problems, failed))
    return replace(shown, pdf=rendered.pdf, html=page, problems=(*problems, *found, *rendered.problems))


def _to_preview(valued: Valued, asked: Asked) -> list[tuple[Planned, tuple[str, ...], tuple[Problem, ...]]]:
    """Return the statements of a preview, why each is in it, and their plans' problems. Raises RunError."""
    from valuereport.preview import typical

    planned, problems = plan(valued, Scope(asked.members))
    chosen: dict[int, tuple[Planned, tuple[str, ...]]]
    if asked.members:
        chosen = {one.row: (one, ("asked for",)) for one in planned}
    else:
        by_row = {one.row: one for one in planned if one.action == "render"}
        found = typical(_candidates(valued, list(by_row.values()), by_locale=not asked.locales))
        chosen = {each.row: (by_row[each.row], each.reasons) for each in found}
    if not chosen:
        raise RunError("no member would get a statement; valuereport check says why")
    told = {row: [each for each in problems if each.member_id == one.member_id] for row, (one, _) in chosen.items()}
    for row, (one, _) in chosen.items():
        if one.reason:
            action = "a batch would make no statement"
            told[row].append(Problem("batch", "warning", one.reason, action, member_id=one.member_id))
    home = valued.settings.workspace.organisation.locale
    return [
        (replace(one, locale="+".join(choose_locales(locale, home)[0])), reasons, tuple(told[row]))
        for row, (one, reasons) in chosen.items()
        for locale in asked.locales or (one.locale,)
    ]


def _candidates(valued: Valued, planned: Sequence[Planned], *, by_locale: bool) -> list[Candidate]:
    """Return what typical members are chosen by; money in the organisation's currency."""
    from valuereport.preview import Candidate

    history, valuations = valued.history, valued.valuations
    members = len(history.members)
    engagements = np.bincount(history.engagements["member"].to_numpy(), minlength=members)
    contacts = np.bincount(history.contacts["member"].to_numpy(), minlength=members)
    policy = np.array([valuations.lines[line].benefit == "policy" for line in valuations.line_of_term], dtype=bool)
    wins = (valuations.weights[:, policy] != 0).sum(axis=1)
    central = valuations.totals[:, 1] * valuations.rate
    return [
        Candidate(
            row=one.row,
            member_id=one.member_id,
            name=str(history.members["name"].iloc[one.row]),
            kind=str(history.members["kind"].iloc[one.row]),
            edition=one.edition,
            locale=one.locale if by_locale else "",
            central=float(central[one.row]),
            engagements=int(engagements[one.row]),
            contacts=int(contacts[one.row]),
            policy_wins=int(wins[one.row]),
        )
        for one in planned
    ]


def settings_files(settings: Settings) -> tuple[Path, ...]:
    """Return the files that the settings were read from."""
    files = settings.workspace.files
    named = (files.assumptions, files.taxonomy, files.policy_wins)
    return (settings.path, *(settings.folder / name for name in named))


def design_files(settings: Settings) -> tuple[Path, ...]:
    """Return the files that the look and the words come from: templates, catalogues, the brand's pictures and fonts."""
    folders = (settings.folder / settings.workspace.files.templates, packaged("templates"), packaged("locale"))
    files = [file for folder in (*folders, settings.catalogues) for file in folder.rglob("*")]
    files += [settings.folder / name for name in settings.workspace.brand.files.values()]
    hidden = (".", "#", "~")  # an editor's own
    return tuple(file for file in files if not file.name.startswith(hidden) and not file.name.endswith("~"))


def _jobs(valued: Valued, planned: Sequence[Planned], folder: Path, earlier: Mapping[str, Earlier]) -> Iterator[Job]:
    explainer = Explainer(valued.valuations)
    for one in planned:
        valuation = explainer.valuation(one.row)
        yield Job(one, _member(valued, one), valuation, str(folder), earlier.get(one.member_id))


def _member(valued: Valued, planned: Planned) -> Member:
    """Return the member with the locale that the plan decided on."""
    return replace(member_at(valued.history, planned.row), locale=planned.locale)


def _told(done: Sequence[tuple[Planned, Result]]) -> Iterator[Problem]:
    """Yield the problems of the statements, in the order of the plan."""
    for one, result in done:
        yield from result.problems
        if result.status == "failed":
            yield Problem("batch", "error", result.problem, "no statement was made", member_id=one.member_id)


def freeze(valued: Valued, scope: Scope) -> dict[str, Any]:
    """Return all that the bytes of a run depend on; no clock and no folder of this machine."""
    settings = valued.settings
    templates = {
        str(file.relative_to(folder)): digest_of_file(file)
        for folder in reversed(template_folders(settings))
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    files = brand_files(settings.path, settings.workspace.brand)
    brand = {key: digest_of_file(file) for key, file in sorted(files.items())}
    versions = {name: version(name) for name in ("weasyprint", "jinja2", "matplotlib", "numpy", "pandas", "babel")}
    return {
        "valuereport": valuereport.__version__,
        "python": platform.python_version(),
        "versions": versions,
        "scope": {"members": list(scope.members), "locale": scope.locale, "limit": scope.limit},
        "previous": digest_of_file(scope.previous / "manifest.csv") if scope.previous else "",
        "inputs": dict(sorted(valued.inputs.items())),
        "brand": brand,
        "fonts": font_digests(look_of(settings).family),
        "templates": templates,
        "catalogues": {file.name: digest_of_file(file) for file in sorted(settings.catalogues.glob("*.po"))},
        "settings": settings.workspace.model_dump(mode="json"),
        "judgement": settings.judgement.model_dump(mode="json"),
    }
