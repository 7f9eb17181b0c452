"""Ids that are one's own within a list alone, and a system whose address stands in its key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from valuereport.connect.address import base_url_of
from valuereport.connect.auth import Bearer
from valuereport.connect.endpoint import Endpoint
from valuereport.connect.system import System
from valuereport.errors import SettingsError
from valuereport.settings import Connection


def test_a_list_stands_before_the_ids_that_are_unique_within_it() -> None:
    members = Endpoint(name="members", path="lists/{list_id}/members", within="list_id")
    context = {"list_id": 7, "list.name": "News"}
    (row,) = members.rows_of({"id": 12, "state": "active"}, context)
    assert (row.key, row.values) == ("7/12", {"id": 12, "state": "active", **context})
    assert members.key_within({"id": 12}, context) == row.key  # as those of a sweep of all ids are
    assert replace(members, within="").key_within({"id": 12}, context) == "12"


def test_what_the_connection_says_comes_before_the_address_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALUEREPORT_MAIL_TOKEN", "key-eu")
    system = System(
        name="capsule",
        title="Mail",
        auth=Bearer(),
        endpoints=(),
        base_url_of_key=lambda secrets: f"https://{secrets['TOKEN'].rpartition('-')[2]}.mail.example",
    )
    mail = Connection(name="mail", system="capsule")
    assert base_url_of(mail, system, "valuereport.toml") == "https://eu.mail.example"
    own = mail.model_copy(update={"base_url": "https://mail.our.example"})
    assert base_url_of(own, system, "valuereport.toml") == "https://mail.our.example"
    monkeypatch.delenv("VALUEREPORT_MAIL_TOKEN")
    with pytest.raises(SettingsError, match="VALUEREPORT_MAIL_TOKEN"):
        base_url_of(mail, system, "valuereport.toml")
