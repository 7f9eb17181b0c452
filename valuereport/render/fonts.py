"""The fonts of a statement, by a fontconfig file of our own: what the system has never changes the output."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from valuereport.errors import TemplateError
from valuereport.files import digest, write_atomically

REPLACEMENT = "□"
FAMILIES = ("Source Sans Pro", "DejaVu Sans")
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
  <selectfont>
    <rejectfont><glob>*</glob></rejectfont>
    <acceptfont>
{files}
    </acceptfont>
  </selectfont>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def font_files() -> tuple[Path, ...]:
    """Return the files in the order of preference: Source Sans Pro, then DejaVu Sans for what it lacks."""
    sans = _folder("font_source_sans_pro") / "files"
    dejavu = _folder("matplotlib") / "mpl-data" / "fonts" / "ttf"
    names = ("Regular", "Semibold")
    return (
        *(sans / f"SourceSansPro-{name}.ttf" for name in names),
        dejavu / "DejaVuSans.ttf",
        dejavu / "DejaVuSans-Bold.ttf",
    )


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise TemplateError(f"the fonts cannot be found: the package {package} is not installed")
    return Path(spec.origin).parent


def use_our_fonts() -> None:
    """Point fontconfig at our fonts alone; to be called before WeasyPrint makes a font configuration."""
    files = font_files()
    folders = "\n".join(
        f"  <dir>{escape(str(folder))}</dir>" for folder in dict.fromkeys(file.parent for file in files)
    )
    globs = "\n".join(f"      <glob>{escape(str(file))}</glob>" for file in files)
    for base in (
        _cache_folder(),
        Path(tempfile.gettempdir()) / f"valuereport-{os.getuid() if hasattr(os, 'getuid') else 0}",
    ):
        text = _CONFIGURATION.format(folders=folders, files=globs, cache=escape(str(base / "fontconfig")))
        path = base / f"fonts-{digest(text.encode())[:12]}.conf"
        try:
            if not path.is_file():
                write_atomically(path, text.encode())
        except OSError:
            continue
        os.environ["FONTCONFIG_FILE"] = str(path)
        return
    raise TemplateError("no folder for the font configuration can be written: set XDG_CACHE_HOME or TMPDIR")


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "valuereport"


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    characters: set[int] = set()
    for file in font_files():
        if "Bold" not in file.name and "Semibold" not in file.name:
            with TTFont(file, lazy=True) as font:
                characters |= set(font.getBestCmap() or ())
    return frozenset(characters)


def missing_characters(text: str) -> tuple[str, ...]:
    """Return each character that cannot be shown, once, by code point: no font has it, or it is no text at all."""
    return tuple(character for character in sorted(set(text)) if not _shown(character))


def _shown(character: str) -> bool:
    if ord(character) in _covered() or character == "\n":
        return True
    # Joiners, marks of direction and variation selectors show nothing, and need no glyph.
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"
