"""A private sound server, a recorder of it, a watched daemon. Knows no measure of its own."""

from __future__ import annotations

import importlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples
from ttmba_live.osc import Caller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

HERE = Path(__file__).resolve().parent
PROGRAMS = ("pulseaudio", "pactl", "parec")

RECORDER_MS = 10
"""What the recorder asks for: more than a 256-frame block, so it does not drive the sink."""


@contextmanager
def sound_server() -> Iterator[Any]:
    """A private PulseAudio with a null sink; ends the program with status 2 if there is none."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        refuse(f"no private PulseAudio: {', '.join(missing)} missing")
    sys.path.insert(0, str(HERE.parent / "tests"))
    try:
        server = importlib.import_module("pulse").PulseServer()
        server.__enter__()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        refuse(f"no private PulseAudio: {error}")
    try:
        yield server
    finally:
        server.__exit__()


def refuse(text: str) -> None:
    """Say one line and end with status 2."""
    print(text, file=sys.stderr)
    sys.exit(2)


class Recorder:
    """Reads ``parec`` of the null sink's monitor and stamps each chunk as it comes."""

    def __init__(self, server: Any) -> None:
        form = ["--format=float32le", f"--rate={RATE}", "--channels=2"]
        command = ["parec", "-d", f"{server.sink}.monitor", *form]
        command += [f"--latency-msec={RECORDER_MS}"]
        self._process = subprocess.Popen(  # noqa: S603 - words of our own
            command, env=server.env, stdout=subprocess.PIPE, bufsize=0
        )
        self._data: list[bytes] = []
        self._chunks: list[tuple[float, int]] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        while not self._chunks and self._process.poll() is None:
            time.sleep(0.01)

    def _read(self) -> None:
        pipe = self._process.stdout
        size = 0
        while pipe is not None and (data := pipe.read(1 << 16)):
            size += len(data)
            self._chunks.append((time.monotonic(), size // 8))
            self._data.append(data)

    def stop(self) -> Recording:
        """End the recorder and return what it heard."""
        self._process.terminate()
        self._process.wait()
        self._thread.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        data = b"".join(self._data)
        samples = np.frombuffer(data[: len(data) // 8 * 8], "<f4").reshape(-1, 2)
        return Recording(samples, np.array(self._chunks))


class Recording:
    """What was heard (frames, 2), and when each frame came in."""

    def __init__(self, samples: Samples, chunks: NDArray[np.float64]) -> None:
        self.samples = samples
        self._times, self._ends = chunks[:, 0], chunks[:, 1]
        lag = self._times - self._ends / RATE
        # The sink's clock is steady; a chunk may come late, never early. So the earliest chunk
        # near by says when frames come in, free of how late this reader's thread woke.
        low = np.searchsorted(self._times, self._times - 0.5)
        high = np.searchsorted(self._times, self._times + 0.5)
        self._lag = np.array([lag[a:b].min() for a, b in zip(low, high, strict=True)])

    def arrival(self, frame: int) -> float:
        """The monotonic time at which a frame came in, the reader's own jitter removed."""
        chunk = min(int(np.searchsorted(self._ends, frame, side="right")), len(self._lag) - 1)
        return float(self._lag[chunk] + frame / RATE)

    def frame(self, moment: float) -> int:
        """The first frame that came in after a monotonic time."""
        chunk = min(int(np.searchsorted(self._times, moment)), len(self._lag) - 1)
        return max(0, int(np.ceil((moment - self._lag[chunk]) * RATE)))


class Probed:
    """A daemon of default settings that leaves time stamps; a context manager."""

    def __init__(self, server: Any, folder: Path, block: int, *words: str) -> None:
        self._stamps = folder / "stamps.json"
        settings = folder / "settings.toml"
        kept = (folder / "kept").as_posix()
        settings.write_text(f'[audio]\nblock = {block}\n[session]\nfolder = "{kept}"\n', "utf-8")
        command = [sys.executable, str(HERE / "_probed.py"), "serve", str(self._stamps)]
        command += ["--osc-port", "0", "--config", str(settings), *words]
        log = (folder / "log").open("w")
        self.process = subprocess.Popen(  # noqa: S603 - words of our own
            command, env=server.env, stdout=subprocess.PIPE, stderr=log, text=True
        )
        log.close()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            self.process.wait()
            refuse(f"the daemon did not start: {(folder / 'log').read_text()}")
        self._port = int(line.rsplit(":", 1)[1])

    def caller(self) -> Caller:
        """A client of it."""
        return Caller("127.0.0.1", self._port)

    def stop(self) -> Any:
        """End it and return its stamps; see `_probed.Stamps`."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return json.loads(self._stamps.read_text("utf-8"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ttmba-bench-") as name:
        yield Path(name)


def hear(caller: Caller, address: str, *start: object, seconds: float = 60.0) -> tuple[Any, ...]:
    """Wait for the next answer at that address that begins so; others are passed over."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        got, arguments = caller.receive(left)
        if got == address and arguments[: len(start)] == start:
            return arguments
        if got == "/ttmba/error":
            print(*arguments, file=sys.stderr)
    raise TimeoutError(f"no {address} {start} within {seconds:g} s")
