"""A Spanish professional body: pipes between cells, a heading twice, days as numbers, 1.250 that may be 1.25."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, Person
from tests.mapping.folders.generators.files import Row, table, workbook
from tests.mapping.folders.generators.truth import Folder, source

_MEMBERS = (
    "NUM_COLEGIADO|NOMBRE|APELLIDOS|NIF|EMAIL|EMAIL|TELEFONO|DIRECCION|CODIGO_POSTAL|LOCALIDAD|FECHA_NACIMIENTO|"
    "FECHA_ALTA|FECHA_BAJA|ESPECIALIDAD|ESTADO|OBSERVACIONES"
)
_FIRST_DAY_OF_EXCEL = date(1899, 12, 30)


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("es-colegio")
    made = Folder("Spanish professional body: pipes, a heading twice, Excel days as numbers, 1.250 that may be 1.25")
    people = draws.people("it", 52, "opticos.example")
    members = list(zip([f"COL-{number:04}" for number in draws.ids(52, 31, 14)], people, strict=True))
    rows: list[Row] = [_MEMBERS.split("|")]
    for number, person in members:
        left = draws.chance(0.06)
        rows.append(
            [
                *(number, person.first, f"{person.last} López", f"{draws.number(10**7, 10**8 - 1)}Z", person.email),
                *(f"{person.first.lower()}@casa.example" if draws.chance(0.3) else "", person.phone),
                *(f"C/ Mayor, {draws.number(1, 90)}; 2.º, izda.", f"{draws.number(46001, 46025)}", "Valencia"),
                _day(draws.day(date(1958, 1, 1), date(2001, 1, 1))),
                _day(draws.day(date(1990, 1, 1), date(2026, 1, 1))),
                *("30/06/2026" if left else "", draws.pick(["Optometría", "Audiología"])),
                *("baja" if left else "activo", draws.pick(["", "Llamar tarde, mejor; no por la mañana, gracias"])),
            ]
        )
    made.add(
        "colegiados.txt",
        table(rows, delimiter="|"),
        source(
            None,
            "members",
            {
                "member_id": "NUM_COLEGIADO",
                "name": ["NOMBRE", "APELLIDOS"],
                "emails": "EMAIL",
                "joined": "FECHA_ALTA",
                "status": "ESTADO",
                "street": "DIRECCION",
                "postcode": "CODIGO_POSTAL",
                "city": "LOCALIDAD",
            },
            delimiter="|",
            date_order="dmy",
            never={
                "joined": ["FECHA_NACIMIENTO", "FECHA_BAJA"],
                "renewal": ["FECHA_NACIMIENTO", "FECHA_BAJA", "FECHA_ALTA"],
                "member_id": ["NIF"],
            },
            asks=["which statuses get a statement"],
            source="Template of a Spanish plugin "
            "('num_colegiado;nombre;apellidos;especialidad;email;telefono;localidad;...;"
            "estado') and 'Fecha alta;Fecha baja' of payroll exports, in public code",
        ),
    )
    made.add("Cobros 2026.xlsx", *_payments(draws, members))
    made.add("Recibos/recibos pendientes y cobrados.csv", *_receipts(draws, members))
    return made


def _payments(draws: Draws, members: list[tuple[str, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [["Cobros por domiciliación"], ["Ejercicio 2026"], []]
    rows.append(["Recibo", "Colegiado", "Nombre", "Fecha cobro", "Importe", "Concepto"])
    for at, (number, person) in enumerate(members[:47]):
        day = (draws.day(date(2026, 1, 8), date(2026, 3, 20)) - _FIRST_DAY_OF_EXCEL).days
        rows.append([9001 + at, number.removeprefix("COL-"), person.name, day, 182.5, "Cuota anual"])
    rows.append(["Total", "", "", "", 182.5 * 47])
    return workbook(
        {"Hoja1": rows, "Hoja2": [], "Resumen": [["Mes", "Importe"], ["Enero", 4015.0], ["Febrero", 4562.5]]}
    ), source(
        None,
        "fees",
        {"member": ["Colegiado", "Nombre"], "amount": "Importe", "paid": "Fecha cobro", "reference": "Recibo"},
        encoding=None,
        delimiter=None,
        heading_row=4,
        sheet="Hoja1",
        optional=["reference"],
        never={"member": ["Recibo"], "amount": ["Recibo"], "year": ["Recibo", "Fecha cobro"]},
        asks=["days as numbers"],
        source="The body's own workbook",
    )


def _receipts(draws: Draws, members: list[tuple[str, Person]]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [["NUM_RECIBO", "NUM_COLEGIADO", "FECHA", "IMPORTE", "DESCUENTO", "ESTADO"]]
    for at, (number, _) in enumerate(members):
        day, paid = (
            draws.day(date(2026, 1, 14), date(2026, 2, 27)),
            draws.pick(["cobrado"] * 8 + ["pendiente", "devuelto"]),
        )
        rows.append([f"R26/{at + 1:04}", number, _day(day), draws.pick(["1.250", "1.800"]), "0", paid])
    return table(rows, delimiter=";"), source(
        None,
        "fees",
        {"member": "NUM_COLEGIADO", "amount": "IMPORTE", "paid": "FECHA", "reference": "NUM_RECIBO"},
        delimiter=";",
        decimal=None,
        date_order="dmy",
        optional=["reference"],
        never={"amount": ["DESCUENTO"], "member": ["NUM_RECIBO"]},
        asks=["decimal sign", "which rows are paid"],
        source="The body's own ledger",
    )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
