"""Many members and a mail server with every fault: each has one message, or a state that says why not."""

from __future__ import annotations

import base64
import email as email_library
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from email import policy
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests.deliver.campaigns import campaign, ledger_url, member, run_of
from tests.deliver.email.server import Fault, Faults, FaultServer
from tests.workspaces import edited
from valuereport.actions.email import EmailRequest, email
from valuereport.actions.workspace import open_workspace
from valuereport.deliver.email.pace import Pace
from valuereport.deliver.ledger import open_ledger
from valuereport.files import digest
from valuereport.model.delivery import Delivery

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aiosmtpd")

FAULTY: Mapping[Fault, int] = {  # members of each fault
    "greylist": 30,
    "refuse": 20,
    "full": 10,
    "later at end": 10,
    "never now": 3,
    "take and drop": 3,
    "drop at end": 3,
    "drop in content": 10,
    "take and hang": 1,
    "nonsense at end": 1,
}
STATES: Mapping[Fault, str] = {
    "greylist": "sent",
    "refuse": "rejected",
    "full": "rejected",
    "later at end": "sent",
    "never now": "failed",
    "take and drop": "uncertain",
    "drop at end": "uncertain",
    "drop in content": "sent or uncertain",  # a short message may have been given wholly when the line is cut
    "take and hang": "uncertain",
    "nonsense at end": "uncertain",
}
UNFIT: Mapping[str, Mapping[str, str]] = {  # why members get nothing
    "opted out of email": {"No email": "yes"},
    "the member is on hold": {"On hold": "yes"},
    "the member has renewed already": {"Renewed": "yes"},
    "has no email address": {"Email": ""},
    "shares the address with": {"Email": "both@members.example"},
    "the address": {"Email": "two words@members.example"},
}


def faults(seed: int, members: int) -> dict[str, Fault]:
    """Return who meets which fault, spread over the members."""
    numbers = random.Random(seed).sample(range(30, members), sum(FAULTY.values()))  # noqa: S311
    kinds = [fault for fault, count in FAULTY.items() for _ in range(count)]
    return {f"m{number:04}@members.example": fault for number, fault in zip(numbers, kinds, strict=True)}


@pytest.mark.parametrize("many", [130])  # a thousand: faults/test_long_attacks.py
def test_every_member_has_one_message_or_a_state_that_says_why_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    of = faults(1, many)
    members = [member(number) for number in range(many)]
    for place, other in enumerate(UNFIT.values()):
        for number in (2 * place, 2 * place + 1):
            members[number] |= other
    members[20] |= {"Email": "jürgen@münchen.example"}  # a server that offers SMTPUTF8 takes it
    members[21] |= {"Email": "anna@bücher.example"}
    members[22] |= {"Email": "line\nbreak@members.example"}
    path = campaign(tmp_path, members)
    run = run_of(path)
    with FaultServer(Faults(of=of, messages=40)) as server, open_ledger(ledger_url(path), "Ada") as ledger:
        monkeypatch.setenv("VALUEREPORT_SMTP_URL", server.url)
        monkeypatch.setattr(Pace, "before_connection", lambda *_: 0.01)  # a real server needs longer to recover
        ledger.approve(run.name, run.digest)
        emailed = email(open_workspace(path), EmailRequest(run.name, operator="Ada"))
        deliveries = ledger.deliveries(period=run.periods[0], channel="email")
        suppressed = {one.address: one.reason for one in ledger.suppressions()}

    assert deliveries == emailed.deliveries
    # "550 5.1.1" says that there is no such mailbox: it is not written to next year either. A full one (552) may be.
    assert suppressed == {address: "bounce" for address, fault in of.items() if fault == "refuse"}
    assert sorted(one.member_id for one in deliveries) == [row.member_id for row in run.rows]  # each exactly once
    by_address = {one.address: one for one in deliveries}
    for address, fault in of.items():
        assert by_address[address].state in STATES[fault], (address, fault)
        assert by_address[address].reason or by_address[address].answer
    for place, reason in enumerate(UNFIT):
        for number in (2 * place, 2 * place + 1):
            assert deliveries[number].state == "skipped"
            assert reason in deliveries[number].reason
    assert deliveries[22].state == "skipped"
    counts = Counter(one.state for one in deliveries)
    assert counts["skipped"] == 2 * len(UNFIT) + 1
    assert_totals_agree(server, deliveries)


def assert_totals_agree(server: FaultServer, deliveries: tuple[Delivery, ...]) -> None:
    """The server took each message at most once; all that are sent and nothing but these, but for the uncertain."""
    accepted = server.accepted
    assert set(accepted.values()) == {1}
    states = {f"<{one.id}@guild.example>": one.state for one in deliveries}
    sent = {name for name, state in states.items() if state == "sent"}
    assert sent <= set(accepted)
    assert {states[name] for name in set(accepted) - sent} <= {"uncertain"}
    assert len(sent) + sum(states[name] == "uncertain" for name in accepted) == len(server.taken)


