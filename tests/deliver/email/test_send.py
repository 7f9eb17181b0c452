"""Sending against a real mail server with a fault: each member has one message, or a state that says why."""

from __future__ import annotations

import signal
import ssl
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from tests.deliver.email.members import MemoryLedger, delivery, envelope
from tests.deliver.email.server import Fault, Faults, FaultServer
from valuereport.deliver.email.outcome import Envelope
from valuereport.deliver.email.pace import Pace
from valuereport.deliver.email.send import Sending, Skip, send
from valuereport.deliver.email.server import Server, server
from valuereport.deliver.email.smtp import Smtp
from valuereport.errors import DeliveryError
from valuereport.model.delivery import Delivery, State

PACE = Pace(a_minute=60_000, retries=2, first_wait=0.02, connections=4, reconnect_wait=0.01)
BAD = delivery(2)
THREE = [delivery(1), BAD, delivery(3)]


def transport(url: str, timeout: float = 5) -> Smtp:
    found = server({"VALUEREPORT_SMTP_URL": url})
    assert isinstance(found, Server)
    return Smtp(found, timeout)


def go(ledger: MemoryLedger, url: str, pace: Pace = PACE, timeout: float = 5) -> Sending:
    return send(list(ledger.rows.values()), ledger, transport(url, timeout), envelope, pace)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """A certificate authority that SSL_CERT_FILE names."""
    made = trustme.CA()
    file = tmp_path / "authority.pem"
    made.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return made


def certificate(authority: trustme.CA, host: str = "localhost") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(host).configure_cert(context)
    return context


def test_everyone_gets_one_message_over_one_connection() -> None:
    ledger = MemoryLedger(THREE)
    seen: list[tuple[str, State]] = []
    with FaultServer() as mail:
        sending = send(
            THREE, ledger, transport(mail.url), envelope, PACE, progress=lambda row, state: seen.append((row.id, state))
        )
    assert sending == Sending({"sent": 3}, taken=0, waiting=0)
    assert mail.accepted == Counter({f"<{row.id}@building-aftercare.example>": 1 for row in THREE})
    assert mail.recipients == Counter({row.address: 1 for row in THREE})
    assert mail.connections == 1
    assert seen == [(row.id, "sent") for row in THREE]
    assert all(row.answer == "250 2.0.0 taken" and row.attempts == 1 for row in ledger.rows.values())


def test_content_arrives_to_the_byte() -> None:
    with FaultServer() as mail:
        go(MemoryLedger([BAD]), mail.url)
    assert mail.taken == [envelope(BAD).content]


@pytest.mark.parametrize(
    ("fault", "state", "copies", "said"),
    [
        ("greylist", "sent", 1, "250"),
        ("later at end", "sent", 1, "250"),
        ("never now", "failed", 0, "451 4.3.0 not now"),
        ("refuse", "rejected", 0, "550 5.1.1 no such user here"),
        ("full", "rejected", 0, "552 5.2.2 mailbox full"),
        ("take and drop", "uncertain", 1, "no answer to the whole message"),
        ("take and hang", "uncertain", 1, "did not answer in time"),
        ("drop at end", "uncertain", 0, "no answer to the whole message"),
        ("nonsense at end", "uncertain", 1, "neither yes nor no"),
    ],
)
def test_a_fault_at_one_member_reaches_no_other(fault: Fault, state: State, copies: int, said: str) -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer(Faults(of={BAD.address: fault})) as mail:
        sending = go(ledger, mail.url, timeout=0.5)
    row = ledger.rows[BAD.id]
    assert row.state == state
    assert said in row.answer + row.reason
    assert mail.recipients[BAD.address] == copies
    for other in (THREE[0], THREE[2]):
        assert ledger.rows[other.id].state == "sent"
        assert mail.recipients[other.address] == 1
    assert sending.waiting == 0
    assert sum(sending.states.values()) == 3


def test_a_greylisted_member_lets_the_others_go_first() -> None:
    ledger = MemoryLedger(THREE)
    order: list[str] = []
    with FaultServer(Faults(of={THREE[0].address: "greylist"})) as mail:
        send(
            THREE,
            ledger,
            transport(mail.url),
            envelope,
            replace(PACE, first_wait=0.3),
            progress=lambda row, state: order.append(f"{row.member_id} {state}"),
        )
    assert order == ["M0001 planned", "M0002 sent", "M0003 sent", "M0001 sent"]
    assert ledger.rows[THREE[0].id].attempts == 2


