"""A chat server that answers as a test wrote it: well, wrongly, slowly or never."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ttmba_live.scene import Event, event_from_json, event_to_json
from ttmba_live.text import Plan
from ttmba_live.text.llm import Llm, LlmSettings
from ttmba_live.text.rules import Rules

SECRET = "sk-do-not-tell-7341"
Answer = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        request = json.loads(self.rfile.read(length))
        script: Script = self.server.script
        script.requests.append(request)
        script.keys.append(self.headers.get("Authorization", ""))
        answers = script.answers
        turn = min(len(script.requests), len(answers)) - 1
        with contextlib.suppress(OSError):
            answers[turn](self, request)

    def reply(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@dataclass
class Script:
    answers: list[Answer] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    url: str = ""
    release: threading.Event = field(default_factory=threading.Event)

    def planner(self, timeout: float = 60.0, **more: Any) -> Llm:
        settings = LlmSettings(
            base_url=self.url, model="toy", api_key_env="TOY_KEY", timeout=timeout, **more
        )
        return Llm(settings, Rules())


@contextlib.contextmanager
def serving(monkeypatch: pytest.MonkeyPatch) -> Iterator[Script]:
    """Run such a server on a free port."""
    monkeypatch.setenv("TOY_KEY", SECRET)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    held = Script(url=f"http://127.0.0.1:{server.server_port}/v1")
    server.script = held  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield held
    finally:
        held.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


def event(**fields: Any) -> dict[str, Any]:
    usual = {"sound": "dog barking", "duration": 4, "azimuth": 90, "elevation": -15,
             "distance": 3, "start": 0, "gain_db": 0, "where": "", "trajectory": [],
             "envelope": []}  # fmt: skip
    return {**usual, **fields}


def says(text: Any, finish: str = "stop", **message: Any) -> Answer:
    content = text if isinstance(text, str) or text is None else json.dumps(text)
    body = {
        "id": "1", "object": "chat.completion", "created": 1, "model": "toy",
        "choices": [{"index": 0, "finish_reason": finish,
                     "message": {"role": "assistant", "content": content, **message}}],
    }  # fmt: skip
    return lambda handler, _: handler.reply(200, json.dumps(body).encode())


def fails(status: int, text: str = "no") -> Answer:
    body = json.dumps({"error": {"message": text, "type": "x", "code": None}}).encode()
    return lambda handler, _: handler.reply(status, body)


def hangs(handler: Handler, _: dict[str, Any]) -> None:
    handler.server.script.release.wait()


def drips(handler: Handler, _: dict[str, Any]) -> None:
    """Sends a byte now and then, so that no single read ever times out."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.end_headers()
    while not handler.server.script.release.wait(0.1):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def cuts(handler: Handler, _: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def drips_heads(handler: Handler, _: dict[str, Any]) -> None:
    """Sends a header now and then, and never the last."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while not handler.server.script.release.wait(0.1):
        handler.wfile.write(f"X-{number}: y\r\n".encode())
        handler.wfile.flush()
        number += 1


GOOD = says({"events": [event(azimuth=80)]})


def assert_valid(plan: Plan) -> None:
    assert plan.events
    for planned in plan.events:
        assert isinstance(planned, Event)
        assert not planned.id
        assert planned.file is None
        assert event_from_json(json.loads(json.dumps(event_to_json(planned)))) == planned
