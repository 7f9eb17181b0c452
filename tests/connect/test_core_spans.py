"""Lists by spans of days, options that have a default, and which hosts are of one domain."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from valuereport.connect.auth import Bearer
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.hosts import domain_of
from valuereport.connect.request import Request
from valuereport.connect.spans import Span, Spans
from valuereport.connect.system import System

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
SPANS = Spans("from", "to", days=30, reach=360)


def test_spans_leave_no_day_out_and_have_none_twice() -> None:
    spans = [*SPANS.between(None, NOON)]
    assert (spans[0].first, spans[-1].last, len(spans)) == (date(2025, 12, 5), NOON.date(), 12)
    assert {(one.last - one.first).days for one in spans} == {29}
    assert all((after.first - before.last).days == 1 for before, after in pairwise(spans))


def test_spans_since_a_moment_end_today_and_reach_no_further_back_than_the_system() -> None:
    assert [*SPANS.between(datetime(2026, 11, 28, 23, tzinfo=UTC), NOON)] == [Span(date(2026, 11, 28), NOON.date())]
    assert next(SPANS.between(datetime(2020, 1, 1, tzinfo=UTC), NOON)).first == date(2025, 12, 5)
    asked = SPANS.asked(Request("report"), Span(date(2026, 11, 1), date(2026, 11, 29)))
    assert asked.params == (("from", "2026-11-01"), ("to", "2026-11-29"))


def test_parameters_and_forms_hold_names_as_paths_do_and_are_not_escaped() -> None:
    endpoint = Endpoint(name="one", path="of/{id}", params={"period": "{period}"}, form={"id": "{id}"})
    asked = endpoint.first({"period": "yearly"}, {"id": "a/b"})
    assert (asked.path, asked.params, asked.form) == ("of/a%2Fb", (("period", "yearly"),), (("id", "a/b"),))


def test_an_option_is_what_the_connection_says_or_its_default() -> None:
    system = System(name="one", title="One", auth=Bearer(), endpoints=(), defaults={"period": "yearly"})
    assert system.options_of({}) == {"period": "yearly"}
    assert system.options_of({"period": "monthly"}) == {"period": "monthly"}


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("api-eu.zoom.us", "zoom.us"),
        ("zoom.us:443", "zoom.us"),
        ("localhost", "localhost"),
        ("127.0.0.1:80", "127.0.0.1"),
    ],
)
def test_the_domain_of_a_host(host: str, domain: str) -> None:
    assert domain_of(host) == domain
