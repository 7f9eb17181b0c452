"""Words that mean that there is nothing, as exports write them: `NEVER`, `n/a`, `--`."""

from __future__ import annotations

from typing import Final

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


def means_nothing(cell: str) -> bool:
    """Return whether a cell seems to mean that there is nothing."""
    return cell.strip().lower() in _WORDS
