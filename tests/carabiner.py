"""A scripted Carabiner: its words over TCP, as its page has them, with a session of its own."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


class Carabiner:
    """Serves one client at a time in a thread; tests change ``tempo``, ``playing``, ``beat``."""

    def __init__(self, port: int = 0) -> None:
        self._server = socket.create_server(("127.0.0.1", port))
        self.port = self._server.getsockname()[1]
        self.tempo, self.playing, self.sync = 120.0, False, False
        self.asked: list[str] = []
        self._zero = time.monotonic() - 100.3
        self._client: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def beat(self) -> float:
        return (time.monotonic() - self._zero) * self.tempo / 60.0

    @beat.setter
    def beat(self, beat: float) -> None:
        self._zero = time.monotonic() - beat * 60.0 / self.tempo

    def change(self, **what) -> None:
        """Another state, which is told at once."""
        beat = self.beat
        for name, value in what.items():
            setattr(self, name, value)
        if "beat" not in what:
            self.beat = beat
        self._say(self.status())

    def status(self) -> str:
        playing = f" :playing {str(self.playing).lower()}" if self.sync else ""
        start = round(1e6 * self._zero)
        return (
            f"status {{ :peers 1 :bpm {self.tempo:f} :start {start} :beat {self.beat:f}{playing} }}"
        )

    def drop(self) -> None:
        """Hang up on the client."""
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.drop()
        self._thread.join(60)

    def _say(self, line: str) -> None:
        if self._client is not None:
            with contextlib.suppress(OSError):
                self._client.sendall(f"{line}\n".encode())

    def _serve(self) -> None:
        while True:
            try:
                self._client, _ = self._server.accept()
            except OSError:
                return
            self.sync = False
            with self._client, contextlib.suppress(OSError):
                self._say(self.status())
                for line in self._client.makefile():
                    self._hear(line.strip())

    def _hear(self, line: str) -> None:
        self.asked.append(line)
        words = line.split()
        match words:
            case ["status"]:
                pass
            case ["enable-start-stop-sync"]:
                self.sync = True
            case ["start-playing" | "stop-playing", when] if self.sync:
                assert abs(int(when) - 1e6 * time.monotonic()) < 60e6
                self.playing = words[0] == "start-playing"
            case _:
                return self._say(f"unsupported {line}")
        return self._say(self.status())
