"""The organisation that large runs are measured with: the sample, and five policy wins more, for twelve in all."""

from __future__ import annotations

from pathlib import Path

from valuereport.sample import SampleCounts, write_sample

_WINS = (
    (
        'segment = { sector = ["Healthcare"] }',
        ("Night work in hospitals is paid as such", "Nachtarbeit in Kliniken wird als solche vergütet"),
        "Le travail de nuit à l’hôpital est payé comme tel",
    ),
    (
        'segment = { sector = ["Housing"] }',
        ("Lift records may be kept on one sheet", "Für Aufzüge genügt ein einziges Prüfblatt"),
        "Un seul feuillet suffit pour les ascenseurs",
    ),
    (
        'segment = { sector = ["Education"] }',
        ("Schools publish their maintenance a year ahead", "Schulen melden Instandhaltungen ein Jahr im Voraus"),
        "Les écoles annoncent leurs travaux un an à l’avance",
    ),
    (
        'segment = { grade = ["Fellow"] }',
        ("Fellows may sign off handovers alone", "Fellows dürfen Übergaben allein unterzeichnen"),
        "Les Fellows peuvent signer seuls les réceptions",
    ),
    (
        'segment = { region = ["London and South East", "Nord", "Île-de-France"] }',
        ("Site permits come within ten days", "Genehmigungen kommen binnen zehn Tagen"),
        "Les autorisations arrivent en dix jours",
    ),
)


def write_organisation(folder: Path, members: int, seed: int) -> SampleCounts:
    """Write a workspace with so many members."""
    counts = write_sample(folder, members, seed)
    with (folder / "policy_wins.toml").open("a", encoding="utf-8") as stream:
        for number, (segment, (english, german), french) in enumerate(_WINS, 1):
            stream.write(
                f'\n[[win]]\nid = "further-win-{number}"\n'
                f'title = {{ en = "{english}", de = "{german}", fr = "{french}" }}\n'
                f'text = {{ en = "{english}.", de = "{german}.", fr = "{french}." }}\n'
                f'in_force = 2026-03-01\n{segment}\nworth = "handover-file-worth"\n'
                'deadweight = "deadweight-policy"\nattribution = "attribution-policy"\n'
            )
    return counts