def long(row: Delivery) -> Envelope:
    """Return a message longer than what the line buffers: a cut in its middle is noticed in its middle."""
    made = envelope(row)
    return replace(made, content=made.content + b"more text\r\n" * 500_000)


@pytest.mark.parametrize("fault", ["drop in content", "goodbye in content"])
def test_a_line_cut_in_the_middle_of_a_message_leaves_no_doubt(fault: Fault) -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer(Faults(of={BAD.address: fault})) as mail:
        send(THREE, ledger, transport(mail.url, 60), lambda row: long(row) if row.id == BAD.id else envelope(row), PACE)
    assert ledger.states() == {"sent": 3}
    assert ledger.rows[BAD.id].attempts == 2
    assert mail.recipients[BAD.address] == 1


def test_a_message_that_kills_every_connection_fails_alone() -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer(Faults(of={BAD.address: "always drop in content"})) as mail:
        send(THREE, ledger, transport(mail.url, 60), lambda row: long(row) if row.id == BAD.id else envelope(row), PACE)
    row = ledger.rows[BAD.id]
    assert (row.state, row.attempts) == ("failed", 3)
    assert "in the middle of the message" in row.reason
    assert ledger.states() == {"sent": 2, "failed": 1}


def test_a_refusal_in_the_middle_of_the_message_is_heard() -> None:
    """The server has no end of the message, so it is surely not taken; and its answer is not lost."""
    ledger = MemoryLedger(THREE)
    with FaultServer(Faults(of={BAD.address: "refuse in content"})) as mail:
        send(THREE, ledger, transport(mail.url, 60), lambda row: long(row) if row.id == BAD.id else envelope(row), PACE)
    assert ledger.states() == {"sent": 2, "rejected": 1}
    assert ledger.rows[BAD.id].answer == "554 5.7.1 this looks like a virus"


def test_goodbye_after_some_messages_leads_to_the_next_connection() -> None:
    rows = [delivery(number) for number in range(25)]
    ledger = MemoryLedger(rows)
    with FaultServer(Faults(messages=10)) as mail:
        sending = go(ledger, mail.url)
    assert sending.states == {"sent": 25}
    assert mail.connections == 3
    assert set(mail.accepted.values()) == {1}
    assert len(mail.accepted) == 25


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        (Faults(greeting="421 too busy"), "421 too busy"),
        (Faults(mute=True), "did not answer in time"),
    ],
)
def test_a_server_that_is_not_there_stops_the_sending_and_costs_no_attempt(faults: Faults, said: str) -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer(faults) as mail, pytest.raises(DeliveryError) as stopped:
        go(ledger, mail.url, timeout=0.2)
    assert said in str(stopped.value)
    assert "Sent so far: 0" in str(stopped.value)
    assert "Waiting: 3" in str(stopped.value)
    assert mail.connections == PACE.connections
    assert all((row.state, row.attempts) == ("planned", 0) for row in ledger.rows.values())


def test_goodbye_to_every_message_stops_the_sending_and_fails_nobody() -> None:
    ledger = MemoryLedger(THREE)
    with (
        FaultServer(Faults(sender="421 4.7.0 too much for today")) as mail,
        pytest.raises(DeliveryError, match="ended the conversation: 421"),
    ):
        go(ledger, mail.url)
    assert ledger.states() == {"planned": 3}


def test_a_refused_connection_stops_the_sending_with_what_to_do() -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer() as mail:
        pass
    with pytest.raises(DeliveryError, match=r"connection refused.*stay planned: give the same command again"):
        go(ledger, mail.url)
    assert ledger.states() == {"planned": 3}


