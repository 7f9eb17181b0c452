"""What every test can rely on."""

from __future__ import annotations

import gc
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from tests.commands import SAMPLE, run
from tests.once import made_once


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the whole of what is proved on a part be asked for."""
    parser.addoption("--whole", action="store_true", help="prove all that is proved on a part else (hours)")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples Hypothesis tries where a test does not say; and let Ctrl-C mean something.

    It does to the tests' own commands too: a job in the background starts with Ctrl-C ignored.
    """
    settings.register_profile("quick", max_examples=40, deadline=None)  # no test speaks of time
    settings.register_profile("whole", max_examples=500, deadline=None)
    settings.load_profile("whole" if config.getoption("--whole") else "quick")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from the tests and libraries: looking through them takes a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> None:
    """Skip what takes long, but for --whole."""
    if not request.config.getoption("--whole"):
        pytest.skip("takes many minutes: --whole")


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the finished run of the whole sample: made once for all the processes of a test session, never changed."""

    def make(folder: Path) -> None:
        done = run("batch", "--config", SAMPLE, "--output", folder, "--run", "r", "--workers", "1")
        assert done.returncode == 1, done.stderr

    return made_once(tmp_path_factory, "sample", make) / "r"
