"""The Pure Data patches: what they send, and that they hear a real daemon, without a window."""

import asyncio
import contextlib
import socket
import subprocess

import pytest
from daemon import PATIENCE, Daemon, hear
from osc_peers import Fake
from pulse import need, until
from pure_data import PATCHES, Pd, command, complaints, escaped
from pythonosc.osc_message import OscMessage

from ttmba_live.osc import OscServer, OscSettings

QUIT = """#N canvas 0 0 300 200 12;
#X obj 20 20 loadbang;
#X obj 20 50 delay 500;
#X msg 20 80 \\; pd quit;
#X connect 0 0 1 0;
#X connect 1 0 2 0;
"""

SENT = {
    "cue a dog barks": ("/ttmba/cue", "a", "dog", "barks"),
    "cue rain@9@0\\,0@2@0": ("/ttmba/cue", "rain@9@0,0@2@0"),
    "cue 3 dogs": ("/ttmba/cue", 3.0, "dogs"),
    "cue Glocke\\ im\\ Café 鐘": ("/ttmba/cue", "Glocke im Café", "鐘"),
    "event bell big\\ bell 5 -90 0 2 0": (
        "/ttmba/event", "bell", "big bell", 5.0, -90.0, 0.0, 2.0, 0.0,
    ),
    "gain -6": ("/ttmba/gain", -6.0),
    "head 30 -10 5": ("/ttmba/listener/ypr", 30.0, -10.0, 5.0),
    "stop": ("/ttmba/stop",),
    "panic": ("/ttmba/panic",),
    "save friday": ("/ttmba/session/save", "friday"),
    "record take_1": ("/ttmba/record/start", "take_1"),
    "record_stop": ("/ttmba/record/stop",),
    "hear_all 1": ("/ttmba/subscribe",),
    "hear_all 0": ("/ttmba/unsubscribe",),
    "meters 1": ("/ttmba/meter/subscribe",),
    "meters 0": ("/ttmba/meter/unsubscribe",),
    "/adm/obj/1/aed -45 0 0.5": ("/adm/obj/1/aed", -45.0, 0.0, 0.5),
    "/ttmba/source/dog/play": ("/ttmba/source/dog/play",),
}  # fmt: skip
"""A message to ttmba.live, and what must leave the socket."""

SENT_BY_SOURCE = {
    "azimuth 90": ("/ttmba/source/rain/azimuth", 90.0),
    "elevation -20": ("/ttmba/source/rain/elevation", -20.0),
    "distance 3": ("/ttmba/source/rain/distance", 3.0),
    "aed 45 20 3": ("/ttmba/source/rain/aed", 45.0, 20.0, 3.0),
    "xyz 1 -2 0.5": ("/ttmba/source/rain/xyz", 1.0, -2.0, 0.5),
    "gain -6": ("/ttmba/source/rain/gain", -6.0),
    "mute 1": ("/ttmba/source/rain/mute", 1.0),
    "loop 1": ("/ttmba/source/rain/loop", 1.0),
    "play": ("/ttmba/source/rain/play",),
    "stop": ("/ttmba/source/rain/stop",),
    "again": ("/ttmba/source/rain/again",),
}
"""A message to ttmba.source, and what must leave the socket of the ttmba.live on its bus."""


