"""OSCQuery as others find it: a taken port, the daemon's, a client of others, announcements."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest
from daemon import Daemon, hear
from osc_peers import HERE
from ports import free_port
from pulse import until
from query_home import Home, visit

from ttmba_live.web._announce import services


def test_a_taken_port_leaves_the_rest_running(tmp_path):
    with socket.create_server((HERE, 0)) as taken:
        config = f"[oscquery]\nport = {taken.getsockname()[1]}\n"
        with Daemon(tmp_path, config=config) as daemon, daemon.caller() as caller:
            caller.send("/ttmba/ping")
            hear(caller, "/ttmba/pong")
            until(lambda: "going on without it" in "".join(daemon.said), what="its line")


def test_its_port_is_that_of_osc_or_a_free_one_that_is_told():
    def client(home):
        assert home.query.port == home.server.port
        assert home.query.note == ""

    async def beside():
        home = Home(port=-1)
        await home.server.start()
        with socket.create_server((HERE, home.server.port)) as taken:
            await home.query.start()
            assert home.query.port not in {0, taken.getsockname()[1]}
            assert f"has TCP port {home.server.port}:" in home.query.note
            assert home.query.note.endswith(f"take {home.query.port}")
            await home.close()

    visit(client, osc_port=free_port(), port=-1)
    asyncio.run(beside())


def test_the_daemon_serves_what_it_plays(shared_daemon):
    url = shared_daemon.page()
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "served", "rain", 9.0, 30.0, 0.0, 2.0, 0.0)
        hear(caller, "/ttmba/event/state", "served", "playing")
        with urllib.request.urlopen(f"{url}/ttmba/source/served/aed?VALUE", timeout=120) as answer:
            assert json.load(answer) == {"VALUE": [30.0, 0.0, 2.0]}
        caller.send("/ttmba/source/served/stop")
        hear(caller, "/ttmba/event/state", "served", "done")


def test_python_oscquery_browses():
    """Another implementation's client: reads the tree, values and the host's description."""
    client_module = pytest.importorskip("pythonoscquery.osc_query_client")
    zeroconf = pytest.importorskip("zeroconf")

    def browse(home):
        info = zeroconf.ServiceInfo(
            "_oscjson._tcp.local.", "x._oscjson._tcp.local.",
            port=home.query.port, parsed_addresses=[HERE],
        )  # fmt: skip
        client = client_module.OSCQueryClient(info)
        host = client.get_host_info()
        assert (host.name, host.osc_port) == ("ttmba_live", home.server.port)
        gain = client.query_node("/ttmba/source/dog/gain")
        assert (gain.full_path, gain.value) == ("/ttmba/source/dog/gain", [0.0])
        # It refuses whole trees that hold write-only addresses, against the proposal's text.
        listener = client.query_node("/adm/lis")
        return listener.find_subnode("/adm/lis/yaw").description

    assert visit(browse) == "One angle of the head."


def test_what_is_announced():
    pytest.importorskip("zeroconf")
    json_service, osc_service = services("127.0.0.1", 7400, 7401)
    assert (json_service.type, json_service.port) == ("_oscjson._tcp.local.", 7401)
    assert (osc_service.type, osc_service.port) == ("_osc._udp.local.", 7400)
    for one in (json_service, osc_service):
        assert one.parsed_addresses() == ["127.0.0.1"]
        assert one.name == f"ttmba_live.{one.type}"


class FakeZeroconf:
    """Takes what would go to the network; no test may send multicast."""

    made = None

    def __init__(self, interfaces) -> None:
        self.interfaces, self.services, self.closed = interfaces, [], False
        FakeZeroconf.made = self

    async def async_register_service(self, info, *, allow_name_change):
        assert allow_name_change
        self.services.append(info.type)
        return asyncio.sleep(0)

    async def async_unregister_all_services(self):
        self.services.clear()

    async def async_close(self):
        self.closed = True


def test_mdns_announces_and_says_goodbye(monkeypatch):
    asyncio_door = pytest.importorskip("zeroconf.asyncio")
    monkeypatch.setattr(asyncio_door, "AsyncZeroconf", FakeZeroconf)

    def client(home):
        until(lambda: FakeZeroconf.made and len(FakeZeroconf.made.services) == 2, what="services")
        assert FakeZeroconf.made.interfaces == [HERE]

    visit(client, mdns=True)
    assert FakeZeroconf.made.closed
    assert FakeZeroconf.made.services == []


def test_without_zeroconf_the_rest_runs(monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    assert visit(lambda home: home.get("/ttmba/gain?TYPE"), mdns=True)[0] == 200
    assert "pip install zeroconf" in caplog.text
