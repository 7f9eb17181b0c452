"""What a missing contact looks like, where a system says it by the status."""

from __future__ import annotations

from datetime import datetime

from valuereport.connect.request import Answer, Request
from valuereport.connect.verdicts import Absent, Verdict, by_status


def absent_where_404(request: Request, answer: Answer, now: datetime) -> Verdict:
    """Judge by the status; 404 and 410: there is no such contact."""
    return Absent() if answer.status in (404, 410) else by_status(request, answer, now)
