"""From a host and a port to a mail server that knows us: greeting, encryption, login."""

from __future__ import annotations

import smtplib
import socket
import ssl
from functools import cache

from valuereport.deliver.email.client import Client, TlsClient
from valuereport.deliver.email.server import VARIABLE, Server
from valuereport.deliver.email.smtp_replies import GoneError, told, why
from valuereport.errors import DeliveryError


def connect(server: Server, timeout: float) -> Client:
    """Return a connection that is ready for messages.

    Raises GoneError where waiting may help, and DeliveryError where it cannot; `timeout` is in seconds, for
    each command.
    """
    client = _reached(server, timeout)
    try:
        _greeted(client, server)
        if server.security == "starttls":
            _encrypted(client, server)
        if server.user:
            _logged_in(client, server)
    except BaseException:
        client.close()
        raise
    return client


def _reached(server: Server, timeout: float) -> Client:
    """Connect, and hear the greeting."""
    if server.security == "tls":
        client: Client = TlsClient("", 0, _own_name(), timeout=timeout, context=ssl.create_default_context())
    else:
        client = Client("", 0, _own_name(), timeout=timeout)
    # smtplib checks the certificate against this name, which it only sets where it connects while it is made;
    # it would then hide the server's answer from us.
    client._host = server.host  # type: ignore[attr-defined]
    try:
        code, answer = client.connect(server.host, server.port)
    except ssl.SSLError as error:
        client.close()
        raise _of_tls(server, error) from None
    except (OSError, smtplib.SMTPException) as error:
        client.close()
        raise GoneError(f"no connection to the mail server {server.name}: {why(error)}") from None
    if code != 220:
        client.close()
        raise _of_answer(server, "greeted us with", code, answer)
    if client.sock:
        # The end of a message is a small write of its own: it must not wait until its content is confirmed.
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


@cache
def _own_name() -> str:
    """Return how this computer is called in EHLO; asked once: a name service that is ill takes seconds a time."""
    return smtplib.SMTP().local_hostname


def _greeted(client: Client, server: Server) -> None:
    try:
        code, answer = client.ehlo()
    except smtplib.SMTPResponseException as error:
        raise _of_answer(server, "answered EHLO with", error.smtp_code, error.smtp_error) from None
    except (OSError, smtplib.SMTPException) as error:
        raise GoneError(f"the mail server {server.name} went away at EHLO: {why(error)}") from None
    if code != 250:
        raise _of_answer(server, "answered EHLO with", code, answer)


def _encrypted(client: Client, server: Server) -> None:
    if not client.has_extn("starttls"):
        raise DeliveryError(
            f"The mail server {server.name} offers no encryption (STARTTLS), and nothing was sent over the open line. "
            f"Ask whoever runs it for a port with TLS, and put it into {VARIABLE} (smtps:// for port 465); "
            "starttls=never is for a server on this computer."
        )
    try:
        client.encrypt(ssl.create_default_context())
    except smtplib.SMTPResponseException as error:
        raise _of_answer(server, "answered STARTTLS with", error.smtp_code, error.smtp_error) from None
    except ssl.SSLError as error:
        raise _of_tls(server, error) from None
    except (OSError, smtplib.SMTPException) as error:
        raise GoneError(f"the mail server {server.name} went away at STARTTLS: {why(error)}") from None
    _greeted(client, server)


def _logged_in(client: Client, server: Server) -> None:
    try:
        client.login(server.user, server.password)
    except smtplib.SMTPResponseException as error:
        answer = told(error.smtp_code, error.smtp_error)
        if error.smtp_code < 500:
            raise GoneError(f"the mail server {server.name} puts the login off: {answer}") from None
        raise DeliveryError(
            f"The mail server {server.name} refused the login of {server.user}: {answer}. "
            f"Check the user and the password in {VARIABLE}."
        ) from None
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        # Most of smtplib's own errors are an OSError too: they are told apart by their place in this list.
        if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
            raise DeliveryError(
                f"The mail server {server.name} offers no login that we know. Ask whoever runs it, "
                f"or leave the user and the password out of {VARIABLE} if it needs none."
            ) from None
        raise GoneError(f"the mail server {server.name} went away during the login: {why(error)}") from None
    except ValueError:  # what smtplib makes of a challenge that is no base64
        raise GoneError(f"the mail server {server.name} asked for the login in a way that cannot be read") from None


def _of_answer(server: Server, verb: str, code: int, answer: bytes | str) -> Exception:
    """Return what an answer means that came instead of a good one, before any message."""
    sentence = f"the mail server {server.name} {verb} {told(code, answer)}"
    if code < 500:  # 4xx, and what is no answer at all
        return GoneError(sentence)
    return DeliveryError(
        f"T{sentence[1:]}. It takes no messages from this computer: ask whoever runs it, or check {VARIABLE}."
    )


def _of_tls(server: Server, error: ssl.SSLError) -> Exception:
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeliveryError(
            f"The mail server {server.name} cannot prove who it is: {error.verify_message}. Nothing was sent. "
            f"Check the host in {VARIABLE}; where the certificate is of your own organisation, "
            "name the file of its authority in SSL_CERT_FILE."
        )
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError | ssl.SSLSyscallError):
        return GoneError(f"the mail server {server.name} went away while the line was being encrypted")
    return DeliveryError(
        f"The line to the mail server {server.name} cannot be encrypted ({error.reason or 'TLS failed'}). "
        f"Check {VARIABLE}: smtps:// is for port 465, smtp:// with starttls=required for port 587."
    )
