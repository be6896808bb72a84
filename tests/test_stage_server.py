"""How the page is served, and OSC over its WebSocket: to whom, how much, and what strangers get."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import re
import socket
import ssl
import struct
import subprocess
import urllib.request
from pathlib import Path

import pytest
import websockets.asyncio.client
from daemon import Daemon, hear
from pulse import need, until
from test_osc_server import HERE
from test_oscquery import Home, visit
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import connect

import ttmba_live.web
from ttmba_live.errors import Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.osc._codec import decode, encode
from ttmba_live.scene import Event, MovePolar, SetMute, apply
from ttmba_live.web import OscQuerySettings, QueryServer, StageSettings
from ttmba_live.web._listener import MAX_PACKETS, Listener

PAGE = Path(ttmba_live.web.__file__).parent / "page"
HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def ask(home, path, headers):
    """Status, headers and body of a GET, as a browser would see them."""
    connection = http.client.HTTPConnection(HERE, home.query.port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


WAITING = {}


def heard(socket_, address, *start):
    """The next message at that address that begins so; bundles are opened."""
    waiting = WAITING.setdefault(socket_, [])
    while True:
        waiting += [] if waiting else decode(socket_.recv(60))
        message = waiting.pop(0)
        if message.address == address and message.arguments[: len(start)] == start:
            return message.arguments


def test_a_browser_gets_the_page_and_oscquery_its_json():
    def client(home):
        status, headers, body = ask(home, "/", HTML)
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert body == (PAGE / "index.html").read_bytes()
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert home.get("/")[1]["FULL_PATH"] == "/"
        assert ask(home, "/?HOST_INFO", HTML)[1]["Content-Type"] == "application/json"
        assert ask(home, "/ttmba/gain", HTML)[1]["Content-Type"] == "application/json"
        for file in PAGE.iterdir():
            assert ask(home, f"/page/{file.name}", {})[2] == file.read_bytes()
        for path in ("/page/", "/page/none.js", "/page/../_server.py", "/page/%2e%2e/_server.py"):
            assert ask(home, path, HTML)[0] == 404

    visit(client)


def test_the_page_asks_for_nothing_from_elsewhere():
    for file in PAGE.iterdir():
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text, file
        assert "https://" not in text, file
        assert "innerHTML" not in text, file
        assert len(text.splitlines()) <= 300 or file.suffix == ".css", file


def test_osc_over_the_websocket_is_a_client_like_any_other():
    def client(home):
        with home.listen() as mine, home.listen() as other:
            mine.send(encode("/ttmba/source/dog/gain", -6.0))
            mine.send(encode("/ttmba/source/dog/gain"))
            assert heard(mine, "/ttmba/source/dog/gain") == (0.0,)  # the handler only remembers
            assert home.handler.commands[0].gain_db == -6.0
            mine.send(encode("/ttmba/source/nobody/gain"))
            assert "nobody" in heard(mine, "/ttmba/error")[1]
            mine.send(encode("/ttmba/subscribe"))
            other.send(encode("/ttmba/ping"))
            assert heard(other, "/ttmba/pong")
            until(lambda: len(home.server.subscribers) == 1)
        until(lambda: not len(home.server.subscribers), what="the end of the subscription")

    visit(client)


def test_who_follows_the_scene_hears_all_of_it_and_then_what_changes():
    def client(home):
        path = Trajectory.checked([(0.0, 0.0, 0.0, 1.0), (2.0, 90.0, 0.0, 1.0)])
        home.scene = home.scene.place(Event("bee", 2.0, id="bee", trajectory=path))
        with home.listen() as page:
            page.send(encode("/ttmba/scene/subscribe"))
            until(home.server.wants_scene)
            show(home)
            assert heard(page, "/ttmba/scene/source", "dog")[:5] == (
                "dog",
                "a dog",
                1,
                0.0,
                0,
            )
            assert heard(page, "/ttmba/scene/path", "bee", 1) == ("bee", 1, 2, 2.0, 90.0, 0.0, 1.0)
            assert heard(page, "/ttmba/scene/gain") == (0.0,)
            home.scene = apply(home.scene, MovePolar("dog", 30.0, 10.0, 2.5))
            home.scene = apply(home.scene, SetMute("dog", mute=True))
            home.scene = apply(home.scene, MovePolar("bee", 10.0))
            show(home, places={"cat": Position(1.0, 2.0, 3.0)})
            assert heard(page, "/ttmba/scene/source")[:5] == ("dog", "a dog", 1, 0.0, 1)
            assert heard(page, "/ttmba/scene/place") == ("dog", 30.0, 10.0, 2.5)
            assert heard(page, "/ttmba/scene/place", "cat") == ("cat", 1.0, 2.0, 3.0)
            assert heard(page, "/ttmba/scene/path") == ("bee", 0, 0, 0.0, 0.0, 0.0, 0.0)
            home.scene = home.scene.without("dog")
            show(home, {"cat": Position(1.0, 2.0, 3.0)})
            assert heard(page, "/ttmba/scene/gone") == ("dog",)

    def show(home, places=None):
        done = asyncio.run_coroutine_threadsafe(shown(home, places or {}), loop)
        done.result(60)

    async def shown(home, places):
        home.server.show(home.scene, places)

    async def run():
        nonlocal loop
        loop = asyncio.get_running_loop()
        home = Home()
        await home.start()
        try:
            await asyncio.to_thread(client, home)
        finally:
            await home.close()

    loop = None
    asyncio.run(run())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example:80", "Origin": "http://evil.example"}, 403),
    ],
)
def test_other_sites_open_neither_the_page_nor_its_websocket(headers, status):
    def client(home):
        assert ask(home, "/", {**HTML, **headers})[0] == status
        wanted = {name: value for name, value in headers.items() if name != "Host"}
        named = headers.get("Host", HERE).partition(":")[0]
        sock = socket.create_connection((HERE, home.query.port))
        uri = f"ws://{named}:{home.query.port}/"
        with pytest.raises(InvalidStatus) as refused:
            connect(uri, additional_headers=wanted, proxy=None, sock=sock)
        assert refused.value.response.status_code == status

    visit(client)


@pytest.fixture
def stranger(monkeypatch):
    """Everybody is a stranger, though they come from this machine."""
    monkeypatch.setattr("ttmba_live.web._http.is_local", lambda _: False)


def test_strangers_need_the_token_and_keep_it(stranger):
    def client(home):
        token = home.query.token
        assert len(token) >= 16
        for path in ("/", "/page/main.js", "/phone", "/ttmba/gain?VALUE", "/?HOST_INFO"):
            assert ask(home, path, HTML)[0] == 403
            assert ask(home, path, {})[0] == 403
        assert b"link" in ask(home, "/", HTML)[2]
        with pytest.raises(InvalidStatus):
            home.listen()
        status, headers, _ = ask(home, f"/?token={token}", HTML)
        assert status == 200
        cookie = headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        kept = {"Cookie": cookie.partition(";")[0]}
        assert ask(home, "/page/main.js", kept)[0] == 200
        assert ask(home, "/ttmba/gain?VALUE", kept)[0] == 200
        with home.listen(additional_headers=kept) as page:
            page.send(encode("/ttmba/ping"))
            assert heard(page, "/ttmba/pong")
        assert ask(home, "/", {**HTML, "Cookie": f"ttmba_{home.query.port}=wrong"})[0] == 403
        assert ask(home, "/", {**HTML, "Cookie": 'a="b; ="'})[0] == 403

    visit(client, host="0.0.0.0")


def test_an_open_network_needs_no_token(stranger):
    assert visit(lambda home: ask(home, "/", HTML)[0], host="0.0.0.0", open=True) == 200


def test_a_message_of_a_megabyte_ends_its_connection_only():
    def client(home):
        with home.listen() as greedy, home.listen() as other:
            greedy.send(b"\0" * 2**20)
            with pytest.raises(ConnectionClosed):
                greedy.recv(60)
            other.send(encode("/ttmba/ping"))
            assert heard(other, "/ttmba/pong")

    visit(client)


class Stuck:
    """A connection that takes one message and then no more."""

    def __init__(self):
        self.sent, self.closed, self.code = [], asyncio.Event(), None

    async def send(self, packet):
        self.sent.append(packet)
        if len(self.sent) > 1:
            await asyncio.sleep(0.2)

    async def close(self, code, _):
        self.code = code
        self.closed.set()


def test_a_slow_reader_costs_bounded_memory_and_is_sent_away():
    async def run():
        listener = Listener(stuck := Stuck())
        sending = asyncio.ensure_future(listener.send_all())
        packet = encode("/ttmba/meter", "x" * 40, 0.0, 0.0)
        held = 0
        for _ in range(2 * MAX_PACKETS // len(packet)):
            listener.packet(packet)
            held = max(held, sum(map(len, listener._packets[-1:])) * len(listener._packets))
        await asyncio.wait_for(stuck.closed.wait(), 60)
        sending.cancel()
        return held, stuck

    held, stuck = asyncio.run(run())
    assert held <= MAX_PACKETS
    assert stuck.code == 1013


def test_packets_that_wait_go_together_as_bundles():
    async def run():
        listener = Listener(stuck := Stuck())
        for number in range(300):
            listener.packet(encode("/ttmba/scene/place", f"s{number}", 1.0, 2.0, 3.0))
        sending = asyncio.ensure_future(listener.send_all())
        await asyncio.sleep(0.05)
        sending.cancel()
        return stuck.sent

    sent = asyncio.run(run())
    assert len(sent) <= 2
    assert sent[0][:16] == b"#bundle\0" + struct.pack(">Q", 1)
    assert [m.arguments[0] for m in decode(sent[0])][:3] == ["s0", "s1", "s2"]


def test_a_hundred_pages_leave_room():
    def client(home):
        opened = []
        with contextlib.ExitStack() as pages:
            for _ in range(100):
                with contextlib.suppress(OSError, WebSocketException):
                    opened.append(pages.enter_context(home.listen()))
            assert len(opened) == home.query.gate.most
            for page in opened:
                page.send(encode("/ttmba/scene/subscribe"))
            opened[0].send(encode("/ttmba/ping"))
            assert heard(opened[0], "/ttmba/pong")

    visit(client)


def test_a_certificate_makes_it_https(tmp_path):
    need("openssl", install="apt-get install openssl")
    certificate, key = tmp_path / "stage.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out",
         str(certificate), "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    config = f"[stage]\ncertificate = '{certificate}'\nkey = '{key}'\n"
    trusting = ssl.create_default_context(cafile=str(certificate))
    with Daemon(tmp_path, config=config) as daemon:
        until(lambda: any("OSCQuery" in line for line in daemon.said), what="the address")
        url = next(line.split()[1] for line in daemon.said if line.startswith("OSCQuery "))
        request = urllib.request.Request(url, headers=HTML)
        with urllib.request.urlopen(request, context=trusting, timeout=60) as answer:
            assert b"<title>ttmba_live" in answer.read()
        assert asyncio.run(pinged(url.replace("https", "wss"), trusting)) == "/ttmba/pong"


async def pinged(url, trusting):
    """What a ping over a secured WebSocket is answered with."""
    async with websockets.asyncio.client.connect(url, ssl=trusting, proxy=None) as page:
        await page.send(encode("/ttmba/ping"))
        return decode(await page.recv())[0].address


def test_a_certificate_that_is_none_is_told(tmp_path):
    (tmp_path / "none.pem").write_text("none")
    stage = StageSettings(certificate=str(tmp_path / "none.pem"))
    query = QueryServer(OscQuerySettings(port=0), lambda: None, lambda: 0, stage=stage)
    with pytest.raises(Unavailable, match=r"cannot use the certificate .*none\.pem"):
        asyncio.run(query.start())


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_the_link_for_others_is_printed_where_others_may_come(tmp_path, host):
    with Daemon(tmp_path, "--stage-host", host) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/ping")
        hear(caller, "/ttmba/pong")
        told = [line for line in daemon.said if line.startswith("stage for other machines: ")]
    assert len(told) == (host == "0.0.0.0")
    assert all(re.search(r"http://[\w.-]+:\d+/\?token=[\w-]{16}\n", line) for line in told)
