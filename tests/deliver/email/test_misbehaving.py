"""Servers that hang up, drip, flood, and answer before they are asked: nobody has two messages, and nothing hangs."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.deliver.email.members import MemoryLedger, delivery, envelope
from tests.deliver.email.scripts import Answer, Line, ScriptServer, polite
from valuereport.deliver.email.outcome import Envelope
from valuereport.deliver.email.pace import Pace
from valuereport.deliver.email.send import send
from valuereport.deliver.email.server import Server, server
from valuereport.deliver.email.smtp import Smtp
from valuereport.errors import DeliveryError
from valuereport.model.delivery import Delivery

PACE = Pace(a_minute=60_000, retries=2, first_wait=0.02, connections=3, reconnect_wait=0.01)
THREE = [delivery(number) for number in range(3)]
LONG = 30.0  # seconds: more than a test may last, so what ends in time has another reason
STEPS = ("220", "EHLO", "MAIL", "RCPT", "DATA", "end")


def transport(url: str, timeout: float = LONG) -> Smtp:
    found = server({"VALUEREPORT_SMTP_URL": url})
    assert isinstance(found, Server)
    return Smtp(found, timeout)


def identity(row: Delivery) -> str:
    return f"<{row.id}@building-aftercare.example>"


def assert_agree(mail: ScriptServer, ledger: MemoryLedger) -> None:
    """What is sent was taken once, what is uncertain at most once, and nothing else was."""
    for row in ledger.rows.values():
        copies = mail.taken[identity(row)]
        assert copies <= 1, row
        assert row.state == "uncertain" or copies == (row.state == "sent"), row


class Watch:
    """A clock that only sleeping moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def at(step: str, answer: Answer, *, connections: Callable[[int], bool] = lambda _: True) -> Callable[[Line], None]:
    """Return a script that is polite but for one step, each time or on some connections."""

    def script(line: Line) -> None:
        polite(line, lambda now: answer if now == step and connections(line.number) else None)

    return script


def at_second(step: str, answer: Answer) -> Callable[[Line], None]:
    """Return a script that is polite to the first message of each connection."""

    def script(line: Line) -> None:
        seen = [0]

        def other(now: str) -> Answer | None:
            seen[0] += now == step
            return answer if now == step and seen[0] > 1 else None

        polite(line, other)

    return script


# ---- hanging up between messages


HANGING_UP: dict[str, Callable[[Line], None]] = {
    "after each message": at("after", Line.hang_up),
    "after each message, with a word": at("after", lambda line: (line.say("421 4.3.2 enough"), line.hang_up())[0]),
    "at the next MAIL": at_second("MAIL", Line.hang_up),
    "at the next MAIL, with a word": at_second("MAIL", lambda line: (line.say("421 enough"), line.hang_up())[0]),
    "at the next RCPT": at_second("RCPT", Line.hang_up),
    "at the next DATA": at_second("DATA", Line.hang_up),
    "after the yes to the next MAIL": at_second("MAIL", lambda line: (line.say("250 ok"), line.hang_up())[0]),
    "after the yes to the next RCPT": at_second("RCPT", lambda line: (line.say("250 ok"), line.hang_up())[0]),
    "with a second answer to each message": at("after", lambda line: line.say("250 taken, too")),
}


@pytest.mark.parametrize("how", HANGING_UP)
def test_a_server_that_hangs_up_between_messages_costs_nobody_an_attempt_and_no_wait(how: str) -> None:
    rows = [delivery(number) for number in range(20)]
    ledger, watch = MemoryLedger(rows), Watch()
    pace = replace(PACE, first_wait=1000, reconnect_wait=1000)
    with ScriptServer(HANGING_UP[how]) as mail:
        send(rows, ledger, transport(mail.url), envelope, pace, clock=watch, sleep=watch.sleep)
    assert ledger.states() == {"sent": 20}
    assert {row.attempts for row in ledger.rows.values()} == {1}
    assert set(mail.taken.values()) == {1}
    assert watch() < 1


