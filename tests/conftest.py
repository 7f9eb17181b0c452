"""What every test can rely on."""

from __future__ import annotations

import signal

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the whole of what is proved on a part be asked for."""
    parser.addoption("--whole", action="store_true", help="prove all that is proved on a part else (hours)")


def pytest_configure(config: pytest.Config) -> None:
    """Let Ctrl-C mean something, to the tests' own commands too: a job in the background starts with it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> None:
    """Skip what takes long, but for --whole."""
    if not request.config.getoption("--whole"):
        pytest.skip("takes many minutes: --whole")
