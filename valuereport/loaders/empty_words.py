"""Words that mean that there is nothing (`NEVER`, `n/a`, `--`): named where a source does not list them in `empty`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from valuereport.errors import Problem

_SHOWN: Final = 10

_WORDS: Final = frozenset(
    (
        *("never", "clear", "cleared", "null", "(null)", "<null>", "[null]", "\\n", "nil", "none", "(none)", "<none>"),
        *("n/a", "n.a.", "n. a.", "na", "<na>", "nan", "nat", "-", "--", "---", "–", "—", "?", "??", "."),
        *("unknown", "(unknown)", "not known", "not set", "not applicable", "not available", "no data", "no date"),
        *("blank", "(blank)", "empty", "(empty)", "undefined", "unset", "void", "missing", "nothing"),
        *("0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "00.00.0000", "00-00-0000"),
        *("nie", "niemals", "kein", "keine", "keiner", "keines", "leer", "(leer)", "unbekannt", "k.a.", "k. a."),
        *("keine angabe", "entfällt", "nicht vorhanden", "nicht gesetzt", "nicht bekannt"),
        *("jamais", "aucun", "aucune", "néant", "inconnu", "inconnue", "vide", "non renseigné", "sans objet", "s.o."),
        *("nunca", "ninguno", "ninguna", "desconocido", "desconocida", "vacío", "no aplica", "sin datos", "sin fecha"),
        *("mai", "nessuno", "nessuna", "sconosciuto", "sconosciuta", "vuoto", "n.d.", "nd", "non disponibile"),
        *("nenhum", "nenhuma", "desconhecido", "desconhecida", "vazio", "não aplicável", "sem dados"),
        *("nooit", "geen", "onbekend", "leeg", "n.v.t.", "nvt", "nigdy", "brak", "brak danych", "nieznany", "nieznana"),
        *("byth", "dim", "anhysbys", "gwag", "ddim ar gael", "أبدا", "لا يوجد", "غير معروف", "غير متوفر"),
        *("なし", "無し", "不明", "未定", "該当なし", "未登録", "无", "無", "空", "未知", "不详", "暂无", "从未"),
    )
)


NEEDED: Final = "rows not used: they need this column"
"""What becomes of a row where the cell cannot be empty either."""


@dataclass(frozen=True, slots=True)
class EmptyWords:
    """The words in one column of one file that seem to mean nothing, with their counts; what became of the cells."""

    file: str
    row: int  # the first that has one of them
    column: str
    kind: str
    action: str
    words: Mapping[str, int]


def means_nothing(cell: str) -> bool:
    """Return whether a cell that cannot be read seems to mean that there is nothing."""
    return cell.strip().lower() in _WORDS


def about_empty_words(found: Iterable[EmptyWords]) -> Iterator[Problem]:
    """Yield one problem for each column of a source in which such words cannot be read, at the first of its rows."""
    by_column: dict[tuple[str, str, str], list[EmptyWords]] = {}
    for one in found:
        by_column.setdefault((one.column, one.kind, one.action), []).append(one)
    for (column, kind, action), each in by_column.items():
        words: Counter[str] = Counter()
        for one in each:
            words.update(one.words)
        common = [word for word, _ in words.most_common(_SHOWN)]
        listed = ", ".join(f'"{word}"' for word in common)
        reason = f'words that seem to mean "nothing" cannot be read as a {kind}: {listed}'
        advice = f"; where they mean that the cell is empty, write empty = [{listed}] into the source"
        then = action + (advice if action != NEEDED else "")
        value = ", ".join(f'"{word}" {words[word]:,}' for word in common)
        yield Problem("load", "warning", reason, then, each[0].file, each[0].row, column, value, rows=words.total())
