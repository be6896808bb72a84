"""Rendering without a clock: the command line's files, the Python call, determinism."""

import io
import socket
import sys

import numpy as np
import pytest
import soundfile
from commands import called, one_line, run
from test_live import loud

import ttmba_live
from ttmba_live.audio import RATE
from ttmba_live.cli import main
from ttmba_live.errors import InvalidInput, TtmbaError

CUE = "rain@2@0,40@3@0\ndog barking@1@90,-10@1.5@0.5"


@pytest.mark.slow
def test_the_same_scene_twice_is_the_same_bytes(tmp_path):
    scene = tmp_path / "scene.txt"
    scene.write_text(CUE)
    for name in ("one", "two"):
        out = tmp_path / name
        assert run("render", str(scene), "-o", f"{out}.wav", "--session", str(out)).returncode == 0
    assert (tmp_path / "one.wav").read_bytes() == (tmp_path / "two.wav").read_bytes()
    assert (tmp_path / "one/session.json").read_bytes() == (
        tmp_path / "two/session.json"
    ).read_bytes()
    again = called("render", str(tmp_path / "one/session.json"), "-o", str(tmp_path / "three.wav"))
    assert again.returncode == 0
    assert (tmp_path / "three.wav").read_bytes() == (tmp_path / "one.wav").read_bytes()


def test_the_network_is_the_default_and_the_sphere_a_choice(tmp_path):
    bell = "bell@0.5@30,0@1@0"
    default = ttmba_live.render(bell)[0]
    assert np.array_equal(default, ttmba_live.render(bell, renderer="nfs")[0])
    sphere = ttmba_live.render(bell, renderer="sphere")[0]
    count = min(len(default), len(sphere))
    assert not np.allclose(default[:count], sphere[:count], atol=1e-3)
    assert 0.3 < loud(default) / loud(sphere) < 3.0, "the two agree on how loud things are"


def test_the_network_tells_front_from_back_and_the_sphere_does_not():
    def spectrum(azimuth, renderer):
        samples, _ = ttmba_live.render(f"rain@1@{azimuth},0@1@0", renderer=renderer, seed=1)
        return 20 * np.log10(np.abs(np.fft.rfft(samples[:RATE, 0]))[4000:12000] + 1e-9)

    for renderer, told in (("nfs", True), ("sphere", False)):
        apart = np.abs(spectrum(10, renderer) - spectrum(170, renderer)).mean()
        assert (apart > 2.0) == told, (renderer, apart)


def test_a_file_that_is_no_checkpoint_is_one_line(tmp_path):
    dry = tmp_path / "dry.wav"
    soundfile.write(dry, np.zeros(4800), RATE)
    (tmp_path / "bad.pt").write_bytes(b"no checkpoint")
    words = ["binauralize", str(dry), "-o", "x.wav", "--checkpoint", str(tmp_path / "bad.pt")]
    assert "bad.pt" in one_line(called(*words))


