"""The CRM's contacts as a workbook: persons and organisations mixed, members or not, typed by many hands."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import xlsxwriter

from valuereport.sample.chance import pick
from valuereport.sample.organisation import Firm, FirmContact, Individual, Membership
from valuereport.sample.origins import draw_origins
from valuereport.sample.people import COUNTRIES, Address, People, Person, draw_address
from valuereport.sample.scene import Scene, Written

FILE: Final = "crm_contacts.xlsx"
HEADINGS: Final = (
    *("ID", "Type", "First Name", "Last Name", "Name", "Job Title", "Organisation", "Email", "Work Email"),
    *("Home Email", "Phone Number", "Work Phone", "Mobile Phone", "Address Street", "City", "State", "Postcode"),
    *("Country", "Tags", "Created", "Updated", "Last Contacted", "Member No", "Membership Type", "Greeting"),
    *("Grade", "Sector", "Region", "Language", "Joined", "Renewal", "Status", "Hourly Rate", "Employees"),
    *("HubSpot ID", "Parent No", "Decides", "Referred By", "Heard About Us"),
)
_GROUP: Final = 12
"""Of so many firms the first is the parent of the next two."""
_LANGUAGES: Final = {"en": "English", "de": "German", "fr": "French"}
_COMPANY_LANGUAGE: Final = {"GB": "English", "IE": "English", "DE": "German", "FR": "French"}
_EXPORTED_ON: Final = date(2026, 11, 2)

Row = dict[str, Any]


def write(scene: Scene, folder: Path) -> Written:
    """Write the workbook; it holds no engagements."""
    rng = scene.stream("crm")
    people = [_individual(who) for who in scene.organisation.individuals]
    _mistype(people)
    firms = scene.organisation.firms
    parents = [firms[at - at % _GROUP] if at % _GROUP in (1, 2) else None for at in range(len(firms))]
    rows = people + [row for pair in zip(firms, parents, strict=True) for row in _firm_with_contacts(*pair)]
    _say_where_from(scene, [row for row in rows if row.get("Grade")])
    rows += _prospects(rng, len(people) // 12 + 1)
    for row in rows:
        created = date(2019, 3, 1).toordinal() + int(rng.integers(0, 2500))
        contacted = int(rng.integers(0, 300))
        row["Created"] = date.fromordinal(created)
        row["Updated"] = row["Last Contacted"] = date.fromordinal(_EXPORTED_ON.toordinal() - contacted)
    order = rng.permutation(len(rows))
    _write_sheet(folder / FILE, [rows[index] for index in order])
    return Written(0)


def _say_where_from(scene: Scene, rows: list[Row]) -> None:
    """Put in who brought each member: by number, by the CRM's own id, or by address; one is nobody whom we know."""
    origins = draw_origins(scene)
    for at, (row, heard) in enumerate(zip(rows, origins.heard.tolist(), strict=True)):
        row["Heard About Us"] = heard
        by = int(origins.referrer[at])
        if by >= 0:
            row["Referred By"] = rows[by][("Member No", "Member No", "Member No", "ID", "Email")[at % 5]]
    unknown = np.flatnonzero(origins.asked & (origins.heard == ""))
    if len(unknown):
        rows[unknown[0]]["Referred By"] = "Gwen Pryce"  # she has left


def _mistype(rows: list[Row]) -> None:
    """Put the mess of a CRM into the rows of individual members."""
    for index, heading, value in (
        (3, "Member No", f"  {rows[3]['Member No']} " if len(rows) > 3 else ""),
        (11, "Joined", "31/02/2019"),
        (14, "City", f" {rows[14]['City']}  " if len(rows) > 14 else ""),
        (27, "Joined", "14/09/2018"),
        (41, "First Name", f"{rows[41]['First Name']} " if len(rows) > 41 else ""),
        (73, "Email", ""),
        (88, "Hourly Rate", "n/a"),
    ):
        if index < len(rows):
            rows[index][heading] = value
    irish = next((row for row in rows if row["Country"] == COUNTRIES["IE"]), None)
    if irish is not None:
        irish["Language"] = "Gaeilge"
    if len(rows) > 121:  # partners in one practice, who share an address
        rows[121]["Home Email"] = rows[120]["Home Email"] = "studio@rowntree-practice.example"


