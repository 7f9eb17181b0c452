"""What a statement's bytes depend on: versions, templates, fonts; workers elsewhere must have the same."""

from __future__ import annotations

import platform
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import valuereport
from valuereport.batch import Worker, differences
from valuereport.errors import RunError
from valuereport.files import digest_of_file, write_atomically
from valuereport.model.statement_order import StatementOrder
from valuereport.pipeline.design import template_folders
from valuereport.pipeline.worker import prepare_worker
from valuereport.render.fonts import font_digests
from valuereport.render.look import look_of
from valuereport.settings import Settings, brand_files
from valuereport.versions import package_versions

_OTHER_TEMPLATES: Final = ("email", "review", "story")  # templates of what comes after a run
_TEMPLATES, _CATALOGUES = "templates", "locale"


def environment_fingerprint(settings: Settings) -> dict[str, Any]:
    """Return what this machine and the design put into a statement: versions, and the hash of every file."""
    templates = {
        str(file.relative_to(folder)): digest_of_file(file)
        for folder in reversed(template_folders(settings))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.relative_to(folder).as_posix().startswith(_OTHER_TEMPLATES)
    }
    brand = brand_files(settings.path, settings.workspace.brand)
    return {
        "valuereport": valuereport.__version__,
        "python": platform.python_version(),
        "versions": package_versions(),
        "brand": {key: digest_of_file(file) for key, file in sorted(brand.items())},
        "fonts": dict(font_digests(look_of(settings).family)),
        "templates": templates,
        "catalogues": {file.name: digest_of_file(file) for file in sorted(settings.catalogues.glob("*.po"))},
    }


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """What a worker elsewhere needs: settings, order, the workspace's own design files, and what it has to be like."""

    settings: Settings
    order: StatementOrder
    files: Mapping[str, bytes]  # by their names below the settings' folder, as `settings` here has them
    fingerprint: Mapping[str, Any]
    keep_error_text: bool  # whether an unexpected error's own words are kept


def worker_setup(settings: Settings, order: StatementOrder, *, keep_error_text: bool) -> WorkerSetup:
    """Return what the workers of a run need. No export and nothing of a member is in it."""
    files = settings.workspace.files.model_copy(update={"templates": _TEMPLATES, "locale": _CATALOGUES})
    workspace = settings.workspace.model_copy(update={"files": files})
    moved = settings.model_copy(update={"path": Path(settings.path.name), "workspace": workspace})
    fingerprint = environment_fingerprint(settings)
    return WorkerSetup(moved, order, dict(_design_files(settings)), fingerprint, keep_error_text)


def prepare_remote_worker(setup: WorkerSetup) -> Worker:
    """Return what a worker on another machine does with a task. Raises RunError where it would make other bytes."""
    folder = Path(tempfile.mkdtemp(prefix="valuereport-"))
    for name, data in setup.files.items():
        write_atomically(folder / name, data)
    settings = setup.settings.model_copy(update={"path": folder / setup.settings.path})
    unlike = differences(setup.fingerprint, environment_fingerprint(settings))
    if unlike:
        shutil.rmtree(folder, ignore_errors=True)
        raise RunError(
            f"it would make other statements, for these differ from the machine of the batch: {', '.join(unlike)}; "
            "install the same versions, best by the same container image"
        )
    work = prepare_worker(settings, setup.order, keep_error_text=setup.keep_error_text)

    def work_there(task: Any) -> Any:  # noqa: ANN401 - as every worker
        return work(task)

    weakref.finalize(work_there, shutil.rmtree, folder, ignore_errors=True)
    return work_there


def _design_files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Yield the workspace's own templates, catalogues and brand files."""
    folders = {_TEMPLATES: settings.folder / settings.workspace.files.templates, _CATALOGUES: settings.catalogues}
    for name, folder in folders.items():
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                yield f"{name}/{file.relative_to(folder).as_posix()}", file.read_bytes()
    for key, file in brand_files(settings.path, settings.workspace.brand).items():
        yield settings.workspace.brand.files[key], file.read_bytes()
