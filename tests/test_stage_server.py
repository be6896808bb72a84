"""How the page is served, and what strangers get."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import subprocess
import urllib.request
from pathlib import Path

import pytest
import websockets.asyncio.client
from daemon import PATIENCE, Daemon
from osc_peers import HERE
from page_client import HTML, ask, heard
from ports import free_port
from pulse import need
from query_home import visit
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import ttmba_live.web
from ttmba_live.errors import Unavailable
from ttmba_live.osc._codec import decode, encode
from ttmba_live.web import OscQuerySettings, QueryServer, StageSettings

PAGE = Path(ttmba_live.web.__file__).parent / "page"


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
        url = daemon.page()
        request = urllib.request.Request(url, headers=HTML)
        with urllib.request.urlopen(request, context=trusting, timeout=PATIENCE) as answer:
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


def test_the_link_for_others_is_printed_where_others_may_come(tmp_path, shared_daemon):
    words = ("--stage-host", "0.0.0.0", "--osc-port", str(free_port()))
    with Daemon(tmp_path, *words, config="[oscquery]\nmdns = false\n") as daemon:
        page = daemon.page()
    # Read when it has ended: the link is printed some time after the daemon is ready.
    (told,) = (line for line in daemon.said if line.startswith("stage for other machines: "))
    assert page.endswith(f":{daemon.port}"), "the page's port is OSC's"
    assert re.search(r"http://[\w.-]+:\d+/\?token=[\w-]{16}\n", told)
    assert shared_daemon.page()
    assert not [line for line in shared_daemon.said if "other machines" in line]
