"""A PulseAudio and a JACK server of one's own, with outputs that can be recorded and broken.

Everything lives in one temporary folder and ends by its own process ids. A program under test runs
with `PulseServer.env`, in a process of its own: PortAudio reads its surroundings once, at import.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import final

import numpy as np
import pytest
from platformdirs import user_cache_path

from ttmba_live.audio import RATE, Samples

INSTALL = "apt-get install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"


MAPS = {2: "front-left,front-right", 4: "front-left,front-right,rear-left,rear-right"}
MAPS[8] = f"{MAPS[4]},front-center,lfe,side-left,side-right"
"""What ALSA's plug-in calls its channels: PulseAudio mixes those that have other names."""


def need(*programs: str, install: str = INSTALL) -> None:
    """Skip the test where a program is missing, saying how to get it."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} missing: {install}")


def until(condition, seconds: float = 300.0, what: str = "it") -> None:
    """Wait for something to become true; fail if it does not."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds:g} s for {what}")
        time.sleep(0.02)


async def settled(condition, seconds: float = 300.0) -> None:
    """Let an event loop go on until something becomes true; fail if it does not."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds:g} s")
        await asyncio.sleep(0.01)


def end(process: subprocess.Popen) -> None:
    """Ask a process to end, then make it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@final
class PulseServer:
    """A private server; `sink` is its first null sink and its default."""

    sink = "ttmba"

    def __init__(self) -> None:
        need("pulseaudio", "pactl", "parec")
        self.folder = Path(tempfile.mkdtemp(prefix="ttmba-pulse-"))
        self._processes: list[subprocess.Popen] = []
        home, runtime = self.folder / "home", self.folder / "run"
        pulse = runtime / "pulse"
        for folder in (home, runtime, pulse):
            folder.mkdir(mode=0o700)
        socket = pulse / "native"
        self.env = os.environ | {
            "HOME": str(home),
            "XDG_CACHE_HOME": str(user_cache_path()),  # the head's responses are made once
            "XDG_RUNTIME_DIR": str(runtime),
            "PULSE_RUNTIME_PATH": str(pulse),
            "PULSE_STATE_PATH": str(home),
            "PULSE_SERVER": f"unix:{socket}",
            "JACK_NO_START_SERVER": "1",
        }
        alsa = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
        (home / ".asoundrc").write_text(alsa)
        (self.folder / "default.pa").write_text(
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={socket}\n"
        )
        self._log = (self.folder / "pulse.log").open("wb")

    def __enter__(self) -> PulseServer:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self) -> None:
        """Start the server with its one null sink; again after `stop`, too."""
        command = ["pulseaudio", "-n", "-F", str(self.folder / "default.pa"), "--daemonize=no"]
        command += ["--exit-idle-time=-1", "--use-pid-file=no", "--log-target=stderr"]
        self._server = self._spawn(command, stdout=self._log, stderr=self._log)
        until(lambda: self._pactl("info").returncode == 0, what="PulseAudio")
        self.add_sink()

    def stop(self) -> None:
        """End the server as if it had crashed."""
        self._server.kill()
        self._server.wait()

    def hang(self) -> None:
        """Let the server answer nobody; see `go_on`."""
        self._server.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        self._server.send_signal(signal.SIGCONT)

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.send_signal(signal.SIGCONT)  # it may hang
            end(process)
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spawn(self, command: list[str], **options) -> subprocess.Popen:
        process = subprocess.Popen(command, env=self.env, **options)
        self._processes.append(process)
        return process

    def _pactl(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["pactl", *words], env=self.env, capture_output=True, text=True, check=False, timeout=60
        )

    def pactl(self, *words: str) -> str:
        """Run one pactl command and return what it printed."""
        done = self._pactl(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def add_sink(self, name: str = sink, channels: int = 2) -> None:
        """Load a null sink, float32 at 48 kHz, and make it the default."""
        # Without norewinds the sink renders two seconds ahead and a recorder misses them.
        form = [
            "rate=48000",
            f"channel_map={MAPS[channels]}",
            f"channels={channels}",
            "format=float32le",
            "norewinds=1",
        ]
        self.pactl("load-module", "module-null-sink", f"sink_name={name}", *form)
        self.pactl("set-default-sink", name)

    def name_for_alsa(self, name: str) -> None:
        """Let PortAudio see a sink as a device of its own, by its name."""
        with (self.folder / "home" / ".asoundrc").open("a") as file:
            file.write(f'pcm.{name} {{ type pulse device "{name}" }}\n')

    def remove_sink(self, name: str = sink) -> None:
        """Unload a null sink, as when a card is pulled out."""
        for line in self.pactl("list", "short", "modules").splitlines():
            if f"sink_name={name} " in line:
                self.pactl("unload-module", line.split()[0])

    def suspend(self, on: bool, name: str = sink) -> None:
        """Suspend or resume a sink: its streams stop without being told."""
        self.pactl("suspend-sink", name, str(int(on)))

    def play(self, path: Path, name: str) -> None:
        """Start to play a file of stereo float32 into a sink."""
        form = ["--format=float32le", f"--rate={RATE}", "--channels=2", "--raw"]
        self._spawn(["pacat", "--playback", "-d", name, *form, str(path)])

    def record(self, name: str = sink, channels: int = 2) -> Recording:
        """Start to record what a sink plays."""
        path = self.folder / f"record-{len(self._processes)}.f32"
        form = ["--format=float32le", f"--rate={RATE}", f"--channels={channels}"]
        form += [f"--channel-map={MAPS[channels]}", "--latency-msec=20"]
        with path.open("wb") as out:
            process = self._spawn(["parec", "-d", f"{name}.monitor", *form], stdout=out)
        recording = Recording(path, process, channels)
        until(lambda: len(recording.samples()) > 0, what="parec")
        return recording


class Recording:
    """What `parec` has written so far."""

    def __init__(self, path: Path, process: subprocess.Popen, channels: int) -> None:
        self._path, self._channels = path, channels
        self._process = process

    def samples(self) -> Samples:
        """Return all frames so far, (frames, channels)."""
        data, size = self._path.read_bytes(), 4 * self._channels
        return np.frombuffer(data[: len(data) // size * size], "<f4").reshape(-1, self._channels)

    def heard(self, frames: int = RATE // 4) -> bool:
        """Whether the last ``frames`` hold sound."""
        last = self.samples()[-frames:]
        return len(last) == frames and float(np.abs(last).max()) > 1e-4

    def stop(self) -> Samples:
        """End the recording and return it."""
        end(self._process)
        return self.samples()


@final
class JackServer:
    """A private JACK dummy server of a given rate and number of playback channels."""

    def __init__(self, rate: int = 48_000, channels: int = 2) -> None:
        need("jackd", install="apt-get install jackd2 libportaudio2")
        self._name = f"ttmba-{os.getpid()}-{rate}-{channels}"
        self.env = os.environ | {
            "JACK_NO_AUDIO_RESERVATION": "1",
            "JACK_DEFAULT_SERVER": self._name,
            "JACK_NO_START_SERVER": "1",
        }
        self._command = ["jackd", "--no-realtime", "--no-mlock", "-n", self._name, "-d", "dummy"]
        self._command += ["-r", str(rate), "-p", "256", "-C", "0", "-P", str(channels)]

    def __enter__(self) -> JackServer:
        self._process = subprocess.Popen(
            self._command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(self._answers, what="jackd")
        return self

    def _answers(self) -> bool:
        own = [path.name for path in Path("/dev/shm").iterdir() if self._name in path.name]
        return any(name.startswith("jack_sem") and name.endswith("system") for name in own)

    def __exit__(self, *_: object) -> None:
        end(self._process)