def command(path: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "valuereport", *arguments, "--config", str(path)]


@pytest.mark.parametrize(("members", "kills"), [(80, 2)])  # 1,000 and 20: faults/test_long_attacks.py
def test_a_sending_that_is_killed_again_and_again_sends_nothing_twice_and_loses_nothing(
    tmp_path: Path, members: int, kills: int
) -> None:
    path = campaign(tmp_path, [member(number) for number in range(members)])
    run = run_of(path)
    chance = random.Random(20)  # noqa: S311 - the moments differ all the same: no two machines are equally fast
    with FaultServer() as server:
        environment = {**os.environ, "VALUEREPORT_SMTP_URL": server.url}
        with open_ledger(ledger_url(path), "Ada") as ledger:
            ledger.approve(run.name, run.digest)
        for _ in range(kills):
            enough = len(server.taken) + chance.randint(1, members // (kills + 2))
            with subprocess.Popen(
                command(path, "email", "--run", "r"),
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            ) as process:
                while len(server.taken) < enough and process.poll() is None:
                    time.sleep(0.001)
                time.sleep(chance.random() * 0.02)
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            assert process.returncode == -signal.SIGKILL
        last = subprocess.run(
            command(path, "email", "--run", "r"), env=environment, capture_output=True, text=True, check=False
        )
    with open_ledger(ledger_url(path), "Ada") as ledger:
        deliveries = ledger.deliveries(period=run.periods[0], channel="email")
    assert last.returncode in (0, 1), last.stderr
    counts = Counter(one.state for one in deliveries)
    assert counts["sent"] + counts["uncertain"] == members, counts
    assert counts["uncertain"] <= kills
    assert_totals_agree(server, deliveries)
    lost = {f"<{one.id}@guild.example>" for one in deliveries} - set(server.accepted)
    uncertain = {f"<{one.id}@guild.example>" for one in deliveries if one.state == "uncertain"}
    assert lost <= uncertain


@pytest.mark.parametrize("members", [80])
def test_two_operators_who_start_the_same_send_at_once_send_each_message_once(tmp_path: Path, members: int) -> None:
    path = campaign(tmp_path, [member(number) for number in range(members)])
    edited(path, "a_minute = 60000", "a_minute = 1500")  # neither is done before the other has begun
    run = run_of(path)
    with FaultServer() as server:
        environment = {**os.environ, "VALUEREPORT_SMTP_URL": server.url}
        with open_ledger(ledger_url(path), "Ada") as ledger:
            ledger.approve(run.name, run.digest)
        both = [
            subprocess.Popen(
                command(path, "email", "--run", "r", "--by", name),
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for name in ("Ada", "Ben")
        ]
        said = [process.communicate(timeout=120) for process in both]
    # The one that ends first may see the other's last message under way, and says so.
    assert {process.returncode for process in both} <= {0, 1}, said
    assert any(f"sent           {members:>3}" in out for out, _ in said)
    with open_ledger(ledger_url(path), "Ada") as ledger:
        deliveries = ledger.deliveries(period=run.periods[0], channel="email")
    assert Counter(one.state for one in deliveries) == {"sent": members}
    assert {one.operator for one in deliveries} == {"Ada", "Ben"}
    assert_totals_agree(server, deliveries)


def test_what_a_server_took_proves_its_sender_and_can_be_stopped_with_one_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = campaign(tmp_path, [member(0, Locale="de-DE")], 'dkim_domain = "guild.example"\ndkim_selector = "vr1"\n')
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (tmp_path / "dkim.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    run = run_of(path)
    with FaultServer() as server, open_ledger(ledger_url(path), "Ada") as ledger:
        monkeypatch.setenv("VALUEREPORT_SMTP_URL", server.url)
        monkeypatch.setenv("VALUEREPORT_DKIM_KEY_FILE", str(tmp_path / "dkim.pem"))
        ledger.approve(run.name, run.digest)
        email(open_workspace(path), EmailRequest(run.name, operator="Ada"))
    (content,) = server.taken
    assert dkim.verify(content, dnsfunc=lambda name, **_: record if name == b"vr1._domainkey.guild.example." else b"")
    assert not dkim.verify(content.replace(b"\r\nSubject: ", b"\r\nSubject: X", 1), dnsfunc=lambda *_, **__: record)
    message = email_library.message_from_bytes(content, policy=policy.default)
    signed = re.search(r"h=([^;]+);", message["DKIM-Signature"].replace(" ", "")).group(1).lower().split(":")  # type: ignore[union-attr]
    assert {"list-unsubscribe", "list-unsubscribe-post", "from", "to", "subject", "date", "message-id"} <= set(signed)
    pdf = next(message.iter_attachments()).get_payload(decode=True)
    assert isinstance(pdf, bytes)
    assert digest(pdf) == run.rows[0].sha256
    for kind in ("plain", "html"):
        assert "Ihr" in message.get_body((kind,)).get_content()
