"""The design of a workspace's statements: its templates, catalogues, brand and fonts; tried before anything is made."""

from __future__ import annotations

from collections.abc import Iterable
from gettext import NullTranslations
from pathlib import Path
from typing import TYPE_CHECKING

from valuereport.errors import TemplateError, shortened
from valuereport.files import packaged
from valuereport.render.check_templates import check_templates
from valuereport.render.fonts import check_script, shipped_faces
from valuereport.render.fonts.sources import BOLD, REGULAR
from valuereport.render.look import Look, look_of
from valuereport.settings import LONGEST, Settings, columns_of
from valuereport.wording import check_catalogues, translations_for
from valuereport.wording.catalogues import workspace_texts

if TYPE_CHECKING:
    from valuereport.preview import Faces


def template_folders(settings: Settings) -> tuple[Path, ...]:
    """Return where templates are looked for: the workspace's folder before the shipped one."""
    custom = settings.folder / settings.workspace.files.templates
    return (custom, packaged("templates")) if custom.is_dir() else (packaged("templates"),)


def translations(settings: Settings, locale: str) -> NullTranslations:
    """Return the catalogue that templates of a locale are read with."""
    return translations_for(locale, settings.catalogues)


def check_design(settings: Settings, locales: Iterable[str] = ()) -> None:
    """Try the templates, catalogues, fonts and the brand. Raises TemplateError."""
    look = look_of(settings)
    check_catalogues(settings.catalogues)
    _check_lengths(settings)
    check_templates(template_folders(settings), look)
    for locale in locales:
        check_script(locale, look.family)


def _check_lengths(settings: Settings) -> None:
    """Raise TemplateError where a catalogue's translation is longer than the box of its text."""
    for file in sorted(settings.catalogues.glob("*.po")):
        translated = workspace_texts(file.stem, settings.catalogues)
        for edition, one in settings.workspace.texts.items():
            for key, texts in one.texts.items():
                for text in (translated[text] for text in texts.values() if text in translated):
                    if (length := columns_of(text)) > (most := LONGEST[key]):
                        raise TemplateError(
                            f"{file}: the translation of texts.{edition}.{key} has {length} letters; at most {most} go "
                            f"into its box: {shortened(text, 60)}"
                        )


def faces_of(look: Look) -> Faces:
    """Return the fonts that captions are drawn with."""
    from valuereport.preview import Faces

    fonts = (*(look.family.faces if look.family else ()), *shipped_faces())
    return Faces(*(tuple(face.file for face in fonts if face.weight == each) for each in (REGULAR, BOLD)))


def settings_files(settings: Settings) -> tuple[Path, ...]:
    """Return the files that the settings were read from."""
    files = settings.workspace.files
    named = (files.assumptions, files.taxonomy, files.policy_wins, files.entitlements)
    return (settings.path, *(settings.folder / name for name in named))


def design_files(settings: Settings) -> tuple[Path, ...]:
    """Return the files that the design and the words come from: templates, catalogues, the brand's files."""
    folders = (settings.folder / settings.workspace.files.templates, packaged("templates"), packaged("locale"))
    files = [file for folder in (*folders, settings.catalogues) for file in folder.rglob("*")]
    files += [settings.folder / name for name in settings.workspace.brand.files.values()]
    hidden = (".", "#", "~")  # an editor's own
    return tuple(file for file in files if not file.name.startswith(hidden) and not file.name.endswith("~"))
