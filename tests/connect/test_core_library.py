"""Without the extra: what is pulled is read, a pull is planned, and asking a system says what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.connect.pulling import pulling
from tests.connect.test_capsule import SOURCES
from tests.fakes.capsule import Capsule
from tests.fakes.organisation import organisation
from valuereport.actions.connections import can_pull
from valuereport.actions.pull import PullRequest, plan_pull, pull, pulls
from valuereport.errors import ValuereportError


def test_what_works_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Capsule(organisation(members=50))
    with pulling(fake, tmp_path, SOURCES, connection="capsule", settings='base_url = "{url}/api/v2"') as capsule:
        capsule.pull()
        asked = len(fake.asked)
        monkeypatch.setitem(sys.modules, "requests", None)
        assert not can_pull()
        assert plan_pull(capsule.workspace, PullRequest())[0].base
        assert len(pulls(capsule.workspace)) == 1
        assert len(capsule.table("members", "people")) == 50
        with pytest.raises(ValuereportError, match=r'pip install "valuereport\[connect\]"'):
            pull(capsule.workspace, PullRequest())
        assert len(fake.asked) == asked
