"""Pure Data without a window, under a test's command: messages in, what the outlets said out."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from pathlib import Path

from pulse import end, need

PATCHES = Path(__file__).parent.parent / "max_patches" / "pd"
PATIENCE = 300.0
EXCUSED = ("Connection refused", "connecting to", "connected to", "error: netsend", "ttmba: error")
"""What Pd says of a daemon that is not there, and the patches of what it refused."""


def command(*words: str | Path) -> list[str]:
    """A command line for Pd that shows nothing and plays nothing."""
    plain = ["pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-noprefs", "-path", str(PATCHES)]
    return [*plain, *map(str, words)]


def complaints(said: str) -> list[str]:
    """The lines in which Pd found something wrong."""
    lines = [
        line
        for line in said.splitlines()
        if any(word in line for word in ("error", "couldn't", "failed"))
    ]
    return [line for line in lines if not any(excuse in line for excuse in EXCUSED)]


def escaped(text: str) -> str:
    """A text as one symbol of a Pd message."""
    return re.sub(r"([ ,;\\$])", r"\\\1", text)


class Pd:
    """A patch that holds the given objects; each is spoken to by its first word's number.

    ``Pd(folder, "ttmba.live 7400", "ttmba.source rain")`` makes objects 0 and 1. They connect to
    the test by Pd's own `netsend`. A context manager.
    """

    def __init__(self, folder: Path, *objects: str) -> None:
        need("pd", install="apt-get install puredata-core")
        with socket.create_server(("127.0.0.1", 0)) as server:
            patch = folder / "host.pd"
            patch.write_text(_host(server.getsockname()[1], objects), encoding="utf-8")
            self._log = (folder / "pd.log").open("w+", encoding="utf-8")
            self.process = subprocess.Popen(command(patch), stdout=self._log, stderr=self._log)
            server.settimeout(PATIENCE)
            self._socket, _ = server.accept()
        self._rest = b""
        self.heard: list[list[str]] = []

    def tell(self, number: int, message: str) -> None:
        """Send a message, written as in a message box, to an object's first inlet."""
        self._socket.sendall(f"{number} {message};\n".encode())

    def hear(self, number: int, outlet: int, *start: str, seconds: float = PATIENCE) -> list[str]:
        """The next words from that outlet that begin so; others are skipped."""
        deadline = time.monotonic() + seconds
        while True:
            words = self.next(deadline - time.monotonic())
            if words[: 2 + len(start)] == [str(number), str(outlet), *start]:
                return words[2 + len(start) :]

    def next(self, seconds: float = PATIENCE) -> list[str]:
        """The next message of any outlet: object, outlet, words."""
        while b";\n" not in self._rest:
            self._socket.settimeout(max(seconds, 0.01))
            got = self._socket.recv(65536)
            assert got, "Pd ended"
            self._rest += got
        line, _, self._rest = self._rest.partition(b";\n")
        words = re.findall(r"(?:\\.|[^ \\\n])+", line.decode())
        self.heard.append([re.sub(r"\\(.)", r"\1", word) for word in words])
        return self.heard[-1]

    @property
    def said(self) -> str:
        """Pd's console."""
        self._log.seek(0)
        return self._log.read()

    def __enter__(self) -> Pd:
        return self

    def __exit__(self, *_: object) -> None:
        end(self.process)
        self._socket.close()
        said = self.said
        self._log.close()
        assert not complaints(said), said


def _host(port: int, objects: tuple[str, ...]) -> str:
    """A patch that links every object's inlet and outlets to a TCP port."""
    boxes = [
        "obj 20 20 loadbang",
        f"msg 20 40 connect 127.0.0.1 {port}",
        "obj 20 80 netsend",
        "obj 20 110 route " + " ".join(map(str, range(len(objects)))),
    ]
    wires = ["0 0 1 0", "1 0 2 0", "2 1 3 0"]
    for number, box in enumerate(objects):
        at = len(boxes)
        boxes.append(f"obj {20 + 300 * number} 150 {box}")
        wires.append(f"3 {number} {at} 0")
        for outlet in range(2 if box.startswith("ttmba.live") else 1):
            boxes += [f"obj 20 250 list prepend send {number} {outlet}", "obj 20 270 list trim"]
            wires += [f"{at} {outlet} {len(boxes) - 2} 0", f"{len(boxes) - 2} 0 {len(boxes) - 1} 0"]
            wires.append(f"{len(boxes) - 1} 0 2 0")
    lines = ["N canvas 0 0 600 400 12"]
    lines += [f"X {box}" for box in boxes] + [f"X connect {wire}" for wire in wires]
    return "".join(f"#{line};\n" for line in lines)
