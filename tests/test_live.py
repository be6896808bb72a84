"""The daemon as a whole, over real OSC, with a clock instead of a device."""

import json
import os
import signal
import socket
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from commands import called, one_line, run
from daemon import PATIENCE, Daemon, hear, nothing_more
from pulse import until

from ttmba_live.audio import RATE


def residue_db(one, other):
    """How far apart two recordings are once aligned, in dB relative to the second."""
    shift = align(one, other)
    count = min(len(one) - max(shift, 0), len(other) - max(-shift, 0))
    a, b = one[max(shift, 0) :][:count], other[max(-shift, 0) :][:count]
    return 20 * np.log10(np.sqrt(((a - b) ** 2).mean()) / np.sqrt((b**2).mean()) + 1e-12)


def align(one, other):
    """By how many frames ``one`` comes after ``other``."""
    size = 1 << int(np.ceil(np.log2(len(one) + len(other))))
    spectrum = np.fft.rfft(one[:, 0], size) * np.conj(np.fft.rfft(other[:, 0], size))
    shift = int(np.fft.irfft(spectrum, size).argmax())
    return shift - size if shift > size // 2 else shift


def loud(samples):
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean()))


def test_a_cue_is_planned_made_placed_played_and_done(tmp_path):
    with Daemon(tmp_path, "--record", str(tmp_path / "all.wav")) as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/cue", "dog barking@1.5@90,0@2@0")
            assert hear(caller, "/ttmba/cue/planned") == (1, 1, "lines")
            name = hear(caller, "/ttmba/event/placed")[0]
            assert name == "dog_barking"
            for state in ("queued", "generating", "ready", "playing", "done"):
                hear(caller, "/ttmba/event/state", name, state)
        assert daemon.terminate() == 0
    samples, rate = soundfile.read(tmp_path / "all.wav")
    assert rate == RATE
    assert loud(samples[:, 0]) > 1.5 * loud(samples[:, 1]) > 0


