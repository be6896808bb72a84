"""Programs that artists use, each driving a running daemon and hearing its replies."""

import subprocess
import threading

import pytest
from clients import example, ids, run_example
from daemon import Daemon, hear
from ports import free_port
from pulse import need, until


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """One with a port for ADM-OSC, whose answers go to another."""
    adm, replies = free_port(), free_port()
    config = f"[osc]\nadm = true\nadm_port = {adm}\nadm_reply_port = {replies}\n"
    with Daemon(tmp_path_factory.mktemp("clients"), config=config) as running:
        running.adm, running.replies = adm, replies
        yield running


def place_of_source(caller, name):
    """Where the daemon says that a source is: degrees, degrees, metres."""
    caller.send(f"/ttmba/source/{name}/aed")
    return hear(caller, f"/ttmba/source/{name}/aed")


def place_of(caller, number):
    """Where the daemon says that an ADM-OSC object is."""
    caller.send(f"/adm/obj/{number}/aed")
    return hear(caller, f"/adm/obj/{number}/aed")


def test_oscsend_cues_and_moves_and_oscdump_hears(daemon):
    need("oscsend", "oscdump", "stdbuf", install="apt-get install liblo-tools")
    with daemon.caller() as caller:
        port, own = str(daemon.port), free_port()
        dump = subprocess.Popen(
            ["stdbuf", "-oL", "oscdump", str(own)], stdout=subprocess.PIPE, text=True
        )
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(iter(dump.stdout.readline, "")))
        reader.start()

        def send(*words):
            subprocess.run(["oscsend", "127.0.0.1", port, *words], check=True)

        try:

            def subscribed():
                send("/ttmba/subscribe", "i", str(own))  # in vain until oscdump listens
                return lines

            until(subscribed, what="oscdump's first line")
            send("/ttmba/cue", "sss", "waves", "and", "more")
            until(lambda: any("/ttmba/event/placed" in line for line in lines), what="oscdump")
            name = next(line.split('"')[1] for line in lines if "/ttmba/event/placed" in line)
            until(lambda: any(f'"{name}" "playing"' in line for line in lines), what="playing")
            send(f"/ttmba/source/{name}/aed", "fff", "90", "0", "3")
            until(lambda: place_of_source(caller, name) == (90.0, 0.0, 3.0), what="the move")
        finally:
            dump.terminate()
            dump.wait()
            reader.join()
            dump.stdout.close()


@pytest.mark.parametrize(
    ("file", "name", "end"),
    [("circle.js", "wind", -90.0), ("circle.scd", "bell", 90.0)],
)
def test_an_example_cues_goes_round_and_prints_its_replies(daemon, tmp_path, file, name, end):
    start = example(file, tmp_path)
    with daemon.caller() as caller:
        program = run_example(start, daemon.port)
        printed, wrong = program.communicate(timeout=300)
        assert program.returncode == 0, printed + wrong
        assert ids(printed) == {name}
        for reply in ("planned", "placed", "playing"):
            assert reply in printed, printed
        until(lambda: place_of_source(caller, name) == (end, 0.0, 2.0), what="the last move")


def test_adm_osc_client_moves_and_is_answered(daemon):
    adm_osc = pytest.importorskip("adm_osc")
    with daemon.caller() as caller:
        caller.send("/ttmba/event", "a", "rain", 9.0, 0.0, 0.0, 2.0, 0.0)
        hear(caller, "/ttmba/event/state", "a", "playing")
        caller.send("/ttmba/source/a/object", 77)
        client = adm_osc.OscClientServer("127.0.0.1", daemon.adm, daemon.replies)
        heard = []
        client.dispatcher.map("/adm/obj/77/aed", lambda _, *values: heard.append(values))
        try:
            client.send_message("/adm/obj/77/aed", [90.0, 0.0, 0.3])
            until(
                lambda: place_of_source(caller, "a") == pytest.approx((90, 0, 3)), what="the move"
            )
            client.send_message("/adm/obj/77/aed", [])
            until(lambda: heard, what="the answer")
        finally:
            client.server.shutdown()
            client.server.server_close()
            client._sock.close()
        assert heard[0] == pytest.approx((90.0, 0.0, 0.3))
