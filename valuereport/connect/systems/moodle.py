"""Moodle's web services: who is enrolled in which course, who completed it, and with which grade.

Everything is one address that is asked by POST: the token, the name of the function and its parameters stand in the
form, so that no proxy keeps the token; lists of parameters are flattened (options[0][name]). An error comes with the
status 200, and says `exception` and `errorcode`. Nobody can ask for changes: every pull reads everything, and
completion and grades are asked for one person and one course at a time. Moments are seconds since 1970; 0 is never. The
site must have web services switched on, and the token's user needs the rights to see participants and their details.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from valuereport.connect.auth import FormField
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.parents import Parents
from valuereport.connect.record import Context, Record, first_parts, flat, key_of, text_at
from valuereport.connect.request import Answer, Request, found_at
from valuereport.connect.system import System
from valuereport.connect.verdicts import Absent, Denied, Refused, Verdict, by_status
from valuereport.pulls import Row

_PATH: Final = "webservice/rest/server.php"
_SIZE: Final = 500
_ALWAYS: Final = ("id", "email", "idnumber")
_FRONT_PAGE: Final = 1
"""The course that is no course."""
_NO_ACCESS: Final = ("invalidtoken", "accessexception", "nopermissions", "requireloginerror", "webservicenotavailable")
_NONE_KEPT: Final = ("completionnotenabled", "nocriteriaset", "usernotenroled", "notenroled")
"""What is said where a course keeps no completion."""


@dataclass(frozen=True, slots=True)
class FormOptions:
    """Pages by the options limitfrom and limitnumber, flattened, beside further ones; a page without records is the
    last."""

    def first(self, request: Request) -> Request:
        """Return the request for the first records."""
        options = {"limitfrom": "0", "limitnumber": str(_SIZE), "userfields": ",".join(_ALWAYS)}
        return request.having_form(flattened(options))

    def following(self, request: Request, answer: Answer, found: int) -> Request | None:
        """Return the request for the records behind those that have come."""
        so_far = int(dict(request.form)["options[0][value]"]) + found
        return request.having_form({"options[0][value]": str(so_far)}) if found else None


def _userfields(request: Request, headings: Sequence[str]) -> Request:
    """Ask for what is read of a user, besides the address and the ids."""
    more = [name for name in first_parts(headings) if name not in (*_ALWAYS, "course")]
    return request.having_form({"options[2][value]": ",".join((*_ALWAYS, *more))})


def flattened(options: Mapping[str, str]) -> dict[str, str]:
    """Return named options as Moodle takes them: options[0][name] and options[0][value]."""
    fields: dict[str, str] = {}
    for at, (name, value) in enumerate(options.items()):
        fields |= {f"options[{at}][name]": name, f"options[{at}][value]": value}
    return fields


def judge(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by what the body says: the status is 200 whatever it is."""
    if answer.status != 200 or not isinstance(answer.data, dict):
        return by_status(request, answer, now)
    code = text_at(answer.data, "errorcode")
    if not code and not found_at(answer.data, "exception"):
        return by_status(request, answer, now)
    if code in _NONE_KEPT:
        return Absent()
    why = " ".join(f"{code}: {text_at(answer.data, 'message')}".split())
    return Denied(why) if code in _NO_ACCESS else Refused(why)


def moment(seconds: Any) -> str:  # noqa: ANN401 - whatever the body holds
    """Return seconds since 1970 as a moment in UTC; 0 and nothing are never."""
    whole = isinstance(seconds, (int, str)) and str(seconds).isdecimal() and int(seconds)
    return datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if whole else ""


def _with_moments(record: Record, names: Sequence[str]) -> dict[str, object]:
    return {**flat(record), **{name: moment(record[name]) for name in names if name in record}}


def _course(record: Record, context: Context) -> Iterator[Row]:
    yield Row(key_of(record, "id"), _with_moments(record, ("startdate", "enddate", "timecreated", "timemodified")))


def _enrolment(record: Record, context: Context) -> Iterator[Row]:
    values = _with_moments(record, ("firstaccess", "lastaccess", "lastcourseaccess"))
    yield Row(f"{context['course']}/{key_of(record, 'id')}", {**values, **context})


def _completion(record: Record, context: Context) -> Iterator[Row]:
    """Yield whether somebody completed a course, and when the last of what it takes was done."""
    status = found_at(record, "completionstatus")
    if not isinstance(status, dict):
        raise ValueError("a completion without completionstatus")
    times = [moment(one.get("timecompleted")) for one in status.get("completions") or () if isinstance(one, dict)]
    completed = bool(status.get("completed"))
    values = {"completed": completed, "timecompleted": max(times, default="") if completed else ""}
    yield Row(f"{context['course']}/{context['user']}", {**values, **context})


def _grades(record: Record, context: Context) -> Iterator[Row]:
    """Yield each graded item of one person in one course."""
    for one in record.get("gradeitems") or ():
        values = _with_moments(one, ("gradedategraded", "gradedatesubmitted"))
        yield Row(f"{context['course']}/{context['user']}/{key_of(one, 'id')}", {**values, **context})


def _asked(function: str) -> Request:
    return Request(_PATH, method="POST", form=(("wsfunction", function), ("moodlewsrestformat", "json")))


_PERSON_AND_COURSE: Final = {"courseid": "{course}", "userid": "{user}"}
_OF_THE_PERSON: Final = {"user": "id", "user.email": "email", "user.idnumber": "idnumber"}

MOODLE: Final = System(
    name="moodle",
    title="Moodle",
    auth=FormField("wstoken"),
    judge=judge,
    endpoints=(
        Endpoint(
            name="courses",
            path=_PATH,
            request=_asked("core_course_get_courses"),
            without=("summary", "overviewfiles", "courseformatoptions"),
            rows=_course,
        ),
        Endpoint(
            name="enrolments",
            path=_PATH,
            request=_asked("core_enrol_get_enrolled_users"),
            form={"courseid": "{course}"},
            pages=FormOptions(),
            fields=_userfields,
            parents=Parents(
                of="courses",
                only=lambda course: course.get("id") != _FRONT_PAGE,
                context={"course": "id", "course.fullname": "fullname", "course.shortname": "shortname"},
            ),
            rows=_enrolment,
        ),
        Endpoint(
            name="completions",
            path=_PATH,
            request=_asked("core_completion_get_course_completion_status"),
            form=_PERSON_AND_COURSE,
            parents=Parents(of="enrolments", context=_OF_THE_PERSON),
            without=("details", "title"),
            rows=_completion,
        ),
        Endpoint(
            name="grades",
            path=_PATH,
            request=_asked("gradereport_user_get_grade_items"),
            form=_PERSON_AND_COURSE,
            records="usergrades",
            parents=Parents(of="enrolments", context=_OF_THE_PERSON),
            without=("feedback", "userfullname"),
            rows=_grades,
        ),
    ),
    unverified=(
        "the names of the errors where a course keeps no completion; the fields of completions and grades, which "
        "differ between versions of Moodle; how many calls a site bears: there is no published limit, and each person "
        "in each course is a call"
    ),
)
