"""Programs that artists use, each driving a running daemon and hearing its replies."""

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest
from daemon import Daemon, hear
from pulse import need, until

NODE_SCRIPT = """
const OSC = require('osc-js')
const port = Number(process.argv[2])
const there = { host: '127.0.0.1', port }
const here = { host: '127.0.0.1', port: 0 }
const plugin = new OSC.DatagramPlugin({ send: there, open: here })
const osc = new OSC({ plugin })
const say = (m) => console.log(JSON.stringify([m.address, ...m.args]))
const heard = ['/ttmba/cue/planned', '/ttmba/event/state', '/ttmba/error']
for (const address of heard) osc.on(address, say)
osc.on('open', () => {
  osc.send(new OSC.Message('/ttmba/cue', 'wind@9@0,0@2@0'))
  setTimeout(() => osc.send(new OSC.Message('/ttmba/source/wind/aed', 90, 0, 3)), 1500)
  setTimeout(() => osc.send(new OSC.Message('/ttmba/source/nobody/gain', -6.5)), 1600)
  setTimeout(() => process.exit(0), 2500)
})
osc.open()
"""


def place_of(caller, number):
    """Where the daemon says that an ADM-OSC object is."""
    caller.send(f"/adm/obj/{number}/aed")
    return hear(caller, f"/adm/obj/{number}/aed")


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_oscsend_cues_and_moves_and_oscdump_hears(tmp_path):
    need("oscsend", "oscdump", "stdbuf", install="apt-get install liblo-tools")
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
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
            time.sleep(0.5)
            send("/ttmba/subscribe", "i", str(own))
            send("/ttmba/cue", "sss", "waves", "and", "more")
            until(lambda: any("/ttmba/event/placed" in line for line in lines), what="oscdump")
            name = next(line.split('"')[1] for line in lines if "/ttmba/event/placed" in line)
            until(lambda: any(f'"{name}" "playing"' in line for line in lines), what="playing")
            send(f"/ttmba/source/{name}/aed", "fff", "90", "0", "3")
            until(lambda: place_of(caller, 1) == pytest.approx((90.0, 0.0, 0.3)), what="the move")
        finally:
            dump.terminate()
            dump.wait()
            reader.join()
            dump.stdout.close()


def test_osc_js_cues_moves_and_hears_only_its_own(tmp_path):
    need("node", "npm", install="install Node.js, then: npm install -g osc-js")
    root = subprocess.run(
        [shutil.which("npm"), "root", "-g"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if not (Path(root) / "osc-js").is_dir():
        pytest.skip("osc-js missing: npm install -g osc-js")
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        script = tmp_path / "client.js"
        script.write_text(NODE_SCRIPT)
        done = subprocess.run(
            ["node", str(script), str(daemon.port)],
            capture_output=True, text=True, timeout=60, check=True,
            env={**os.environ, "NODE_PATH": root},
        )  # fmt: skip
        told = [json.loads(line) for line in done.stdout.splitlines()]
        assert ["/ttmba/cue/planned", 1, 1] in told
        assert ["/ttmba/event/state", "wind", "playing", ""] in told
        assert any(a == "/ttmba/error" and where.endswith("nobody/gain") for a, where, *_ in told)
        assert place_of(caller, 1) == pytest.approx((90.0, 0.0, 0.3))


def test_adm_osc_client_moves_and_is_answered(tmp_path):
    adm_osc = pytest.importorskip("adm_osc")
    adm_port, reply_port = free_port(), free_port()
    config = f"[osc]\nadm = true\nadm_port = {adm_port}\nadm_reply_port = {reply_port}\n"
    with Daemon(tmp_path, config=config) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/event", "a", "rain", 9.0, 0.0, 0.0, 2.0, 0.0)
        hear(caller, "/ttmba/event/state", "a", "playing")
        client = adm_osc.OscClientServer("127.0.0.1", adm_port, reply_port)
        heard = []
        client.dispatcher.map("/adm/obj/1/aed", lambda _, *values: heard.append(values))
        try:
            client.send_message("/adm/obj/1/aed", [90.0, 0.0, 0.3])
            until(lambda: place_of(caller, 1) == pytest.approx((90.0, 0.0, 0.3)), what="the move")
            client.send_message("/adm/obj/1/aed", [])
            until(lambda: heard, what="the answer")
        finally:
            client.server.shutdown()
            client.server.server_close()
            client._sock.close()
        assert heard[0] == pytest.approx((90.0, 0.0, 0.3))
