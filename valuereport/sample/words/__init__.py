"""The word lists of the sample: names and addresses by country, and titles by language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

LANGUAGES: Final = ("en", "de", "fr")


@cache
def word_list(name: str) -> Mapping[str, Any]:
    """Return the content of one TOML word list of this folder."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def titles(kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the titles of one kind: for each thing its title in every language, in the order of LANGUAGES."""
    return tuple(tuple(entry[language] for language in LANGUAGES) for entry in word_list("titles")[kind])


FEELINGS: Final = np.array([word_list("opinions")["feelings"][spoken] for spoken in LANGUAGES], dtype=np.object_)
"""A row a language: how somebody would feel, in the order of KANO_ANSWERS."""
SHORT_FEELINGS: Final = np.array(word_list("opinions")["short"]["en"], dtype=np.object_)
"""The same as survey tools have it that ask in English alone."""