@pytest.fixture
def ear():
    """A UDP socket in the daemon's place: the next message that is no ping, read by python-osc."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here:
        here.bind(("127.0.0.1", 0))
        here.settimeout(PATIENCE)

        def heard():
            while True:
                message = OscMessage(here.recv(65536))
                if message.address != "/ttmba/ping":
                    return (message.address, *message.params)

        heard.port = here.getsockname()[1]
        yield heard


def test_every_patch_opens_in_a_pd_without_externals(tmp_path):
    need("pd", install="apt-get install puredata-core")
    (tmp_path / "quit.pd").write_text(QUIT)
    patches = sorted(PATCHES.glob("*.pd"))
    assert len(patches) >= 6
    done = subprocess.run(
        command(*patches, tmp_path / "quit.pd"),
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    assert not complaints(done.stdout + done.stderr)


def test_what_the_module_and_the_source_send(tmp_path, ear):
    with Pd(tmp_path, f"ttmba.live {ear.port} stage", "ttmba.source rain stage") as pd:
        for message, sent in SENT.items():
            pd.tell(0, message)
            assert ear() == sent, message
        for message, sent in SENT_BY_SOURCE.items():
            pd.tell(1, message)
            assert ear() == sent, message
        pd.tell(1, "id 7")
        pd.tell(1, "play")
        assert ear() == ("/ttmba/source/7/play",)


def test_sources_on_another_bus_are_not_sent(tmp_path, ear):
    with Pd(tmp_path, f"ttmba.live {ear.port}", "ttmba.source a stage", "ttmba.source b") as pd:
        pd.tell(1, "play")
        pd.tell(2, "play")
        assert ear() == ("/ttmba/source/b/play",)


def test_a_cue_from_pd_sounds_and_the_patch_shows_what_became_of_it(tmp_path):
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        pd = Pd(tmp_path, f"ttmba.live {daemon.port}", "ttmba.source rain")
        with pd:
            assert pd.hear(0, 1) == ["1"]
            pd.tell(0, "cue " + escaped("rain@9@30,10@2@0"))
            assert pd.hear(0, 0, "planned") == ["1", "1", "lines"]
            assert pd.hear(1, 0, "placed") == ["rain", "9", "30", "10", "2", "0"]
            for state in ("ready", "playing"):
                pd.hear(1, 0, "state", state)
            pd.tell(1, "azimuth 90")
            pd.tell(1, "gain -6")
            halved = pytest.approx((10 ** (-6 / 20),))
            until(lambda: _asked(caller, "gain") == halved, what="the gain")
            assert _asked(caller, "aed") == pytest.approx((90.0, 10.0, 0.2)), "one axis moved"
            pd.tell(1, "gain 500")
            address, why = pd.hear(0, 0, "error")
            assert address == "/ttmba/source/rain/gain"
            assert "-200..40" in why
            pd.tell(1, "stop")
            pd.hear(1, 0, "state", "done")


def _asked(caller, name):
    caller.send(f"/adm/obj/1/{name}")
    return hear(caller, f"/adm/obj/1/{name}")


@contextlib.asynccontextmanager
async def listening(port=0):
    """The daemon's OSC server alone, with a handler that only remembers."""
    server = OscServer(OscSettings(port=port), handler := Fake())
    await server.start()
    try:
        yield server, handler
    finally:
        server.close()


def test_progress_and_meters_arrive_and_a_server_that_was_away_is_found_again(tmp_path):
    async def run():
        call = asyncio.to_thread
        async with listening() as (server, handler):
            port = server.port
            pd = await call(Pd, tmp_path, f"ttmba.live {port}", "ttmba.source rain")
            await call(pd.hear, 0, 1, "1")
            await call(pd.tell, 0, "cue rain")
            await handler.reached(1)
            [(_, client, _)] = handler.got
            server.progress(client, "cat", 0.25)
            server.progress(client, "rain", 0.5)
            assert await call(pd.hear, 1, 0, "progress") == ["0.5"]
            server.send(client, "/ttmba/meter", "cat", -1.0, -2.0)
            server.send(client, "/ttmba/meter", "rain", -6.0, -12.5)
            assert await call(pd.hear, 1, 0, "meter") == ["-6", "-12.5"]
        with pd:
            await call(pd.hear, 0, 1, "0")
            async with listening(port) as (_, handler):
                await call(pd.hear, 0, 1, "1")
                await call(pd.tell, 0, "cue rain")
                await handler.reached(1)

    asyncio.run(run())


def test_what_others_caused_is_heard_only_when_asked_for(tmp_path):
    async def run():
        call = asyncio.to_thread
        async with listening() as (server, handler):
            pd = await call(Pd, tmp_path, f"ttmba.live {server.port}")
            with pd:
                await call(pd.hear, 0, 1, "1")
                server.state(None, "before", "playing")
                await call(pd.tell, 0, "hear_all 1")
                await call(pd.tell, 0, "cue rain")
                await handler.reached(1)
                server.state(None, "after", "playing")
                server.status(1, 0, 0.5, 0)
                assert await call(pd.hear, 0, 0, "state") == ["after", "playing"]
                assert await call(pd.hear, 0, 0, "status") == ["1", "0", "0.5", "0"]

    asyncio.run(run())


def test_a_row_of_the_list_takes_one_source_and_passes_the_others_on(tmp_path):
    with Pd(tmp_path, "ttmba.row") as pd:

        def passes(message):
            pd.tell(0, message)
            pd.tell(0, "find nobody state ready")
            passed = pd.next()[2:]
            if passed == ["find", "nobody", "state", "ready"]:
                return False
            assert passed == message.split()
            pd.hear(0, 0, "find", "nobody")
            return True

        assert passes("find dog state planned"), "an empty row is nobody's"
        assert not passes("take dog state planned")
        assert not passes("find dog placed bark 4 90 0 2 0")
        assert passes("take cat state planned"), "the row is the dog's"
        assert not passes("find dog state done")
        assert not passes("take cat state planned"), "the dog is done"
        assert passes("find dog state playing")
        assert not passes("force cow state planned")
        assert passes("find cat state playing")
