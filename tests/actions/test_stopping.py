"""A person who stops an action keeps what is finished, and finds nothing half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import said
from tests.deliver.campaigns import campaign, member
from tests.workspaces import edited, worked_example
from valuereport.actions.batch import BatchRequest, batch
from valuereport.actions.email import EmailRequest, email
from valuereport.actions.preview import PreviewRequest, preview
from valuereport.actions.print import PrintRequest, print_run
from valuereport.actions.rehearse import RehearsalRequest, rehearse
from valuereport.actions.stories import StoriesRequest, stories
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.errors import DeliveryError, StoppedError


class StopAfter:
    """Somebody who stops an action once so many units of a stage are finished."""

    def __init__(self, units: int) -> None:
        self.units, self.seen = units, list[tuple[str, int, int]]()

    def progress(self, stage: str, done: int, total: int) -> None:
        self.seen.append((stage, done, total))

    def warned(self, text: str) -> None:
        pass

    def stopped(self) -> bool:
        return any(done >= self.units for _, done, _ in self.seen)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    path = campaign(tmp_path, [member(number) for number in range(4)])
    said(path, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    return open_workspace(path)


def test_an_email_that_is_stopped_goes_on_with_who_waits(workspace: Workspace, tmp_path: Path) -> None:
    stop = StopAfter(2)
    request = EmailRequest("r", hand_over_to=tmp_path / "mail")
    emailed = email(workspace, request, stop)
    assert emailed.sending.waiting
    sent = len(list((tmp_path / "mail").iterdir()))
    assert 2 <= sent < 4
    assert not email(workspace, request).sending.waiting
    assert len(list((tmp_path / "mail").iterdir())) == 4


def test_a_rehearsal_stops_between_two_messages(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(StoppedError, match="stopped after 2 of 4 messages"):
        rehearse(workspace, RehearsalRequest("r", tmp_path / "look"), StopAfter(2))
    assert len(list((tmp_path / "look").iterdir())) == 2


def test_a_print_file_that_is_stopped_leaves_the_one_before(workspace: Workspace) -> None:
    first = print_run(workspace, PrintRequest("r", ("M0001",))).made
    assert first
    before = first.files[0].file.read_bytes()
    files = set(first.files[0].file.parent.iterdir())
    with pytest.raises(StoppedError, match="letters"):
        print_run(workspace, PrintRequest("r"), StopAfter(2))
    assert first.files[0].file.read_bytes() == before
    assert set(first.files[0].file.parent.iterdir()) == files


def test_a_batch_that_is_stopped_can_be_resumed(tmp_path: Path) -> None:
    path = worked_example(tmp_path / "ws")
    for file in ("members.csv", "fees.csv"):
        lines = (path.parent / file).read_text(encoding="utf-8").splitlines()
        lines += [lines[1].replace("W1", f"W{number}").replace("wilma", f"w{number}") for number in range(2, 5)]
        (path.parent / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    workspace = open_workspace(path)
    outcome = batch(workspace, BatchRequest("r", workers=1), StopAfter(2))
    assert not outcome.complete
    assert batch(workspace, BatchRequest("r", workers=1, resume=True)).complete


def test_a_preview_and_stories_stop(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    workspace = open_workspace(path)
    with pytest.raises(StoppedError, match="stopped after 1 of 2 statements"):
        preview(workspace, PreviewRequest(("W1",), ("en-GB", "de-DE")), StopAfter(1))
    assert not (workspace.output / "preview").exists()
    batch(workspace, BatchRequest("r", workers=1))
    with pytest.raises(StoppedError, match="languages"):
        stories(workspace, StoriesRequest("r", draft=True, locales=("en-GB", "de-DE")), StopAfter(1))
    assert not (workspace.output / "r" / "stories").exists()


class Listener(StopAfter):
    """Somebody who keeps all that is said, in its order."""

    def __init__(self) -> None:
        super().__init__(9)
        self.heard: list[str] = []

    def progress(self, stage: str, done: int, total: int) -> None:
        self.heard.append(f"{stage} {done} of {total}")

    def warned(self, text: str) -> None:
        self.heard.append(text)


def test_the_lists_are_said_before_the_first_message_leaves(workspace: Workspace, tmp_path: Path) -> None:
    settings = workspace.settings.path
    edited(settings, "[email]\n", '[email]\ndo_not_email = "stop.txt"\n')
    (settings.parent / "stop.txt").write_text("M0001\nnobody knows\n")
    listener = Listener()
    email(open_workspace(settings), EmailRequest("r", hand_over_to=tmp_path / "mail"), listener)
    assert listener.heard[0] == "stop.txt: 2 lines: 1 member, 1 not understood (line 2)"
    assert listener.heard[1].startswith("warning: stop.txt, line 2: 'nobody knows'")
    assert listener.heard[2:] == [f"messages {done} of 3" for done in range(4)]
    (settings.parent / "stop.txt").write_text("M0009\n")
    with pytest.raises(DeliveryError, match=r"Nothing is sent: .*; the list stop\.txt: 1 line: 0 members"):
        email(open_workspace(settings), EmailRequest("r", hand_over_to=tmp_path / "mail"), listener)
