"""A real daemon in a process of its own, for tests; ended by its own pid."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import soundfile
from pulse import until

from ttmba_live.audio import RATE
from ttmba_live.client import Client
from ttmba_live.osc import Caller
from ttmba_live.setup import ensure_field, field_path

PATIENCE = 300.0
"""Seconds that a busy machine may take; nothing waits so long on an idle one."""


def own_cache(folder: Path) -> dict[str, str]:
    """Surroundings with a cache of one's own in which the shipped head is prepared already."""
    ensure_field()
    prepared = field_path(None)
    place = folder / "ttmba_live" / "fields"
    place.mkdir(parents=True)
    shutil.copyfile(prepared, place / prepared.name)
    return {"XDG_CACHE_HOME": str(folder)}


class Daemon:
    """``ttmba-live serve`` on a free port. A context manager."""

    def __init__(
        self,
        folder: Path,
        *words: str,
        device="null",
        config="",
        env=None,
        module="ttmba_live",
        program=None,
        stderr=subprocess.PIPE,
    ) -> None:
        self.folder = Path(folder)
        settings = self.folder / "settings.toml"
        kept = (self.folder / "kept").as_posix()
        if "[session]" not in config:
            config += f'\n[session]\nfolder = "{kept}"\n'
        if "[oscquery]" not in config:
            config += "\n[oscquery]\nport = 0\n"
        if "[room]" not in config:  # what is measured is the renderer alone
            config += '\n[room]\npreset = "none"\n'
        settings.write_text(config, encoding="utf-8")
        command = [
            sys.executable, *([str(program)] if program else ["-m", module]), "serve",
            "--osc-port", "0", "--config", str(settings), *words,
        ]  # fmt: skip
        if device is not None:
            command += ["--device", device]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            encoding="utf-8",
            env={**os.environ, **(env or {})},
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            self.process.wait(PATIENCE)
            self._reader.join(PATIENCE)
            self._close_pipes()
            raise AssertionError(f"the daemon did not start: {''.join(self.said)}")
        self.port = int(line.rsplit(":", 1)[1])

    def _read(self) -> None:
        for line in self.process.stderr or ():
            self.said.append(line)

    def caller(self) -> Caller:
        return Caller("127.0.0.1", self.port)

    def client(self) -> Client:
        return Client("127.0.0.1", self.port)

    def page(self) -> str:
        """Where OSCQuery and the page are served, once that was said."""
        until(lambda: any(line.startswith("OSCQuery ") for line in self.said), what="the address")
        return next(line.split()[1] for line in self.said if line.startswith("OSCQuery "))

    def frames(self) -> int:
        """Of ``--record all.wav`` beside the settings, so far: the daemon's own time."""
        return soundfile.info(self.folder / "all.wav").frames

    def play_on(self, seconds: float) -> None:
        """Wait until so much more is recorded, however slow the machine."""
        enough = self.frames() + round(seconds * RATE)
        until(lambda: self.frames() >= enough, what=f"{seconds:g} s more of the recording")

    def terminate(self) -> int:
        """SIGTERM (Ctrl-Break on Windows), and the exit status."""
        if self.process.poll() is None:
            stop = getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM)
            self.process.send_signal(stop)
        return self._ended()

    def kill(self) -> int:
        self.process.kill()
        return self._ended()

    def _ended(self) -> int:
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(PATIENCE)
            raise
        finally:
            self._reader.join(PATIENCE)
            self._close_pipes()
        return status

    def _close_pipes(self) -> None:
        self.process.stdout.close()
        if self.process.stderr:
            self.process.stderr.close()

    def __enter__(self) -> Daemon:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.terminate()
        else:
            self._ended()


def hear(caller: Caller, address: str, *start: object, seconds: float = PATIENCE):
    """The next answer at that address whose first arguments are those given; others are skipped.

    An error that was not asked for fails the test.
    """
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        assert left > 0, f"no {address} {start} within {seconds} s"
        got, arguments = caller.receive(left)
        if got == address and arguments[: len(start)] == start:
            return arguments
        assert got != "/ttmba/error" or "guessed" in str(arguments), arguments


def wait_for(caller: Caller, fits, what: str, seconds: float = PATIENCE):
    """Skip answers until one fits, and return it; fails after a while, however much else is told.

    ``fits`` takes an address and its arguments.
    """
    end = time.monotonic() + seconds
    skipped = []
    while (left := end - time.monotonic()) > 0:
        try:
            answer = caller.receive(left)
        except TimeoutError:
            break
        if fits(*answer):
            return answer
        skipped.append(answer)
    raise AssertionError(f"no {what} within {seconds:g} s; the last that came: {skipped[-5:]}")


def nothing_more(caller: Caller, address: str, seconds: float) -> None:
    """Fail if such an answer comes within that time."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            got, arguments = caller.receive(left)
        except TimeoutError:
            return
        assert got != address, arguments
