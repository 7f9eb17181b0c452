"""Locks on files: alone or shared, between threads and processes; whoever waits for a removed file gets the new one."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

import pytest

from valuereport.file_locks import is_locked, lock_file, unlock_file


def test_alone_and_shared(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    assert not is_locked(file)
    alone = lock_file(file)
    assert is_locked(file)
    assert file.stat().st_mode & 0o777 == 0o600
    for shared in (True, False):
        with pytest.raises(BlockingIOError):
            lock_file(file, shared=shared)
    unlock_file(alone, file)
    assert not file.exists()
    one, other = lock_file(file, shared=True), lock_file(file, shared=True)
    with pytest.raises(BlockingIOError):
        lock_file(file)
    unlock_file(one, file)
    assert file.exists()
    unlock_file(other, file)
    assert not file.exists()
    with pytest.raises(FileNotFoundError):
        lock_file(tmp_path / "none" / "lock")


def test_many_who_take_turns_are_never_two_at_once(tmp_path: Path) -> None:
    file, inside, most = tmp_path / "lock", [0], [0]

    def turns() -> None:
        for _ in range(50):
            handle = lock_file(file, wait=60)
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            unlock_file(handle, file)

    threads = [threading.Thread(target=turns) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == [1]
    assert not file.exists()


def test_a_child_that_inherits_a_lock_keeps_it(tmp_path: Path) -> None:
    file = tmp_path / "alive"
    handle = lock_file(file)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=(handle,)) as child:
        os.close(handle)
        assert is_locked(file)
        child.kill()
    assert not is_locked(file)