def test_a_server_that_dies_in_between_keeps_the_rest_planned() -> None:
    rows = [delivery(number) for number in range(6)]
    ledger = MemoryLedger(rows)
    with FaultServer() as mail:

        def message_for(row: Delivery) -> Envelope:
            if row.id == rows[4].id:
                mail.stop()
            return envelope(row)

        with pytest.raises(DeliveryError, match=r"Sent so far: 4.*Waiting: 2"):
            send(rows, ledger, transport(mail.url, 1), message_for, PACE)
    assert ledger.states() == {"sent": 4, "planned": 2}
    assert len(mail.taken) == 4


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        (Faults(greeting="554 no service for you"), "554 no service"),
        (Faults(sender="550 5.7.1 sender not allowed"), "Check sender"),
        (Faults(of={THREE[0].address: "relay"}), "passes no messages on"),
    ],
)
def test_what_waiting_cannot_mend_stops_at_once(faults: Faults, said: str) -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer(faults) as mail, pytest.raises(DeliveryError, match=said):
        go(ledger, mail.url)
    assert mail.connections == 1
    assert ledger.states() == {"planned": 3}


def test_an_error_for_everyone_names_no_member() -> None:
    with FaultServer(Faults(of={THREE[0].address: "relay"})) as mail, pytest.raises(DeliveryError) as stopped:
        go(MemoryLedger(THREE), mail.url)
    assert "Relay access denied" in str(stopped.value)
    assert THREE[0].address not in str(stopped.value)