def test_a_tls_line_that_ends_without_a_word_costs_nobody_an_attempt(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, file = trustme.CA(), tmp_path_factory.mktemp("ca") / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    ledger = MemoryLedger(THREE)
    with ScriptServer(at("after", Line.hang_up), context) as mail:
        send(THREE, ledger, transport(mail.url), envelope, PACE)
    assert [row.state for row in ledger.rows.values()] == ["sent"] * 3
    assert {row.attempts for row in ledger.rows.values()} == {1}


def test_a_line_that_is_dead_without_saying_so_costs_nobody_an_attempt() -> None:
    """A router that has forgotten the connection: what is sent goes nowhere."""
    ledger = MemoryLedger(THREE)
    with ScriptServer(at_second("MAIL", Line.mute)) as mail:
        send(THREE, ledger, transport(mail.url, 1), envelope, PACE)
    assert ledger.states() == {"sent": 3}
    assert {row.attempts for row in ledger.rows.values()} == {1}


@pytest.mark.parametrize("answer", ["500 what?", "250 ok\n250 ok", "nonsense"])
def test_a_server_that_cannot_start_afresh_is_left_for_a_new_line(answer: str) -> None:
    ledger = MemoryLedger(THREE)

    def script(line: Line) -> None:
        said = {"RSET": answer, "RCPT": "550 no such user" if line.number == 0 else ""}
        polite(line, lambda step: (lambda here: here.say(said[step])) if said.get(step) else None)

    with ScriptServer(script) as mail:
        send(THREE, ledger, transport(mail.url), envelope, PACE)
        assert mail.connections == 2
    assert ledger.states() == {"rejected": 1, "sent": 2}


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_server_that_hangs_up_again_and_again_ends_the_sending(step: str) -> None:
    ledger = MemoryLedger(THREE)
    with (
        ScriptServer(at(step, Line.hang_up)) as mail,
        pytest.raises(DeliveryError, match=r"no result 3 times in a row.*it closed the connection"),
    ):
        send(THREE, ledger, transport(mail.url), envelope, PACE)
    assert set(ledger.states()) == {"planned"}
    assert mail.connections <= 2 * PACE.connections


# ---- floods and drips


@pytest.mark.parametrize("text", ["250-more\r\n", "250 without a line's end "])
@pytest.mark.parametrize("step", STEPS)
def test_an_answer_without_end_ends_the_sending_at_once(step: str, text: str) -> None:
    ledger = MemoryLedger(THREE)
    with ScriptServer(at(step, lambda line: line.flood(text))) as mail, pytest.raises(DeliveryError) as stopped:
        send(THREE, ledger, transport(mail.url), envelope, PACE)
    assert "its answer has no end" in str(stopped.value) + "".join(row.reason for row in ledger.rows.values())
    assert len(str(stopped.value)) < 1000
    assert ledger.states() == ({"uncertain": 3} if step == "end" else {"planned": 3})


@pytest.mark.parametrize("step", STEPS)
def test_a_byte_now_and_then_does_not_hold_the_sending(step: str) -> None:
    ledger, text = MemoryLedger(THREE), "2" if step == "220" else "250-a long answer\r\n"
    with (
        ScriptServer(at(step, lambda line: line.drip(text))) as mail,
        pytest.raises(DeliveryError, match="did not answer in time"),
    ):
        send(THREE, ledger, transport(mail.url, 1 if step == "end" else 0.2), envelope, PACE)
    assert ledger.states() == ({"uncertain": 3} if step == "end" else {"planned": 3})


def test_bytes_now_and_then_in_the_beginning_of_tls_do_not_hold_the_sending() -> None:
    def script(line: Line) -> None:
        line.socket.recv(1)
        line.socket.sendall(b"\x16\x03\x03\x40\x00")  # the head of a TLS record of 16 KiB
        line.drip("x")

    ledger = MemoryLedger(THREE)
    with ScriptServer(script) as mail, pytest.raises(DeliveryError, match="did not answer in time"):
        send(THREE, ledger, transport(f"smtps://localhost:{mail.port}", 0.2), envelope, PACE)
    assert ledger.states() == {"planned": 3}


def test_a_server_that_stops_reading_does_not_hold_the_sending() -> None:
    ledger = MemoryLedger(THREE[:1])
    with ScriptServer(at("content", Line.mute)) as mail:
        send(THREE[:1], ledger, transport(mail.url, 0.5), long, replace(PACE, retries=0))
    assert ledger.states() == {"failed": 1}
    assert "in the middle of the message: it did not answer in time" in ledger.rows[THREE[0].id].reason


def long(row: Delivery) -> Envelope:
    """Return a message longer than what the line buffers."""
    made = envelope(row)
    return replace(made, content=made.content + b"more text\r\n" * 1_000_000)


def test_a_server_that_refuses_and_stops_reading_is_heard() -> None:
    ledger = MemoryLedger(THREE[:1])

    def refusing(line: Line) -> None:
        line.say("552 5.3.4 too large")
        line.mute()

    with ScriptServer(at("content", refusing)) as mail:
        send(THREE[:1], ledger, transport(mail.url, 0.5), long, PACE)
    assert ledger.states() == {"rejected": 1}
    assert ledger.rows[THREE[0].id].answer == "552 5.3.4 too large"


# ---- answers that come before they are asked for


@pytest.mark.parametrize("step", STEPS[:-1])
def test_an_answer_before_its_command_breaks_the_line(step: str) -> None:
    """Otherwise the answers are one behind from there on, and one member's refusal is the next one's yes."""
    usual = {"220": "220 hello", "DATA": "354 go on"}.get(step, "250 ok")
    ledger = MemoryLedger(THREE)
    with ScriptServer(at(step, lambda line: line.say(f"{usual}\n250 ok"))) as mail, pytest.raises(DeliveryError):
        send(THREE, ledger, transport(mail.url), envelope, PACE)
    assert ledger.states() == {"planned": 3}
    assert not mail.taken


def test_a_yes_before_the_end_of_the_message_is_uncertain() -> None:
    ledger = MemoryLedger(THREE[:1])

    def hasty(line: Line) -> None:
        line.hear()
        line.say("250 taken already")
        line.mute()

    with ScriptServer(at("content", hasty)) as mail:
        send(THREE[:1], ledger, transport(mail.url, 0.5), long, PACE)
    assert ledger.states() == {"uncertain": 1}
    assert "before its end was given: 250 taken already" in ledger.rows[THREE[0].id].reason


@pytest.mark.parametrize(
    "answers", ["250 taken\n250 taken", "250 taken\n550 no", "550 no\n250 taken", "250-taken\n550 no", "2500 taken"]
)
def test_two_answers_to_one_message_are_uncertain(answers: str) -> None:
    ledger = MemoryLedger(THREE)
    with ScriptServer(at("end", lambda line: line.say(answers), connections=lambda number: number == 0)) as mail:
        send(THREE, ledger, transport(mail.url), envelope, PACE)
    assert ledger.states() == {"uncertain": 1, "sent": 2}


def test_a_yes_and_goodbye_in_one_breath_is_a_yes() -> None:
    ledger = MemoryLedger(THREE)

    def taken_and_goodbye(line: Line) -> None:
        line.say("250 taken\n421 4.3.2 we close")
        line.take()
        line.hang_up()

    with ScriptServer(at("end", taken_and_goodbye)) as mail:
        send(THREE, ledger, transport(mail.url), envelope, PACE)
    assert ledger.states() == {"sent": 3}
    assert {row.attempts for row in ledger.rows.values()} == {1}


def test_words_put_into_the_open_line_before_the_encryption_end_the_conversation() -> None:
    heard: list[str] = []

    def script(line: Line) -> None:
        line.say("220 mail.test")
        line.hear()
        line.say("250-mail.test\n250 STARTTLS")
        line.hear()
        line.say("220 go on\n250-mail.test\n250 AUTH PLAIN")
        heard.append(line.socket.recv(100).decode("latin-1"))

    ledger = MemoryLedger(THREE)
    with ScriptServer(script) as mail, pytest.raises(DeliveryError, match="words behind its last answer in the open"):
        send(THREE, ledger, transport(f"smtp://ada:secret@localhost:{mail.port}"), envelope, PACE)
    assert set(heard) == {""}
    assert ledger.states() == {"planned": 3}


@pytest.mark.parametrize("challenge", ["334 no base64!", "334 =", "334 \N{BULLET}", "334"])
def test_a_question_for_the_password_that_cannot_be_read_shows_nothing_and_sends_nothing(challenge: str) -> None:
    def script(line: Line) -> None:
        line.say("220 mail.test")
        line.hear()
        line.say("250-mail.test\n250 AUTH CRAM-MD5 LOGIN")
        while True:
            line.hear()
            line.say(challenge)

    ledger = MemoryLedger(THREE)
    with ScriptServer(script) as mail, pytest.raises(DeliveryError) as stopped:
        send(THREE, ledger, transport(f"smtp://ada:secret@localhost:{mail.port}?starttls=never"), envelope, PACE)
    assert "secret" not in str(stopped.value)
    assert ledger.states() == {"planned": 3}


# ---- all of it at once

FAULTS: dict[str, Callable[[Line, str], None]] = {
    "no": lambda line, _: line.say("550 no"),
    "later": lambda line, _: line.say("451 later"),
    "twice": lambda line, usual: line.say(f"{usual}\n{usual}"),
    "then no": lambda line, usual: line.say(f"{usual}\n550 no"),
    "nonsense": lambda line, _: line.say("well"),
    "goodbye": lambda line, _: line.say("421 goodbye"),
    "hangs up": lambda line, _: line.hang_up(),
    "yes and hangs up": lambda line, usual: (line.say(usual), line.hang_up())[0],
    "flood": lambda line, _: line.say("250-more\n" * 300),
    "other codes": lambda line, _: line.say("250-yes\n550 no"),
}
USUAL = {"220": "220 hello", "DATA": "354 go on"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(faults=st.dictionaries(st.integers(0, 60), st.sampled_from(sorted(FAULTS)), max_size=12))
def test_whatever_a_server_does_at_any_step_nobody_has_two_messages_and_sent_means_taken(
    faults: dict[int, str],
) -> None:
    steps = [0]

    def script(line: Line) -> None:
        def other(step: str) -> Answer | None:
            if step in {"content", "after"}:
                return None
            steps[0] += 1
            fault = faults.get(steps[0])
            if step == "end" and fault == "yes and hangs up":
                line.take()
            return (lambda here: FAULTS[fault](here, USUAL.get(step, "250 ok"))) if fault else None

        polite(line, other)

    rows = [delivery(number) for number in range(6)]
    ledger = MemoryLedger(rows)
    with ScriptServer(script) as mail:
        try:
            send(rows, ledger, transport(mail.url), envelope, replace(PACE, first_wait=0, reconnect_wait=0))
        except DeliveryError as error:
            assert "stay planned" in str(error)  # noqa: PT017 - both ends are right
        else:
            assert not set(ledger.states()) & {"planned", "sending"}
    assert "sending" not in ledger.states()
    assert_agree(mail, ledger)