def test_a_source_moves_while_it_sounds_and_only_its_client_hears_of_it(tmp_path):
    with Daemon(tmp_path, "--record", str(tmp_path / "all.wav")) as daemon:
        with daemon.caller() as caller, daemon.caller() as other:
            caller.send("/ttmba/event", "bell", "rain", 60.0, 90.0, 0.0, 1.5, 0.0)
            hear(caller, "/ttmba/event/state", "bell", "playing")
            daemon.play_on(1.0)
            for azimuth in range(90, -91, -10):
                caller.send("/ttmba/source/bell/azimuth", float(azimuth))
                time.sleep(0.02)
            daemon.play_on(1.5)
            caller.send("/ttmba/source/bell/stop")
            hear(caller, "/ttmba/event/state", "bell", "done")
            nothing_more(other, "/ttmba/event/state", 0.2)
        daemon.terminate()
    samples, _ = soundfile.read(tmp_path / "all.wav")
    heard = np.flatnonzero(np.abs(samples).max(axis=1) > 1e-4)
    sound = samples[heard[0] : heard[-1]]
    early, late = sound[: RATE // 2], sound[-RATE:]
    assert loud(early[:, 0]) > 1.5 * loud(early[:, 1])
    assert loud(late[:, 1]) > 1.5 * loud(late[:, 0])


def test_order_and_gaps_inside_a_cue_hold(tmp_path):
    cue = "bell@0.5@0,0@1@2\nbell@0.5@0,0@1@1\nbell@0.5@0,0@1@1.25"
    with Daemon(tmp_path, "--session", str(tmp_path / "run")) as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/cue", cue)
            for _ in range(3):
                hear(caller, "/ttmba/event/placed")
            told = []
            while sum(state == "done" for _, state, _ in told) < 3:
                told.append(hear(caller, "/ttmba/event/state"))
        daemon.terminate()
    assert not any("late" in note for *_, note in told)
    lines = (tmp_path / "run" / "timeline.jsonl").read_text(encoding="utf-8").splitlines()
    starts = sorted(i["start"]["at"] for i in map(json.loads, lines) if "start" in i)
    assert np.diff(starts).tolist() == [RATE // 4, 3 * RATE // 4]


@pytest.mark.slow
def test_a_replay_of_the_run_equals_its_recording(tmp_path):
    run, mix = tmp_path / "run", tmp_path / "mix.wav"
    words = ("--session", str(run), "--record", str(tmp_path / "all.wav"))
    with Daemon(tmp_path, *words) as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/cue", "rain@3@30,0@1.5@0\nengine@3@-60,0@2@0.3")
            for _ in range(2):
                hear(caller, "/ttmba/event/placed")
            hear(caller, "/ttmba/event/state", "engine", "playing")
            for step in range(60):
                caller.send("/ttmba/source/engine/xyz", 2.0 - step / 15, 1.0, 0.2)
                caller.send("/ttmba/listener/ypr", float(step), 0.0, 0.0)
                caller.send("/ttmba/source/rain/gain", -step / 10)
                time.sleep(0.02)
            caller.send("/ttmba/source/rain/play")
            caller.send("/ttmba/gain", -3.0)
            hear(caller, "/ttmba/event/state", "rain", "done")
        assert daemon.terminate() == 0
    done = called("render", str(run), "-o", str(mix), "--session", str(run))
    assert done.returncode == 0, done.stderr
    replay, recording = soundfile.read(mix)[0], soundfile.read(tmp_path / "all.wav")[0]
    assert residue_db(replay, recording) < -60
    assert {p.name for p in run.iterdir()} >= {"session.json", "mix.wav", "stems", "clips"}
    again = tmp_path / "again.wav"
    assert called("render", str(run / "session.json"), "-o", str(again)).returncode == 0
    assert loud(soundfile.read(again)[0]) > 0.3 * loud(recording)


@pytest.mark.slow
def test_a_saved_session_is_whole(tmp_path):
    with Daemon(tmp_path) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/event", "a", "siren", 1.0, 45.0, 0.0, 2.0, 0.0)
        hear(caller, "/ttmba/event/state", "a", "done")
        caller.send("/ttmba/session/save", "first night")
        name, folder = hear(caller, "/ttmba/session/saved")
        assert name == "first night"
        assert sorted(p.name for p in Path(folder).iterdir()) == [
            "clips", "labels.txt", "manifest.tsv", "mix.wav", "session.dawproject", "session.json",
            "session.rpp", "stems", "timeline.jsonl",
        ]  # fmt: skip
        caller.send("/ttmba/session/save", "first night")
        name, other = hear(caller, "/ttmba/session/saved")
        assert name == "first night"
        assert Path(other).name == "first night_2"
        assert (Path(other) / "mix.wav").exists()


def test_recordings_on_demand_never_overwrite(shared_daemon):
    kept = shared_daemon.folder / "kept"
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "recorded", "rain", 10.0, 45.0, 0.0, 2.0, 0.0)
        caller.send("/ttmba/source/recorded/loop", 1)
        hear(caller, "/ttmba/event/state", "recorded", "playing")
        for file in ("take.wav", "take_2.wav"):
            caller.send("/ttmba/record/start", "take")
            assert hear(caller, "/ttmba/record/started") == ("take", file)
            take = kept / file
            until(lambda take=take: soundfile.info(take).frames > RATE // 4, what="a recording")
            caller.send("/ttmba/record/stop")
            assert hear(caller, "/ttmba/record/stopped") == (file,)
        caller.send("/ttmba/record/stop")
        assert caller.receive(PATIENCE) == (
            "/ttmba/error",
            ("/ttmba/record/stop", "no recording runs"),
        )
        caller.send("/ttmba/source/recorded/stop")
        hear(caller, "/ttmba/event/state", "recorded", "done")
    for name in ("take.wav", "take_2.wav"):
        samples, _ = soundfile.read(kept / name)
        assert len(samples) > RATE // 4
        assert loud(samples) > 0


NAMES = ("../out", "/abs", "C:\\x", "a/b", "nul\0", "..", ".hidden", "CON", "x" * 300, "")


def test_names_cannot_leave_the_session_folder(shared_daemon):
    before = sorted(shared_daemon.folder.rglob("*"))
    with shared_daemon.caller() as caller:
        for name in NAMES:
            for address in ("/ttmba/record/start", "/ttmba/session/save"):
                caller._socket.send(bytes_of(address, name))
                assert caller.receive(PATIENCE)[0] == "/ttmba/error", name
    assert sorted(shared_daemon.folder.rglob("*")) == before


def bytes_of(address, text):
    def padded(data):
        return data + b"\0" * (4 - len(data) % 4)

    return padded(address.encode()) + padded(b",s") + padded(text.encode())


def test_stop_forgets_and_panic_silences(shared_daemon):
    with shared_daemon.caller() as caller:
        caller.send("/ttmba/event", "a", "rain", 60.0, 0.0, 0.0, 1.0, 0.0)
        caller.send("/ttmba/event", "b", "rain", 1.0, 0.0, 0.0, 1.0, 60.0)
        hear(caller, "/ttmba/event/state", "a", "playing")
        caller.send("/ttmba/stop")
        ended = {hear(caller, "/ttmba/event/state")[:2] for _ in range(2)}
        while ("b", "done") not in ended or ("a", "done") not in ended:
            ended.add(hear(caller, "/ttmba/event/state")[:2])
        caller.send("/ttmba/source/a/play")
        hear(caller, "/ttmba/event/state", "a", "playing")
        caller.send("/ttmba/panic")
        hear(caller, "/ttmba/event/state", "a", "done", "stopped")


def test_subscribers_hear_status_and_everybodys_events(shared_daemon):
    with shared_daemon.caller() as caller, shared_daemon.caller() as watcher:
        watcher.send("/ttmba/subscribe")
        caller.send("/ttmba/event", "watched", "bell", 0.5, 0.0, 0.0, 1.0, 0.0)
        hear(watcher, "/ttmba/event/state", "watched", "done")
        voices, queue, load, underruns = hear(watcher, "/ttmba/status")
        assert (voices, queue) == (0, 0)
        assert load >= 0  # a busy machine decides by how much, and whether a read came up short
        assert underruns >= 0


@pytest.mark.skipif(os.name == "nt", reason="SIGINT is Ctrl-C there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_in_mid_play_leaves_whole_files_and_status_zero(tmp_path, number):
    words = ("--record", str(tmp_path / "all.flac"), "--session", str(tmp_path / "run"))
    with Daemon(tmp_path, *words) as daemon:
        with daemon.caller() as caller:
            caller.send("/ttmba/event", "a", "rain", 6.0, 0.0, 0.0, 1.0, 0.0)
            hear(caller, "/ttmba/event/state", "a", "playing")
        daemon.process.send_signal(number)
        assert daemon.terminate() == 0
    samples, _ = soundfile.read(tmp_path / "all.flac")
    assert loud(samples[-RATE // 4 :]) > 0


def test_a_port_in_use_is_one_clear_line():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = one_line(run("serve", "--osc-port", str(port), "--device", "null"))
    assert str(port) in said


@pytest.fixture
def serve(tmp_path):
    """The words that start a daemon on free ports, so that none is taken by a neighbour."""
    settings = tmp_path / "settings.toml"
    settings.write_text("[oscquery]\nport = 0\n")
    return ("serve", "--osc-port", "0", "--config", str(settings))


def test_an_unknown_device_is_one_clear_line(serve):
    said = one_line(run(*serve, "--device", "no such device"))
    assert "device" in said or "PortAudio" in said


def test_a_missing_portaudio_is_one_clear_line(tmp_path, serve):
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    for words in (serve, ("devices",)):
        assert "PortAudio" in one_line(run(*words, env=env))
    doctor = run("doctor", env=env)
    assert doctor.returncode == 0
    assert "MISSING sound device: " in doctor.stdout


def test_an_unwritable_folder_is_one_clear_line(tmp_path, serve):
    (tmp_path / "file").write_text("")
    for option in ("--session", "--record"):
        where = str(tmp_path / "file" / "x.wav")
        assert "file" in one_line(run(*serve, "--device", "null", option, where))
