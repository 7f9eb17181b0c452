"""Asks a system: with the secret added, within its limits, again where that helps; gives back what was asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urljoin

import requests

from valuereport.connect.auth import Access, Auth, Secrets
from valuereport.connect.clock import Clock
from valuereport.connect.errors import AbsentError, DeniedError, PageExpiredError, PullError, RefusedError, UnclearError
from valuereport.connect.hosts import NotAllowedHostError, checked_url, domain_of, host_of, session
from valuereport.connect.limits import Limiter, PausedError
from valuereport.connect.request import Answer, Request
from valuereport.connect.verdicts import Absent, Broken, Busy, Denied, Good, Judge, Later, PageExpired, Refused, Verdict
from valuereport.redaction import redacted

_TRIES: Final = 6
_FIRST_WAIT: Final = 1.0  # seconds; then twice as long each time
_LONGEST_WAIT: Final = 60.0
_POLLS: Final = 200
_CONNECT, _READ = 10.0, 120.0  # seconds: Mailchimp gives an answer up after 120
_LARGEST: Final = 100_000_000  # bytes of one answer
_EARLY: Final = 60.0  # seconds before a token expires, in which it is not used any more
_SHORTEST: Final = 6  # characters of a secret that is looked for in answers


class Client:
    """One connection's line to its system."""

    def __init__(
        self,
        connection: str,
        base_url: str,
        auth: Auth,
        secrets: Secrets,
        options: Mapping[str, str],
        hosts: Collection[str],
        limiter: Limiter,
        judge: Judge,
        clock: Clock,
        *,
        private_network: bool = False,
    ) -> None:
        self._connection, self._base_url = connection, base_url.rstrip("/")
        self._auth, self._secrets, self._options = auth, secrets, options
        self._hosts, self._limiter, self._judge, self._clock = frozenset(hosts), limiter, judge, clock
        self._session = session(private_network=private_network)
        self._access: Access | None = None
        self._good_until: datetime | None = None
        self.calls = 0
        self.server_time: datetime | None = None

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def ask(self, request: Request) -> Answer:
        """Return the answer that was asked for.

        Raises PullError, PausedError where the system has to be left alone for a while, AbsentError where it has
        nothing of the kind, and PageExpiredError.
        """
        return self._answer(request, repeat=True)

    def tell(self, request: Request) -> Answer:
        """Let the system change something, once: it is told again only where it says that it did not listen (429).

        Raises what `ask` raises, and UnclearError where nobody knows what became of it.
        """
        return self._answer(request, repeat=False)

    def _answer(self, request: Request, *, repeat: bool) -> Answer:
        renewed, tries, polls = False, 0, 0
        asked = request
        while True:
            verdict, answer = self._once(asked)
            match verdict:
                case Good():
                    return answer
                case Later(further, seconds):
                    polls += 1
                    if polls > _POLLS:
                        raise self._error(f"{request.path}: it was still working on it after {polls} questions")
                    self._limiter.wait(seconds)
                    asked = further
                case Absent():
                    raise AbsentError(request.path)
                case PageExpired():
                    raise PageExpiredError(request.path)
                case Denied(why):
                    if renewed or self._good_until is None:
                        said = f"{request.path}: access denied ({why}): look at the token and its rights"
                        raise DeniedError(self._said(said))
                    renewed, self._access = True, None
                case Refused(why):
                    raise RefusedError(self._said(f"{request.path}: {why}"))
                case Busy() if not repeat and answer.status != 429:
                    raise UnclearError(self._said(f"{request.path}: {answer.status}"))
                case Broken(why) if not repeat:
                    raise UnclearError(self._said(f"{request.path}: {why}"))
                case Busy(wait):
                    tries += 1
                    self._again(tries, wait, f"{request.path}: it takes no more calls")
                case Broken(why):
                    tries += 1
                    self._again(tries, None, f"{request.path}: {why}")

    def _again(self, tries: int, wait: float | None, why: str) -> None:
        """Wait before the next try. Raises PullError, PausedError."""
        if wait is None and tries >= _TRIES:
            raise self._error(f"{why}, {tries} times in a row; go on later")
        if tries >= 4 * _TRIES:
            raise PausedError("the system takes no calls for a while", self._clock.now() + timedelta(hours=1))
        self._limiter.wait(min(_FIRST_WAIT * 2 ** (tries - 1), _LONGEST_WAIT) if wait is None else wait + 0.1)

    def _once(self, request: Request) -> tuple[Verdict, Answer]:
        access = self._allowed()
        base = (access.base_url or self._base_url).rstrip("/")
        try:
            with self._limiter.turn():
                self.calls += 1
                answer = self._send(request, access.headers, base, access.form)
        except requests.RequestException as error:
            return Broken(_in_words(error)), Answer(0)
        self.server_time = self.server_time or _time_of(answer)
        return self._judge(request, answer, self._clock.now()), answer

    def _allowed(self) -> Access:
        now = self._clock.now()
        if self._access is None or (self._good_until is not None and now >= self._good_until):
            try:
                self._access = self._auth.access(self._secrets, self._options, self._for_a_token)
            except ValueError as error:
                raise self._error(str(error)) from None
            except requests.RequestException as error:
                raise self._error(f"no access token could be had ({_in_words(error)})") from None
            lasts = self._access.seconds
            self._good_until = None if lasts is None else now + timedelta(seconds=max(lasts - _EARLY, lasts / 2))
        return self._access

    def _for_a_token(self, request: Request, headers: Mapping[str, str]) -> Answer:
        return self._send(request, headers, self._base_url, {})

    def _send(self, request: Request, headers: Mapping[str, str], base: str, form: Mapping[str, str]) -> Answer:
        """Send a request once. Raises PullError, requests.RequestException."""
        url = url_of(base, request.path)
        try:
            checked_url(url, {*self._hosts, host_of(base)} if self._within(base) else self._hosts)
            with self._session.request(
                request.method,
                url,
                params=list(request.params),
                data=[*request.form, *form.items()] if request.form or form else None,
                json=request.json,
                headers={"Accept": "application/json", "User-Agent": "valuereport", **headers},
                timeout=(_CONNECT, _READ),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = self._body(response)
                names = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, names, self._without_secrets(body), url)
        except NotAllowedHostError as error:
            raise self._error(f"must not speak to {error}") from None

    def _within(self, base: str) -> bool:
        """Return whether the system itself may send us to this address: another host of the same domain."""
        return domain_of(host_of(base)) in {domain_of(host) for host in self._hosts}

    def _body(self, response: requests.Response) -> bytes:
        parts, size = [], 0
        for part in response.iter_content(1 << 16):
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise self._error(f"an answer of more than {_LARGEST:,} bytes")
        return b"".join(parts)

    def _without_secrets(self, body: bytes) -> bytes:
        """Return a body in which no secret stands: some systems repeat it in what they say."""
        for secret in self._known_secrets():
            body = body.replace(secret.encode(), b"***")
        return body

    def _known_secrets(self) -> list[str]:
        held = [*self._secrets.values.values()]
        if self._access:
            held += [*self._access.form.values(), self._access.headers.get("Authorization", "").rpartition(" ")[2]]
        return sorted({one for one in held if len(one) >= _SHORTEST}, key=len, reverse=True)

    def _error(self, text: str) -> PullError:
        return PullError(self._said(text))

    def _said(self, text: str) -> str:
        for secret in self._known_secrets():
            text = text.replace(secret, "***")
        return redacted(f"{self._connection}: {text}")


def url_of(base: str, path: str) -> str:
    """Return the URL of a path below an address; where the address names its page in its query
    (https://example.org/?q=civicrm/ajax/api4), the path goes on there. A whole URL stays as it is."""
    if "://" in path:
        return path
    below = path.lstrip("/")
    return f"{base}/{below}" if "?" in base else urljoin(f"{base}/", below)


def _time_of(answer: Answer) -> datetime | None:
    """Return what the system's clock says."""
    try:
        return parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
    except (ValueError, TypeError):
        return None


def _in_words(error: requests.RequestException) -> str:
    """Return what went wrong on the way, without the address."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not valid"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)):
        return "the answer was cut off"
    if isinstance(error, requests.ConnectionError):
        return "cannot be reached"
    return "the request cannot be made"
