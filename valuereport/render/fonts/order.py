"""The order of the families: our own letters first, then each script's companion, nearest to the locale first."""

from __future__ import annotations

import babel
from babel.core import get_global

from valuereport.errors import TemplateError
from valuereport.render.fonts.coverage import advice, uncovered
from valuereport.render.fonts.faces import Family, shipped_faces
from valuereport.render.fonts.sources import ARABIC, CHINESE, JAPANESE, KOREAN, LATIN, SYMBOLS

FAMILIES = (LATIN.family, SYMBOLS.family)
# The Latin face comes first everywhere, so that figures and English names look the same in every language.
_DEFAULT = (LATIN, ARABIC, SYMBOLS, CHINESE, JAPANESE, KOREAN)
# In East Asian text the signs that DejaVu has too (arrows, circles) belong to the square of the characters.
_BY_LANGUAGE = {
    "ja": (LATIN, JAPANESE, CHINESE, KOREAN, ARABIC, SYMBOLS),
    "zh": (LATIN, CHINESE, JAPANESE, KOREAN, ARABIC, SYMBOLS),
    "ko": (LATIN, KOREAN, JAPANESE, CHINESE, ARABIC, SYMBOLS),
}


def families(locale: str, custom: Family | None = None) -> tuple[str, ...]:
    """Return the families for CSS in their order: a workspace's own, Latin, the locale's script, all others."""
    installed = {face.family for face in shipped_faces()}
    order = _BY_LANGUAGE.get(locale.partition("-")[0].lower(), _DEFAULT)
    return (*([custom.name] if custom else []), *(source.family for source in order if source.family in installed))


def style(custom: Family | None = None) -> str:
    """Return the CSS rules that give every part of a document the order of its language (its `lang`)."""
    rules = [f"html, [lang] {{ font-family: {_quoted(families('en', custom))} }}"]
    rules += [
        f'[lang|="{language}"] {{ font-family: {_quoted(families(language, custom))} }}' for language in _BY_LANGUAGE
    ]
    return "\n".join(rules) + "\n"


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def check_script(locale: str, custom: Family | None = None) -> None:
    """Raise TemplateError where no face has the letters of a locale: the locale, the script, what to install."""
    try:
        parsed = babel.Locale.parse(locale, sep="-")
    except (ValueError, babel.UnknownLocaleError):
        return  # a locale of the operator's own making has no letters of its own
    missing = uncovered([*parsed.months["format"]["wide"].values(), *parsed.days["format"]["wide"].values()], custom)
    if not missing:
        return
    script = parsed.script or get_global("likely_subtags")[parsed.language].split("_")[1]
    name = babel.Locale("en").scripts.get(script, script)
    command = advice(missing)
    remedy = f"run: {command}" if command else "name a family that has it as brand.family in the settings"
    raise TemplateError(
        f"statements in {parsed.get_display_name('en')} ({locale}) need the script {name}, "
        f"and no font that is installed has it; {remedy}"
    )
