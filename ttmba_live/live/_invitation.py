"""How one gets to the stage: by a browser here, by a link and its code from elsewhere.

Opens no socket but to learn which address this machine has.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import sys
import webbrowser

from ttmba_live.web import QueryServer

_ANYWHERE = ("192.0.2.1", 9)
"""An address of documentation: asked for its route, never spoken to."""


def here(query: QueryServer) -> str:
    """Where a browser on this machine finds the stage; empty if it is not served."""
    if not query.url:
        return ""
    host, token = query.host, query.token
    if _is_unspecified(host):
        return f"{query.scheme}://127.0.0.1:{query.port}/"
    return _link(query, host, token) if token else f"{query.url}/"


def invite(query: QueryServer) -> None:
    """Print the link for other machines, and its code on a terminal; nothing if none may come."""
    if not query.url or not query.token:
        return
    link = _link(query, _own_address() if _is_unspecified(query.host) else query.host, query.token)
    with contextlib.suppress(OSError, ValueError):  # nobody reads it
        # Not by the log, which hides tokens: this one is meant to be seen.
        print(f"stage for other machines: {link}", file=sys.stderr, flush=True)
        if sys.stderr.isatty():
            import segno

            segno.make_qr(link, error="l").terminal(sys.stderr, compact=True)


def open_browser(url: str) -> bool:
    """Show an address in this desktop's browser; whether there is one."""
    return bool(url) and webbrowser.open(url)


def has_desktop() -> bool:
    """Whether a person sits before a screen of this machine, as far as one can tell."""
    if os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _link(query: QueryServer, host: str, token: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"{query.scheme}://{name}:{query.port}/?token={token}"


def _is_unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _own_address() -> str:
    """The address by which others reach this machine; its name where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ANYWHERE)
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])
