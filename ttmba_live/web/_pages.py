"""The files of the page, as a browser gets them. Knows neither sockets nor the namespace."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "page"

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}

_DOCUMENTS = {"/": "index.html", "/phone": "phone.html"}
"""Paths that are documents; every other file is under ``/page/``."""

REFUSED = (
    b"<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    b"<title>ttmba_live</title><h1>This stage needs its link</h1><p>Open the whole link, or scan "
    b"the code, that the daemon printed when it started: its token is made anew at each start."
)
"""What a browser is told that came without the token."""


class Page(NamedTuple):
    """One file."""

    kind: str
    body: bytes

    @property
    def is_document(self) -> bool:
        """Whether a browser shows it by itself."""
        return self.kind.startswith("text/html")


class Pages:
    """All of them, read once: while it plays no file is asked for."""

    def __init__(self) -> None:
        files = {path.name: path for path in FOLDER.iterdir() if path.suffix in _KINDS}
        read = {name: Page(_KINDS[p.suffix], p.read_bytes()) for name, p in files.items()}
        self._at = {path: read[name] for path, name in _DOCUMENTS.items()}
        self._at |= {f"/page/{name}": page for name, page in read.items()}

    def find(self, path: str, accept: str) -> Page | None:
        """The file at a path, or None where OSCQuery answers."""
        if path == "/" and "text/html" not in accept:
            return None
        return self._at.get(path)


def policy(where: str) -> dict[str, str]:
    """The headers that keep a document to itself; ``where`` is its host and port."""
    sources = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "manifest-src": "'self'",
        "connect-src": f"'self' ws://{where} wss://{where}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {of}" for name, of in sources.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept",
    }
