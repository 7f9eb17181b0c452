"""An Italian chamber: two versions of one export, other years, and a folder full of what is no source."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, plain
from tests.mapping.folders.generators.files import Row, document, locked_workbook, pdf, photo, table
from tests.mapping.folders.generators.truth import Folder, no_source, source

_MEMBERS = (
    "Codice;Ragione sociale;Partita IVA;Codice fiscale;Indirizzo;CAP;Città;Provincia;E-mail;PEC;Telefono;Referente;"
    "Categoria;Data iscrizione;Scadenza;Quota annua;Stato;Note"
)
_DUES = "Codice socio;Ragione sociale;Causale;Importo;Data pagamento;Anno;N. ricevuta"
_FEES = {"Ordinario": 1450.0, "Sostenitore": 3200.5, "Giovane impresa": 180.0}

Firm = tuple[int, str, str, str, date]


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("it-camera")
    made = Folder("Italian chamber: October's and November's members, dues of other years, and thirteen decoys")
    names = [
        f"{last} {kind}"
        for last in ("Rossi", "Greco", "Conti", "Villa", "Perù", "D'Angelo")
        for kind in (
            "S.r.l.",
            "S.p.A.",
            "& Figli S.n.c.",
            "Impianti S.r.l.",
            "Trasporti",
            "Arredi",
            "Vini",
            "Sistemi S.r.l.",
        )
    ]
    firms: list[Firm] = [
        (
            number,
            name,
            draws.pick(list(_FEES)),
            f"{draws.number(10**10, 10**11 - 1)}",
            draws.day(date(2003, 1, 1), date(2025, 12, 31)),
        )
        for number, name in zip(draws.ids(48, 103, 11), draws.some(names, 48), strict=True)
    ]
    for month, number in (("2026-10", 45), ("2026-11", 48)):
        asks = ["which of two versions", "which statuses get a statement"]
        made.add(f"Soci/soci_{month}.csv", _members(draws, firms[:number]), _truth(asks, older=month == "2026-10"))
    for name, year, count in (
        ("Quote/quote_2026.csv", 2026, 44),
        ("Quote/quote_2025.csv", 2025, 40),
        ("Quote/Vecchio/Quote 2019.csv", 2019, 31),
    ):
        made.add(name, _dues(draws, firms[:count], year), _dues_truth(["another year"] if year < 2026 else []))
    for name, content, why in _decoys():
        made.add(name, content, no_source(why))
    return made


def _members(draws: Draws, firms: list[Firm]) -> bytes:
    rows: list[Row] = [_MEMBERS.split(";")]
    for number, name, kind, vat, joined in firms:
        domain = f"{plain(name)}.example"
        rows.append(
            [
                *(
                    number,
                    name,
                    vat,
                    vat,
                    f"Via Garibaldi, {draws.number(1, 200)}",
                    f"{draws.number(37121, 37142)}",
                    "Verona",
                    "VR",
                ),
                *(f"info@{domain}", f"{plain(name)}@pec.example", "045 8001234", "Sig.ra Elena Galli", kind),
                *(
                    f"{joined:%d/%m/%Y}",
                    f"31/{12:02}/2026",
                    f"€ {_money(_FEES[kind])}",
                    draws.pick(["Attivo"] * 8 + ["Cessato"]),
                    "",
                ),
            ]
        )
    return table(rows, delimiter=";", encoding="cp1252")


def _truth(asks: list[str], *, older: bool) -> dict[str, object]:
    return source(
        None,
        "members",
        {
            "member_id": "Codice",
            "name": "Ragione sociale",
            "emails": "E-mail",
            "joined": "Data iscrizione",
            "renewal": "Scadenza",
            "grade": "Categoria",
            "fee": "Quota annua",
            "status": "Stato",
            "street": "Indirizzo",
            "postcode": "CAP",
            "city": "Città",
        },
        encoding="cp1252",
        delimiter=";",
        decimal=",",
        date_order="dmy",
        accept={"table": [None]} if older else {},
        optional=["fee"],
        never={
            "member_id": ["Partita IVA", "Codice fiscale"],
            "emails": ["PEC"],
            "name": ["Referente"],
            "kind": ["Categoria"],
        },
        asks=asks,
        source="Headings of Italian address exports in public code ('Codice cliente;Ragione sociale;Partita IVA;...', "
        "'...;Email;PEC;...;Stato;Note', 'ID Utente;Cognome;Nome;...;Data Iscrizione;...;Scadenza Abbonamento')",
    )


def _dues(draws: Draws, firms: list[Firm], year: int) -> bytes:
    rows: list[Row] = [_DUES.split(";")]
    for at, (number, name, kind, _, _) in enumerate(firms):
        day = draws.day(date(year, 1, 7), date(year, 6, 30))
        rows.append(
            [
                f"S{number:05}",
                name,
                f"Quota associativa {year}",
                _money(_FEES[kind]),
                f"{day:%d/%m/%Y}",
                year,
                f"{at + 1}/{year}",
            ]
        )
    rows.append(["Totale", "", "", _money(sum(_FEES[kind] for _, _, kind, _, _ in firms))])
    return table(rows, delimiter=";", encoding="cp1252")


def _dues_truth(asks: list[str]) -> dict[str, object]:
    return source(
        None,
        "fees",
        {
            "member": ["Codice socio", "Ragione sociale"],
            "amount": "Importo",
            "paid": "Data pagamento",
            "year": "Anno",
            "reference": "N. ricevuta",
        },
        encoding="cp1252",
        delimiter=";",
        decimal=",",
        date_order="dmy",
        accept={"table": [None]} if asks else {},
        optional=["reference", "year"],
        never={"member": ["N. ricevuta", "Causale"], "amount": ["Anno"]},
        asks=asks,
        source="The chamber's own ledger; headings as the sample's ledger in German",
    )


def _decoys() -> list[tuple[str, bytes, str]]:
    staff: list[Row] = [["Matricola", "Cognome", "Nome", "Reparto", "E-mail", "Data assunzione"]]
    staff += [
        [f"P{at:03}", "Villa", name, "Segreteria", f"{name.lower()}@camera.example", "01/09/2015"]
        for name, at in zip(("Anna", "Luca", "Sara"), range(9), strict=False)
    ]
    prices: list[Row] = [
        ["Servizio", "Prezzo soci", "Prezzo non soci"],
        ["Visura", "5,00", "9,00"],
        ["Sala riunioni", "80,00", "150,00"],
    ]
    web: list[Row] = [
        ["Pagina", "Visite", "Tempo medio"],
        ["/home", "12.345", "00:01:20"],
        ["/soci", "2.310", "00:02:11"],
    ]
    return [
        ("Soci/vuoto.csv", b"", "empty"),
        (
            "Soci/solo intestazioni.csv",
            table([_MEMBERS.split(";")], delimiter=";", encoding="cp1252"),
            "headings and no row",
        ),
        ("Soci/protetto.xlsx", locked_workbook(), "behind a password"),
        (
            "Soci/~$soci.xlsx",
            b"\x05Elena" + b" " * 49 + b"\x05\x00E\x00l\x00e\x00n\x00a" + b" \x00" * 50,
            "a lock of a spreadsheet program",
        ),
        ("Altro/personale.csv", table(staff, delimiter=";", encoding="cp1252"), "the chamber's own staff, no members"),
        ("Altro/listino prezzi.csv", table(prices, delimiter=";", encoding="cp1252"), "a price list"),
        ("Altro/statistiche web.csv", table(web, delimiter=";", encoding="cp1252"), "web statistics"),
        ("Altro/fattura 118.pdf", pdf("Fattura 118 del 3 aprile 2026"), "an invoice as PDF"),
        ("Altro/gita sociale.jpg", photo(), "a photo"),
        ("Altro/verbale assemblea.docx", document("Verbale dell'assemblea dei soci"), "minutes"),
        ("Altro/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "a cache of an operating system"),
        ("Altro/dati.csv", bytes(range(256)) * 4, "noise with the name of a table"),
        ("LEGGIMI.txt", b"I file dei soci li esporta Elena ogni mese.\nNon toccare!\n", "a note to colleagues"),
    ]


def _money(amount: float) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