def test_an_interrupt_in_the_middle_waits_for_nobody_and_leaves_the_claim() -> None:
    """The ledger finds such a claim when its sender is dead, and calls it uncertain."""
    ledger = MemoryLedger(THREE)
    with FaultServer(Faults(of={BAD.address: "take and hang"})) as mail:

        def interrupt_when_it_hangs() -> None:
            while not mail.met[BAD.address, "take and hang"]:
                time.sleep(0.01)
            time.sleep(0.3)  # until the sender waits for the answer
            begun.append(time.monotonic())
            signal.pthread_kill(main, signal.SIGINT)

        begun: list[float] = []
        main = threading.main_thread().ident or 0
        threading.Thread(target=interrupt_when_it_hangs, daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            go(ledger, mail.url, timeout=30)
        assert time.monotonic() - begun[0] < 5
    assert ledger.states() == {"sent": 1, "sending": 1, "planned": 1}


def test_many_members_and_every_fault_at_once() -> None:
    """Whatever goes wrong, the server has taken each message at most once, and the ledger says the same."""
    faults: tuple[Fault, ...] = (
        *("greylist", "never now", "refuse", "full", "later at end", "drop in content"),
        *("take and drop", "drop at end", "nonsense at end"),
    )
    rows = [delivery(number) for number in range(200)]
    of = {row.address: faults[place // 7 % len(faults)] for place, row in enumerate(rows) if place % 7 == 0}
    ledger = MemoryLedger(rows)
    with FaultServer(Faults(of=of, messages=30)) as mail:
        sending = go(ledger, mail.url)
    assert sending.waiting == 0
    assert sending.states == ledger.states()
    assert ledger.states()["sent"] >= 200 - len(of)
    assert set(mail.recipients.values()) == {1}
    for row in ledger.rows.values():
        assert row.state in {"sent", "rejected", "failed", "uncertain"}
        if row.state != "uncertain":
            assert mail.recipients[row.address] == (row.state == "sent")


def test_a_server_that_refuses_everyone_is_not_believed_for_long() -> None:
    rows = [delivery(number) for number in range(50)]
    ledger = MemoryLedger(rows)
    with (
        FaultServer(Faults(of={row.address: "refuse" for row in rows})) as mail,
        pytest.raises(DeliveryError, match="refused 20 members in a row"),
    ):
        go(ledger, mail.url)
    assert ledger.states() == {"rejected": 20, "planned": 30}


def test_refusals_among_members_who_are_reached_stop_nothing() -> None:
    rows = [delivery(number) for number in range(40)]
    ledger = MemoryLedger(rows)
    with FaultServer(Faults(of={row.address: "refuse" for place, row in enumerate(rows) if place % 15})) as mail:
        go(ledger, mail.url)
    assert ledger.states() == {"sent": 3, "rejected": 37}


def test_a_server_that_never_answers_makes_few_uncertain() -> None:
    rows = [delivery(number) for number in range(10)]
    ledger = MemoryLedger(rows)
    with (
        FaultServer(Faults(of={row.address: "take and hang" for row in rows})) as mail,
        pytest.raises(DeliveryError, match="did not answer in time"),
    ):
        go(ledger, mail.url, timeout=0.2)
    assert ledger.states() == {"uncertain": PACE.connections, "planned": 10 - PACE.connections}


# ---- encryption and login


def test_no_encryption_offered_stops_before_anything_is_said() -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer() as mail, pytest.raises(DeliveryError, match=r"offers no encryption \(STARTTLS\)"):
        go(ledger, f"smtp://ada:secret@localhost:{mail.port}")
    assert not mail.options
    assert ledger.states() == {"planned": 3}


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_encrypted_lines_carry_messages(authority: trustme.CA, tls: str) -> None:
    with FaultServer(context=certificate(authority), tls="tls" if tls == "tls" else "starttls") as mail:
        sending = go(MemoryLedger(THREE), mail.url)
    assert sending.states == {"sent": 3}


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["another host", "another authority"])
def test_a_wrong_certificate_stops_before_anything_is_said(authority: trustme.CA, tls: str, wrong: str) -> None:
    theirs = certificate(authority, "other.example") if wrong == "another host" else certificate(trustme.CA())
    ledger = MemoryLedger(THREE)
    with (
        FaultServer(context=theirs, tls="tls" if tls == "tls" else "starttls") as mail,
        pytest.raises(DeliveryError, match=r"cannot prove who it is: .*SSL_CERT_FILE"),
    ):
        go(ledger, mail.url)
    assert not mail.options
    assert ledger.states() == {"planned": 3}


def test_tls_spoken_to_a_plain_port_is_told() -> None:
    with FaultServer() as mail, pytest.raises(DeliveryError, match=r"cannot be encrypted .*smtps:// is for port 465"):
        go(MemoryLedger(THREE), f"smtps://localhost:{mail.port}")


def test_login(authority: trustme.CA) -> None:
    faults = Faults(users={"ada": "p@ss/word:%"})
    with FaultServer(faults, certificate(authority), "starttls") as mail:
        url = f"smtp://ada:p%40ss%2Fword%3A%25@localhost:{mail.port}"
        assert go(MemoryLedger(THREE), url).states == {"sent": 3}


def test_a_refused_login_names_the_user_and_never_the_password(authority: trustme.CA) -> None:
    ledger = MemoryLedger(THREE)
    with (
        FaultServer(Faults(users={"ada": "right"}), certificate(authority), "starttls") as mail,
        pytest.raises(DeliveryError, match=r"refused the login of ada: 535") as stopped,
    ):
        go(ledger, f"smtp://ada:wrong-secret@localhost:{mail.port}")
    assert "wrong-secret" not in str(stopped.value)
    assert ledger.states() == {"planned": 3}


def test_a_login_that_has_to_wait_is_tried_again(authority: trustme.CA) -> None:
    faults = Faults(users={"ada": "right"}, login="454 4.7.0 later")
    with FaultServer(faults, certificate(authority), "starttls") as mail:
        with pytest.raises(DeliveryError, match="puts the login off: 454"):
            go(MemoryLedger(THREE), f"smtp://ada:wrong@localhost:{mail.port}")
        assert mail.connections == PACE.connections


# ---- what a server can take


def test_an_international_address_needs_a_server_that_takes_it() -> None:
    rows = [delivery(1, "jörg@müller.example"), delivery(2)]
    answers = {}
    for able in (True, False):
        ledger = MemoryLedger(rows)
        with FaultServer(Faults(utf8=able)) as mail:
            go(ledger, mail.url)
        answers[able] = ledger.rows[rows[0].id]
        assert ledger.rows[rows[1].id].state == "sent"
        if able:
            assert {"SMTPUTF8", "BODY=8BITMIME"} <= set(mail.options[0])
            assert "SMTPUTF8" not in mail.options[1]
    assert answers[True].state == "sent"
    assert answers[False].state == "rejected"
    assert "SMTPUTF8" in answers[False].answer


def test_a_message_above_the_servers_size_is_not_given() -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer(Faults(size=1000)) as mail:
        go(ledger, mail.url)
    assert ledger.states() == {"rejected": 3}
    assert "1000 at most" in ledger.rows[BAD.id].answer
    assert not mail.taken


# ---- the loop


def test_skipped_at_the_moment_of_sending() -> None:
    ledger = MemoryLedger(THREE)
    with FaultServer() as mail:
        send(
            THREE,
            ledger,
            transport(mail.url),
            lambda row: Skip("opted out since") if row.id == BAD.id else envelope(row),
            PACE,
        )
    assert ledger.states() == {"sent": 2, "skipped": 1}
    assert ledger.rows[BAD.id].reason == "opted out since"
    assert mail.recipients[BAD.address] == 0


def test_a_message_that_cannot_be_made_stops_nobody_else() -> None:
    def message_for(row: Delivery) -> Envelope:
        if row.id == BAD.id:
            raise FileNotFoundError("statements/0002.pdf")
        return envelope(row)

    ledger = MemoryLedger(THREE)
    with FaultServer() as mail:
        send(THREE, ledger, transport(mail.url), message_for, PACE)
    assert ledger.states() == {"sent": 2, "failed": 1}
    assert "statements/0002.pdf" in ledger.rows[BAD.id].reason


def test_what_another_sender_has_is_left_to_it() -> None:
    ledger = MemoryLedger(THREE)
    ledger.claim(BAD.id)
    with FaultServer() as mail:
        sending = send(THREE, ledger, transport(mail.url), envelope, PACE)
    assert sending == Sending({"sent": 2}, taken=1, waiting=0)
    assert mail.recipients[BAD.address] == 0


def test_an_address_that_the_ledger_has_corrected_meanwhile_is_used() -> None:
    ledger = MemoryLedger(THREE)
    ledger.rows[BAD.id] = replace(BAD, address="right@members.example")
    with FaultServer() as mail:
        send(THREE, ledger, transport(mail.url), envelope, PACE)
    assert mail.recipients["right@members.example"] == 1
    assert mail.recipients[BAD.address] == 0


def test_a_stop_finishes_the_message_in_hand() -> None:
    ledger = MemoryLedger(THREE)
    sent: list[str] = []
    with FaultServer() as mail:
        sending = send(
            THREE,
            ledger,
            transport(mail.url),
            envelope,
            PACE,
            stopped=lambda: bool(sent),
            progress=lambda row, _: sent.append(row.id),
        )
    assert sending == Sending({"sent": 1}, taken=0, waiting=2)
    assert ledger.states() == {"sent": 1, "planned": 2}


class Watch:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


def test_pace_is_kept() -> None:
    watch = Watch()
    rows = [delivery(number) for number in range(61)]
    moments: list[float] = []
    with FaultServer() as mail:
        send(
            rows,
            MemoryLedger(rows),
            transport(mail.url),
            envelope,
            Pace(a_minute=60),
            progress=lambda _, __: moments.append(watch()),
            clock=watch,
            sleep=watch.sleep,
        )
    assert moments[0] == 0
    assert moments[-1] == pytest.approx(60, abs=0.01)


def test_each_wait_for_one_member_is_twice_the_one_before() -> None:
    watch = Watch()
    moments: list[float] = []
    with FaultServer(Faults(of={BAD.address: "never now"})) as mail:
        send(
            [BAD],
            MemoryLedger([BAD]),
            transport(mail.url),
            envelope,
            Pace(a_minute=60_000, retries=3, first_wait=60),
            progress=lambda _, __: moments.append(watch()),
            clock=watch,
            sleep=watch.sleep,
        )
        assert mail.connections == 4, "a line is not kept open through a long wait"
    assert moments == pytest.approx([0, 60, 180, 420])


def test_each_wait_for_the_server_is_twice_the_one_before() -> None:
    watch = Watch()
    with FaultServer(Faults(greeting="421 too busy")) as mail, pytest.raises(DeliveryError, match="4 times in a row"):
        send(
            [BAD],
            MemoryLedger([BAD]),
            transport(mail.url),
            envelope,
            Pace(connections=4, reconnect_wait=1),
            clock=watch,
            sleep=watch.sleep,
        )
    assert watch() == pytest.approx(1 + 2 + 4)