def _individual(who: Individual) -> Row:
    return {
        **_person(who.crm_id, who.hubspot_id, who.person),
        **_address(who.address),
        **_membership(who.membership, "Individual"),
        "Greeting": who.person.greeting,
        "Language": _LANGUAGES[who.person.language],
        "Hourly Rate": who.hourly_rate,
    }


def _firm_with_contacts(firm: Firm, parent: Firm | None) -> list[Row]:
    main = firm.contacts[0].person
    head: Row = {
        "ID": firm.crm_id,
        "Type": "Organisation",
        "Name": firm.name,
        "Email": firm.email,
        "Phone Number": main.phone,
        **_address(firm.address),
        **_membership(firm.membership, "Corporate"),
        "Greeting": main.greeting,
        "Language": _COMPANY_LANGUAGE[firm.address.country],
        "Employees": firm.employees,
        "HubSpot ID": firm.hubspot_id,
        "Parent No": parent.membership.member_no if parent else "",
    }
    return [head, *(_contact(firm, contact) for contact in firm.contacts)]


def _contact(firm: Firm, contact: FirmContact) -> Row:
    return {
        **_person(contact.crm_id, contact.hubspot_id, contact.person),
        "Organisation": firm.name,
        "Member No": firm.membership.member_no,
        "Membership Type": "Contact of a firm",
        "Greeting": contact.person.greeting,
        "Language": _LANGUAGES[contact.person.language],
        "Decides": "Yes" if contact is firm.contacts[0] else "No",
    }


def _person(crm_id: str, hubspot_id: str, person: Person) -> Row:
    return {
        "ID": crm_id,
        "Type": "Person",
        "First Name": person.first,
        "Last Name": person.last,
        "Name": f"{person.first} {person.last}",
        "Job Title": person.job_title,
        "Email": person.email,
        "Home Email": person.home_email,
        "Phone Number": person.phone,
        "Mobile Phone": person.mobile,
        "HubSpot ID": hubspot_id,
    }


def _address(address: Address) -> Row:
    return {
        "Address Street": address.street,
        "City": address.city,
        "State": address.state,
        "Postcode": address.postcode,
        "Country": COUNTRIES[address.country],
        "Region": address.region,
    }


def _membership(membership: Membership, kind: str) -> Row:
    return {
        "Member No": membership.member_no,
        "Membership Type": kind,
        "Grade": membership.grade,
        "Sector": membership.sector,
        "Joined": membership.joined,
        "Renewal": membership.renewal,
        "Status": membership.status,
        "Tags": membership.tags,
    }


def _prospects(rng: np.random.Generator, count: int) -> list[Row]:
    """Return people and companies in the CRM who are no members."""
    people = People(rng)
    rows: list[Row] = []
    for number in range(count):
        country = pick(rng, list(COUNTRIES))
        person = people.draw(country, "prospects.example")
        row = _person(str(230_000_000 + 17 * number), "", person) | _address(draw_address(rng, country))
        rows.append(row | {"Tags": "Prospect"})
    supplier = {"ID": "229999999", "Type": "Organisation", "Name": "Harbour Print and Post Ltd", "Tags": "Supplier"}
    return [*rows, supplier]


def _write_sheet(path: Path, rows: list[Row]) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Contacts", "created": datetime(2026, 11, 2, 9, 30)})  # noqa: DTZ001 - a file's date has no zone
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet("contacts")
        sheet.write_row(0, 0, HEADINGS)
        for number, row in enumerate(rows, start=1):
            for column, heading in enumerate(HEADINGS):
                value = row.get(heading)
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None and value != "":
                    sheet.write(number, column, value)
