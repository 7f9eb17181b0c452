"""Moodle: one address, POST, the token in the form, errors with the status 200, one call a person and course."""

from __future__ import annotations

from typing import Any

from tests.fakes.organisation import Meeting, Organisation, Person
from tests.fakes.serving import Asked, Fake, Reply


class Moodle(Fake):
    """The first of the organisation's meetings are courses; who came has completed them, and has their minutes as a
    grade."""

    def __init__(self, organisation: Organisation, courses: int) -> None:
        super().__init__()
        self.courses = {str(10 + one.number): one for one in organisation.meetings[:courses]}
        self.enrolled = {
            each: {str(one[0].number): one for one in course.people} for each, course in self.courses.items()
        }
        self.names: dict[str, str] = {}
        self.without_completion: set[str] = set()
        self.clamp = 500

    def answer(self, asked: Asked) -> Reply:
        form = asked.form
        if asked.method != "POST" or asked.query or form.get("moodlewsrestformat") != "json":
            return Reply(200, text="<EXCEPTION/>")
        if form.get("wstoken") != self.token:
            return error("invalidtoken", f"Invalid token - token not found: {form.get('wstoken')}")
        match form["wsfunction"]:
            case "core_course_get_courses":
                front = {"id": 1, "fullname": "The site", "shortname": "site", "startdate": 0}
                return Reply(200, [front, *(_course(each, one) for each, one in self.courses.items())])
            case "core_enrol_get_enrolled_users":
                return self._users(form["courseid"], options(form))
            case "core_completion_get_course_completion_status":
                if form["courseid"] in self.without_completion:
                    return error("nocriteriaset", "No completion criteria set for this course")
                return Reply(
                    200, {"completionstatus": self._completion(form["courseid"], form["userid"]), "warnings": []}
                )
            case "gradereport_user_get_grade_items":
                return Reply(200, {"usergrades": [self._grades(form["courseid"], form["userid"])], "warnings": []})
        return error("invalidrecord", "Can not find data record in database table external_functions.")

    def _users(self, course: str, asked: dict[str, str]) -> Reply:
        begins, size = int(asked["limitfrom"]), min(int(asked["limitnumber"]), self.clamp)
        people = [person for person, _, _ in self.enrolled[course].values()][begins : begins + size]
        wanted = asked["userfields"].split(",")
        users = [{name: value for name, value in self._user(one).items() if name in wanted} for one in people]
        return Reply(200, users)

    def _user(self, one: Person) -> dict[str, Any]:
        name = self.names.get(str(one.number), one.name)
        return {"id": one.number, "idnumber": "", "fullname": name, "email": one.email, "lastaccess": 1_760_000_000}

    def _completion(self, course: str, user: str) -> dict[str, Any]:
        _, came, minutes = self.enrolled[course][user]
        done = int(self.courses[course].begins.timestamp())
        times = [done, done + 60 * minutes] if came else [done, 0]
        each = [
            {
                "type": 4,
                "title": "Activity",
                "complete": bool(one),
                "timecompleted": one or None,
                "details": {"type": "Quiz"},
            }
            for one in times
        ]
        return {"completed": came, "aggregation": 1, "completions": each}

    def _grades(self, course: str, user: str) -> dict[str, Any]:
        _, came, minutes = self.enrolled[course][user]
        graded = int(self.courses[course].begins.timestamp()) if came else None
        items = [
            {
                "id": int(course) * 10 + at,
                "itemtype": kind,
                "graderaw": minutes if came else None,
                "gradedategraded": graded,
            }
            for at, kind in enumerate(("mod", "course"))
        ]
        return {"courseid": int(course), "userid": int(user), "userfullname": "A name", "gradeitems": items}


def options(form: Any) -> dict[str, str]:
    """Return the flattened options of a form."""
    count = sum(name.startswith("options[") and name.endswith("[name]") for name in form)
    return {form[f"options[{at}][name]"]: form[f"options[{at}][value]"] for at in range(count)}


def error(code: str, message: str) -> Reply:
    return Reply(200, {"exception": "moodle_exception", "errorcode": code, "message": message})


def _course(id: str, one: Meeting) -> dict[str, Any]:  # noqa: A002
    begins = int(one.begins.timestamp())
    return {"id": int(id), "fullname": one.title, "shortname": f"C{id}", "startdate": begins, "summary": "A summary"}
