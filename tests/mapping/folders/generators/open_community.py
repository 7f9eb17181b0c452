"""A community of practice: Ghost's members, Discourse, Zoom, new Teams, SurveyMonkey and Typeform."""

from __future__ import annotations

from datetime import date

from tests.mapping.folders.generators.cast import Draws, Person
from tests.mapping.folders.generators.files import Row, table
from tests.mapping.folders.generators.truth import Folder, source

_MEMBERS = (
    "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers"
)
_USERS = (
    "id,name,username,email,title,created_at,last_seen_at,last_posted_at,last_emailed_at,trust_level,approved,"
    "suspended_at,"
    "suspended_till,active,admin,moderator,ip_address,topics_entered,posts_read_count,time_read,topic_count,post_count,"
    "likes_given,likes_received,group_names"
)
_SURVEY = "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1"
_TYPEFORM = (
    "#,What is your first name?,Which email address do you use with us?,How likely are you to recommend us?,"
    "What should we do more of?,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),Network "
    "ID,Tags,Ending"
)


def folder() -> Folder:
    """Return the folder."""
    draws = Draws("open-community")
    made = Folder("Community of practice: a mailing column that says yes, two heading rows, five clocks")
    people = draws.people("en", 63, "opendata-makers.example")
    ids = [f"{0x64B7C0DE1234 + 7919 * at:x}a9f0c1d2e3b4"[:24] for at in range(len(people))]
    rows: list[Row] = [_MEMBERS.split(",")]
    for key, person in zip(ids, people, strict=True):
        rows.append(
            [
                *(
                    key,
                    person.email,
                    person.name,
                    "",
                    draws.pick(["true"] * 5 + ["false"]),
                    "false",
                    f"cus_{key[4:12]}",
                ),
                *(f"{draws.moment(date(2021, 1, 1), date(2026, 9, 1)):%Y-%m-%dT%H:%M:%S}.000Z", ""),
                *(draws.pick(["", "founder", "founder,berlin"]), draws.pick(["Supporter", "Supporter", "Institution"])),
            ]
        )
    made.add(
        "members.2026-11-02.csv",
        table(rows),
        source(
            "ghost",
            "members",
            {
                "member_id": "id",
                "name": "name",
                "emails": "email",
                "joined": "created_at",
                "grade": "tiers",
                "no_email": "subscribed_to_emails",
            },
            date_order="ymd",
            values={"no_email": {"true": "no", "false": "yes"}},
            accept={"grade": ["labels"]},
            never={
                "member_id": ["stripe_customer_id"],
                "renewal": ["created_at", "deleted_at"],
                "no_post": ["subscribed_to_emails"],
                "status": ["complimentary_plan"],
            },
            source="TryGhost/Ghost, test of its export of members",
        ),
    )
    made.add("forum/user-list-261102-091455.csv", *_users(draws, people))
    made.add("calls/participants_84512.csv", *_meeting(draws, people))
    made.add("calls/Open hour - Attendance report 11-5-26.csv", *_teams(draws, people))
    made.add("surveys/Annual survey 2026.csv", *_survey(draws, people, ids))
    made.add("surveys/responses-Xk3PqT-01JC.csv", *_typeform(draws, people))
    return made


def _users(draws: Draws, people: list[Person]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_USERS.split(",")]
    for at, person in enumerate(people):
        days = [f"{draws.moment(date(2026, 1, 1), date(2026, 10, 30)):%Y-%m-%d %H:%M:%S} UTC" for _ in range(3)]
        numbers = [draws.number(0, top) for top in (400, 2000, 90000, 20, 120, 90, 140)]
        row = [
            *(
                at + 5,
                person.name,
                person.email.split("@")[0].replace(".", "_"),
                person.email,
                "",
                "2022-05-04 08:00:00 UTC",
                *days,
            ),
            *(
                draws.number(0, 3),
                "true",
                "",
                "",
                "true",
                "false",
                "false",
                "192.0.2.7",
                *numbers,
                "trust_level_0;trust_level_1",
            ),
        ]
        rows.append(row if draws.chance(0.8) else [*row, "external", "more"])
    return table(rows, end="\n"), source(
        "discourse",
        "engagements",
        {"member": "email", "date": "last_seen_at", "quantity": "post_count"},
        date_order="ymd",
        accept={
            "table": [None],
            "member": ["id", "username"],
            "date": ["last_posted_at"],
            "quantity": ["topic_count", "topics_entered", "posts_read_count", "likes_given"],
        },
        optional=["date", "quantity"],
        never={"date": ["created_at", "last_emailed_at"], "member": ["ip_address"], "quantity": ["trust_level", "id"]},
        asks=["which activity", "a date for a file without"],
        source="discourse/discourse app/jobs/regular/export_csv_file.rb",
    )


