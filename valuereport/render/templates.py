"""Templates: Jinja in a sandbox, strict about undefined names, with the words of the locale that is asked for."""

from __future__ import annotations

import gettext
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import jinja2
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from valuereport.errors import TemplateError
from valuereport.files import read_regular
from valuereport.model.statement import Direction
from valuereport.notation.links import refusal
from valuereport.notation.page_links import forbidden

_MOST_BYTES = 20_000_000
PLAIN = ".txt.j2"  # templates whose text is not escaped
_OURS: Final = "valuereport."
_DESK: Final = "desk/"
Catalogues = Callable[[str], gettext.NullTranslations]


class Localised(Protocol):
    """What a template is filled for."""

    @property
    def locale(self) -> str: ...

    @property
    def direction(self) -> Direction: ...


@dataclass(frozen=True, slots=True)
class _English:
    """What templates are compiled for to try them."""

    locale: str = "en"
    direction: Direction = "ltr"


class _Compiled(jinja2.BytecodeCache):
    """Templates as Python compiled them, for all locales of a process: their words are looked up as they are filled."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED: Final = _Compiled()


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox; that our own nouns and tools may be used is found once, and not again at every use."""

    tools: frozenset[int] = frozenset()  # the identities of the functions that templates are given

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self._readable: dict[type, frozenset[str]] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401
        kind = type(obj)
        if kind not in self._readable:
            self._readable[kind] = _readable(kind)
        return getattr(obj, attribute) if attribute in self._readable[kind] else super().getattr(obj, attribute)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401, N805
        if id(__obj) in __self.tools:
            for own in ("_loop_vars", "_block_vars"):  # Jinja's, for functions that ask for its context
                kwargs.pop(own, None)
            return __obj(*args, **kwargs)
        return super().call(__context, __obj, *args, **kwargs)


def _readable(kind: type) -> frozenset[str]:
    """Return what may be read of one of our own frozen nouns, which hold nothing but data; of other kinds nothing."""
    if not (is_dataclass(kind) and kind.__module__.startswith(_OURS)):
        return frozenset()
    return frozenset(field.name for field in fields(kind) if not field.name.startswith("_"))


class Templates:
    """The templates of some folders, compiled once for each locale that is asked for."""

    def __init__(
        self, folders: Sequence[Path], catalogues: Catalogues, tools: Callable[[Localised], Mapping[str, Any]]
    ) -> None:
        """`tools`: what the templates of a locale can call, by name."""
        self._loader = jinja2.FileSystemLoader([str(folder) for folder in folders])
        self._catalogues, self._tools = catalogues, tools
        self._environments: dict[str, jinja2.Environment] = {}

    def fill(self, name: str, of: Localised, **values: Any) -> tuple[str, tuple[str, ...]]:  # noqa: ANN401
        """Return a filled template, and the messages in it that the locale lacks. Raises TemplateError."""
        noted = getattr(self._catalogues(of.locale), "missing", [])
        noted.clear()
        try:
            text = self._environment(of).get_template(name).render(values)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
        except jinja2.TemplateNotFound as error:
            raise TemplateError(f"{_place(error, name)}: there is no template {error.name}") from None
        except (jinja2.TemplateError, TypeError, ValueError, AttributeError, ArithmeticError, LookupError) as error:
            raise TemplateError(f"{_place(error, name)}: {error}") from None
        return text, tuple(f"{of.locale}: {message}" for message in dict.fromkeys(noted))

    def check(self) -> None:
        """Compile every template of a document in the folders. Raises TemplateError with its file and line."""
        environment = self._made(_English())
        for name in self._loader.list_templates():
            if name.endswith(".j2") and not name.startswith(_DESK):  # whose pages have other tools
                _compile(environment, name)

    def _environment(self, of: Localised) -> jinja2.Environment:
        if of.locale not in self._environments:
            self._environments[of.locale] = self._made(of)
        return self._environments[of.locale]

    def _made(self, of: Localised) -> jinja2.Environment:
        environment = _Sandbox(
            loader=self._loader,
            autoescape=lambda name: not (name or "").endswith(PLAIN),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            bytecode_cache=_COMPILED,
            auto_reload=False,  # what changes while it is looked at is read by new templates
        )
        catalogue = self._catalogues(of.locale)
        environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
        tools = self._tools(of)
        environment.globals |= tools
        environment.tools = frozenset(id(tool) for tool in tools.values() if callable(tool))
        return environment


def check_links(page: str, name: str) -> None:
    """Raise TemplateError where a link of a page leads where none may."""
    for address in forbidden(page):
        raise TemplateError(f"{name}: {refusal(address)}")


def read_style(folders: Sequence[Path], name: str) -> str:
    """Return a style sheet: that of the first folder which has one. Raises TemplateError."""
    for folder in folders:
        try:
            return read_regular(folder / name, _MOST_BYTES).decode()
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise TemplateError(f"{folder / name}: {error}") from None
    raise TemplateError(f"there is no {name} in {', '.join(map(str, folders))}")


def _compile(environment: jinja2.Environment, name: str) -> None:
    try:
        environment.get_template(name)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(f"{error.filename or error.name}:{error.lineno}: {error.message}") from None
    except UnicodeDecodeError as error:
        raise TemplateError(f"{name}: the file is not UTF-8: {error.reason} at byte {error.start}") from None


def _place(error: BaseException, name: str) -> str:
    """Return the innermost template file and line that an error came from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else name
