"""Files and requests that mean harm, or are merely broken: one line each, and finite sound."""

import json
import os
import subprocess
import sys
import urllib.request
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
import torch
from daemon import PATIENCE
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.datastructures import Headers

from ttmba_live.audio import LOUDEST, MOST, RATE, Clip, read_clip, read_sound
from ttmba_live.binaural.nfs import NFS
from ttmba_live.binaural.nfs import Settings as Checkpoint
from ttmba_live.binaural.nfs._checkpoint import save_checkpoint
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.cli import main
from ttmba_live.daw import About, write_wave
from ttmba_live.engine import Entry, GlideSettings, StartVoice
from ttmba_live.errors import InvalidInput, TtmbaError, discreet
from ttmba_live.geometry import Position
from ttmba_live.offline import binauralize
from ttmba_live.scene import Event, Scene, Source
from ttmba_live.session import Rerun, bounce
from ttmba_live.session._timeline import SPHERE, Head, TimelineWriter
from ttmba_live.web._http import known, welcome

EVENT = Event.checked("rain", 0.2, Position(90.0), id="rain")


@pytest.mark.parametrize("renderer", ["nfs", "live", "sphere"])
def test_one_huge_sample_leaves_all_the_others_finite(renderer):
    samples = np.full(RATE // 10, 0.1, np.float32)
    samples[2000] = 3e38
    heard = binauralize(samples, Position(60.0, 0.0, 0.5), renderer=renderer)
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() <= 1.0


def test_huge_samples_of_files_clips_and_stems_stay_finite(tmp_path):
    samples = np.full((9600, 2), 3e38, np.float32)
    soundfile.write(tmp_path / "loud.wav", samples, 44_100, subtype="FLOAT")
    clip, _ = read_clip(tmp_path / "loud.wav")
    assert np.abs(clip.samples).max() <= LOUDEST
    assert np.abs(Clip(np.full(4, -3e38, np.float32)).samples).max() <= LOUDEST
    scene = Scene({"rain": Source("rain", 1, "rain", Position(90.0, 0.0, 0.2), gain_db=24.0)})
    entries = [Entry(0, scene), Entry(0, StartVoice(0, "rain", clip.samples, 0, "x"))]
    bounced = bounce(Sphere(256), entries, 9600, stems=True)
    assert np.isfinite(bounced.mix.samples()).all()
    assert np.isfinite(bounced.stems[0].samples).all()


def test_a_small_file_that_holds_hours_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "silence.flac"
    with soundfile.SoundFile(path, "w", samplerate=8_000, channels=8, format="FLAC") as file:
        block = np.zeros((1 << 20, 8), np.int16)
        for _ in range(MOST // block.size + 1):
            file.write(block)
    assert path.stat().st_size < 10 << 20
    with pytest.raises(InvalidInput, match="70 minutes of it"):
        read_sound(path)


def test_a_checkpoint_whose_sizes_are_no_whole_numbers_is_one_line(tmp_path):
    for name in ("channels", "width", "window", "rate"):
        sizes = {"channels": 8, "width": 16, "window": 400, name: 128.0}
        with pytest.raises(InvalidInput, match=f"{name} must be a whole number"):
            Checkpoint(**sizes)
    torch.manual_seed(1)
    path = tmp_path / "weights.safetensors"
    save_checkpoint(path, NFS(Checkpoint(8, 16, 400)))
    data = path.read_bytes()
    path.write_bytes(data.replace(b'\\"channels\\": 8,', b'\\"channels\\":8.,'))
    assert ended("binauralize", tmp_path / "no.wav", "-o", "x.wav", "--checkpoint", path) == 2


def ended(*words):
    with pytest.raises(SystemExit) as end:
        main(list(map(str, words)))
    return end.value.code


def timeline(folder, hop=256):
    writer = TimelineWriter(folder, Head(hop, 16, GlideSettings(), "sketch", SPHERE))
    write_wave(folder / "clips/1.wav", np.full(4800, 0.1, np.float32), About("rain"))
    writer.event(0, EVENT, "clips/1.wav", 1)
    scene = Scene({"rain": Source("rain", 1, "rain", Position(90.0))})
    writer.entries([Entry(0, scene)])
    writer.entries([Entry(256, StartVoice(1, "rain", np.zeros(1, np.float32), 300, "clips/1.wav"))])
    writer.flush(9600)
    writer.close()
    return [json.loads(line) for line in (folder / "timeline.jsonl").read_text().splitlines()]


HOSTILE = [
    (0, "hop", 255), (0, "hop", 1 << 40), (0, "voices", 10**12), (0, "voices", -4),
    (0, "glide", {"smoothing": float("nan"), "max_speed": 1.0}), (0, "glide", 7),
    (0, "binaural", {"checkpoint": 7}), (0, "binaural", {"renderer": "none"}),
    (2, "f", 10**17), (2, "f", -1), (2, "f", "x"), (2, "sources", [{"id": "rain"}]),
    (2, "sources", 7), (2, "listener", [float("nan")] * 7), (2, "gain_db", float("inf")),
    (3, "start", {"source": "rain", "clip": "../../etc/passwd", "at": 0}),
    (3, "start", {"source": "rain", "clip": "clips/1.wav", "at": "x"}),
    (3, "start", {"source": "rain", "clip": "clips/1.wav", "at": 0, "fade": -1}),
    (3, "start", {"source": "rain", "clip": ["x"], "at": 0}), (3, "start", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "key", "value"), HOSTILE)
def test_a_hostile_timeline_is_one_line(tmp_path, capsys, line, key, value):
    lines = timeline(tmp_path)
    lines[line][key] = value
    text = "".join(json.dumps(one) + "\n" for one in lines)
    (tmp_path / "timeline.jsonl").write_text(text)
    assert ended("render", tmp_path, "-o", tmp_path / "x.wav") == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_timeline_with_any_bytes_in_it_is_read_or_refused(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("run")
    timeline(folder)
    path = folder / "timeline.jsonl"
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    path.write_bytes(bytes(content))
    try:
        rerun = Rerun(folder)
    except TtmbaError:
        return
    try:
        rerun.run(iter([9600]) if data.draw(st.booleans()) else ())
        assert np.isfinite(rerun.mix.samples()).all()
    except TtmbaError:
        pass
    finally:
        rerun.close()


def test_a_line_without_end_is_refused(tmp_path):
    timeline(tmp_path)
    with (tmp_path / "timeline.jsonl").open("ab") as file:
        file.write(b"[" * (17 << 20))
    assert ended("render", tmp_path, "-o", tmp_path / "x.wav") == 2
    (tmp_path / "timeline.jsonl").write_bytes(b"[" * 100_000 + b"\n")
    assert ended("render", tmp_path, "-o", tmp_path / "x.wav") == 2


def request(path="/", **headers):
    pairs = [(key, one) for key, values in headers.items() for one in values]
    return SimpleNamespace(path=path, headers=Headers(pairs))


def test_only_the_addresses_and_names_that_are_ours_are_served():
    def served(host, at="192.168.1.7", **more):
        return welcome(request(Host=[host], **more), ("0.0.0.0", "stage.local"), at)

    assert served("192.168.1.7:7400")
    assert served("localhost:7400")
    assert served("stage.local")
    assert served("[fe80::1]:7400", at="fe80::1%eth0")
    assert served("192.168.1.7", at="::ffff:192.168.1.7")
    assert not served("evil.example:7400")  # DNS rebinding
    assert not served("192.168.1.8")
    assert not served("")
    assert served("192.168.1.7", Origin=["http://192.168.1.7:7400"])
    assert not served("192.168.1.7", Origin=["http://evil.example"])
    with pytest.raises(LookupError):
        welcome(request(Host=["localhost", "evil.example"]), (), "127.0.0.1")


def test_strangers_need_the_token_where_there_is_one():
    def let_in(asked, token="secret", peer="192.168.1.9"):
        return known(asked, token, peer, "stage")

    assert let_in(request(), token="")
    assert let_in(request(), peer="127.0.0.1")
    assert let_in(request(), peer="::1")
    assert not let_in(request())
    assert not let_in(request("/?token=wrong"))
    assert let_in(request("/?token=secret"))
    assert let_in(request(Authorization=["Bearer secret"]))
    assert let_in(request(Cookie=["stage=secret"]))
    assert not let_in(request(Cookie=["stage=wrong"]))
    assert not let_in(request(Cookie=["other=secret"]))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("http://me:pa55@host:8080/v1", "http://***@host:8080/v1"),
        ("at https://key@host/v1, else", "at https://***@host/v1, else"),
        ("http://host/v1?api_key=abc&n=1", "http://host/v1?api_key=***&n=1"),
        ("wss://h/?Token=abc", "wss://h/?Token=***"),
        ("me@example.org plays a@4@90,0", "me@example.org plays a@4@90,0"),
        ("http://host/v1", "http://host/v1"),
    ],
)
def test_credentials_in_addresses_are_not_shown(said, shown):
    assert discreet(said) == shown


def test_doctor_shows_no_password(tmp_path, capsys):
    config = tmp_path / "ttmba.toml"
    config.write_text('[llm]\nbase_url = "http://me:pa55word@127.0.0.1:1/v1?api_key=abc123"\n')
    ended("doctor", "--config", config)
    shown = "".join(capsys.readouterr())
    assert "planner" in shown
    assert "pa55word" not in shown
    assert "abc123" not in shown


@pytest.mark.skipif(os.name == "nt", reason="POSIX locales")
def test_names_that_the_locale_cannot_say_are_written_and_read(tmp_path):
    folder = tmp_path / "nächtliche Geräusche"
    words = ("render", "Türklingel@0.2@0,0@1@0", "--session", str(folder), "--renderer", "sphere")
    for verb in (words, ("sessions", str(folder))):
        for more in ({"PYTHONIOENCODING": "latin-1"}, {"PYTHONUTF8": "0"}):
            done = subprocess.run(
                [sys.executable, "-m", "ttmba_live", *verb],
                env={**os.environ, "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", **more},
                capture_output=True, check=False,
            )  # fmt: skip
            assert b"Traceback" not in done.stderr
            # Without UTF-8 Python cannot even hand us the words: that is told in one line.
            assert done.returncode == 0 or b"printable" in done.stderr
            assert done.returncode == 0 or "PYTHONUTF8" in more
    assert json.loads((folder / "session.json").read_text("utf-8"))["events"][0]["sound"] == (
        "Türklingel"
    )


def test_two_hosts_in_one_request_are_a_bad_request(shared_daemon):
    import socket

    url = shared_daemon.page()
    port = int(url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n")
        assert client.recv(100).split()[1] == b"400"
    with urllib.request.urlopen(f"{url}/?HOST_INFO", timeout=PATIENCE) as answer:
        assert answer.status == 200