def _meeting(draws: Draws, people: list[Person]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [
        ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants"],
        [
            "845 1200 7781",
            "Show and tell",
            "Sep 24, 2026 04:00 PM",
            "Sep 24, 2026 05:02 PM",
            "team@opendata-makers.example",
            62,
            28,
        ],
        [],
        ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"],
    ]
    for person in draws.some(people, 28):
        name = f"{person.first.lower()} (she/her)" if draws.chance(0.2) else person.name
        who = [name, person.email if draws.chance(0.7) else ""]
        rows.append([*who, "Sep 24, 2026 04:02 PM", "Sep 24, 2026 04:25 PM", 23, "No"])
        if draws.chance(0.2):  # joined again
            rows.append([*who, "Sep 24, 2026 04:32 PM", "Sep 24, 2026 04:55 PM", 23, "No"])
    return table(rows, encoding="utf-8-sig"), source(
        "zoom-meeting",
        "engagements",
        {
            "member": ["User Email", "Name (Original Name)"],
            "date": "Join Time",
            "end": "Leave Time",
            "title": "Topic",
            "quantity": "Duration (Minutes)",
        },
        encoding="utf-8-sig",
        heading_row=4,
        optional=["end", "title", "quantity"],
        never={"date": ["Start Time", "End Time"], "end": ["End Time"]},
        asks=["which activity"],
        source="the project's notes on source systems; months in words: public test of a parser",
    )


def _teams(draws: Draws, people: list[Person]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [
        ["1. Summary"],
        ["Meeting title", "Open hour"],
        ["Attended participants", 26],
        ["Start time", "11/5/26, 4:00:54 PM"],
        ["End time", "11/5/26, 5:01:08 PM"],
        ["Meeting duration", "1h 0m 14s"],
        ["Average attendance time", "41m 13s"],
        [],
        ["2. Participants"],
        ["Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role"],
    ]
    guests = draws.some(people, 26)
    for person in guests:
        name = f"{person.last}, {person.first}" if draws.chance(0.4) else person.name
        stayed = draws.number(10, 58)
        upn = f"n{draws.number(10000, 99999)}@tenant.example"
        rows.append(
            [
                name,
                "11/5/26, 4:01:36 PM",
                f"11/5/26, 4:{stayed + 1}:11 PM",
                f"{stayed}m 35s",
                person.email,
                upn,
                "Attendee",
            ]
        )
    rows += [[], ["3. In-Meeting Activities"], ["Name", "Join Time", "Leave Time", "Duration", "Email", "Role"]]
    rows += [
        [one.name, "11/5/26, 4:01:36 PM", "11/5/26, 4:30:00 PM", "28m 24s", one.email, "Attendee"] for one in guests
    ]
    return table(rows, delimiter="\t", encoding="utf-16"), source(
        "teams",
        "engagements",
        {"member": "Email", "date": "First Join", "end": "Last Leave", "title": "Meeting title"},
        encoding="utf-16",
        delimiter="\t",
        heading_row=10,
        date_order=None,
        accept={"member": ["Participant ID (UPN)", "Name"]},
        optional=["end", "title"],
        never={"quantity": ["In-Meeting Duration"], "member": ["Role"], "title": ["Role"]},
        asks=["date order", "which activity"],
        source="Meeting attendance report in public tests of parsers ('1. Summary', '2. Participants', '3. In-Meeting "
        "Activities')",
    )


def _survey(draws: Draws, people: list[Person], ids: list[str]) -> tuple[bytes, dict[str, object]]:
    asked = [
        "How satisfied are you with your membership?",
        "Which of these have you used? (tick all)",
        "",
        "",
        "Anything else?",
    ]
    rows: list[Row] = [[*_SURVEY.split(","), *asked]]
    rows.append([*[""] * 9, "Response", "Forum", "Calls", "Templates", "Open-Ended Response"])
    for at, (person, key) in enumerate(draws.some(list(zip(people, ids, strict=True)), 40)):
        start = draws.moment(date(2026, 9, 1), date(2026, 9, 30))
        anonymous = draws.chance(0.2)
        rows.append(
            [
                *(
                    118_000_000_000 + 97 * at,
                    439_000_111,
                    f"{start:%m/%d/%Y %I:%M:%S %p}",
                    f"{start:%m/%d/%Y %I:%M:%S %p}",
                ),
                *(
                    "192.0.2.4",
                    "" if anonymous else person.email,
                    "" if anonymous else person.first,
                    "" if anonymous else person.last,
                ),
                *("" if anonymous else key, draws.pick(["Very satisfied", "Satisfied", "Neither", "Dissatisfied"])),
                *(
                    draws.pick(["Forum", ""]),
                    draws.pick(["Calls", ""]),
                    draws.pick(["Templates", ""]),
                    draws.pick(["", "More calls, please"]),
                ),
            ]
        )
    return table(rows, encoding="utf-8-sig"), source(
        "surveymonkey",
        "responses",
        {
            "member": ["Custom Data 1", "Email Address"],
            "respondent": "Respondent ID",
            "date": "End Date",
        },
        encoding="utf-8-sig",
        date_order="mdy",
        accept={"date": ["Start Date"]},
        never={"member": ["Collector ID", "IP Address"], "respondent": ["Collector ID", "IP Address"]},
        asks=["which question is which"],
        source="the project's notes on source systems; columns as public scripts drop them ('Respondent ID', "
        "'Collector ID', "
        "'Start Date', ...)",
    )


def _typeform(draws: Draws, people: list[Person]) -> tuple[bytes, dict[str, object]]:
    rows: list[Row] = [_TYPEFORM.split(",")]
    for at, person in enumerate(draws.some(people, 34)):
        start = draws.moment(date(2026, 3, 1), date(2026, 10, 20))
        rows.append(
            [
                *(
                    f"x{at * 104729:015x}",
                    person.first,
                    person.email.upper() if draws.chance(0.2) else person.email,
                    draws.number(4, 10),
                ),
                *(draws.pick(["", "Calls", 'Less "hype", more code']), "completed", f"{start:%Y-%m-%d %H:%M:%S}", ""),
                *(f"{start:%Y-%m-%d %H}:59:59", f"{at * 7919:010x}", "", "Thank you"),
            ]
        )
    return table(rows), source(
        "typeform",
        "responses",
        {
            "member": "Which email address do you use with us?",
            "respondent": "#",
            "date": "Submit Date (UTC)",
        },
        date_order="ymd",
        accept={"date": ["Start Date (UTC)"]},
        never={"member": ["Network ID"], "date": ["Stage Date (UTC)"], "respondent": ["Network ID"]},
        asks=["which question is which"],
        source="the project's notes on source systems; last columns: public test of an importer",
    )