def test_a_rendered_session_is_whole_and_its_stems_add_up(tmp_path):
    called("render", CUE, "--session", str(tmp_path / "s"))
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == [
        "clips", "labels.txt", "manifest.tsv", "mix.wav", "session.dawproject", "session.json",
        "session.rpp", "stems",
    ]  # fmt: skip
    mix, rate = soundfile.read(tmp_path / "s/mix.wav", dtype="float32")
    total = np.zeros_like(mix)
    starts = {"0001_rain_stem.wav": 0, "0002_dog_barking_stem.wav": RATE // 2}
    for stem in (tmp_path / "s/stems").iterdir():
        samples, _ = soundfile.read(stem, dtype="float32")
        start = starts[stem.name]
        total[start : start + len(samples)] += samples[: len(total) - start]
    assert rate == RATE
    assert np.abs(total - mix).max() < 1e-6


def test_python_render():
    samples, rate = ttmba_live.render("bell@0.5@90,0@1@0", seed=3)
    assert (samples.dtype, rate) == (np.float32, RATE)
    assert samples.shape[0] > 0.5 * RATE
    assert np.array_equal(samples, ttmba_live.render("bell@0.5@90,0@1@0", seed=3)[0])
    assert not np.array_equal(samples, ttmba_live.render("bell@0.5@90,0@1@0", seed=4)[0])
    with pytest.raises(TtmbaError):
        ttmba_live.render("   ")
    with pytest.raises(InvalidInput):
        ttmba_live.render("bell@0@0,0@1@0")


def test_binauralize_places_and_moves_a_file(tmp_path):
    dry = tmp_path / "dry.wav"
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, (44_100, 2))
    soundfile.write(dry, noise, 44_100)
    wet = tmp_path / "wet.flac"
    done = called("binauralize", str(dry), "-o", str(wet), "--azimuth", "-90")
    assert done.returncode == 0
    assert "2 channels" in done.stderr
    assert "44100 Hz" in done.stderr
    samples, rate = soundfile.read(wet)
    assert rate == RATE
    assert loud(samples[:, 1]) > 2 * loud(samples[:, 0])
    path = tmp_path / "path.csv"
    path.write_text("time,azimuth,elevation,distance\n0,90,0,1\n1,-90,0,1\n")
    done = called("binauralize", str(dry), "-o", str(wet), "--trajectory", str(path))
    assert done.returncode == 0
    samples, _ = soundfile.read(wet)
    early, late = samples[: RATE // 4], samples[3 * RATE // 4 : RATE]
    assert loud(early[:, 0]) > 2 * loud(early[:, 1])
    assert loud(late[:, 1]) > 2 * loud(late[:, 0])


def test_takes_have_their_numbers_and_seeds_in_their_names(tmp_path):
    done = called(
        "generate", "rain", "-o", str(tmp_path / "rain.wav"), "--duration", "0.2", "--seed", "7",
        "--takes", "3", "--generator", "sketch",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [f"rain_{n}_seed_{n + 6}.wav" for n in (1, 2, 3)]
    assert len({soundfile.read(file)[0].tobytes() for file in files}) == 3


def test_generate_writes_a_clip_of_exactly_that_length(tmp_path):
    out = tmp_path / "x.wav"
    done = called("generate", "xyzzy", "-o", str(out), "--duration", "1.25", "--seed", "1")
    assert done.returncode == 0
    assert "guessed" in done.stderr
    assert soundfile.info(out).frames == 60_000


def test_plan_says_what_a_line_has_no_place_for():
    said = called("plan", "In a cathedral: a bee circles my head, rain falls all around me").stderr
    assert "bee buzzing: moves, and ends at" in said
    assert "rain falling: all around" in said
    assert "room: cathedral" in said


def test_plan_prints_lines_and_json():
    assert called("plan", "dog barking@4@90,-10@2@0").stdout == "dog barking@4@90,-10@2@0\n"
    assert '"azimuth": 90.0' in called("plan", "dog barking@4@90,-10@2@0", "--json").stdout
    piped = run("plan", "-", input="bell@1@0,0@1@0")
    assert piped.stdout == "bell@1@0,0@1@0\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_piped_in_as_shells_write_it(monkeypatch, capsys, encoding):
    piped = io.TextIOWrapper(io.BytesIO("Türklingel@1@0,0@1@0\r\n".encode(encoding)))
    monkeypatch.setattr(sys, "stdin", piped)
    with pytest.raises(SystemExit):
        main(["plan", "-"])
    assert capsys.readouterr().out == "Türklingel@1@0,0@1@0\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["render", "rain"], "-o"),
        (["render", "missing.json", "-o", "x.wav"], "missing.json"),
        (["render", "rain", "-o", "x.mp3"], ".wav or .flac"),
        (["render", ".", "-o", "x.wav"], "timeline.jsonl"),
        (["binauralize", "missing.wav", "-o", "x.wav"], "missing.wav"),
        (["binauralize", "missing.wav", "-o", "x.wav", "--elevation", "100"], "elevation"),
        (["generate", "", "-o", "x.wav"], "sound"),
        (["generate", "a", "-o", "x.wav", "--duration", "nan"], "duration"),
        (["generate", "a", "-o", "x.wav", "--takes", "0"], "takes"),
        (["generate", "a", "-o", "x.wav", "--guidance", "-1"], "guidance"),
        (["generate", "a", "-o", "x.wav", "--generator", "tangoflux"], "download tangoflux"),
        (["plan", " "], ""),
        (["serve", "--config", "missing.toml"], "missing.toml"),
        (["send", "/x", "--port", "99999999"], "99999999"),
    ],
)
def test_bad_input_is_one_line_and_status_2(tmp_path, words, named):
    assert named in one_line(called(*words, cwd=tmp_path))


def test_an_unwritable_output_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    words = ["generate", "bell", "-o", str(tmp_path / "file" / "x.wav"), "--duration", "0.1"]
    assert "cannot write" in one_line(called(*words))


def test_every_command_has_help_with_an_example():
    listed = called("--help").stdout
    for verb in ("demo", "serve", "render", "binauralize", "generate", "plan", "devices", "doctor",
                 "send", "config"):  # fmt: skip
        assert verb in listed
        assert f"example:\n  ttmba-live {verb}" in called(verb, "--help").stdout


def test_send_prints_what_comes_back(shared_daemon):
    done = called("send", "/ttmba/ping", "--port", str(shared_daemon.port))
    assert done.stdout == f"/ttmba/pong {ttmba_live.__version__}\n"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))  # nobody reads there
        done = called("send", "/ttmba/ping", "--port", str(held.getsockname()[1]))
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr


def test_doctor_names_what_is_there_and_what_is_not():
    done = called("doctor")
    assert done.returncode == 0
    for what in ("version", "sound device", "OSC port", "session folder", "generator", "planner"):
        assert what in done.stdout
