"""Which generators are asked, in which order, which are left out, what goes with their clips."""

import json

import pytest
import stable_audio_tiny
import tangoflux_tiny
from commands import called

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup import GeneratorSettings, Settings, choose, generators
from ttmba_live.setup._settings import StableAudioSettings, TangoFluxSettings


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Weights of two models."""
    root = tmp_path_factory.mktemp("weights")
    parts = stable_audio_tiny.parts("chunk", differential=False)
    return (
        stable_audio_tiny.write(root / "stable", parts, "chunk"),
        tangoflux_tiny.write(root / "tango", tangoflux_tiny.parts()),
    )


@pytest.fixture
def settings(folders, monkeypatch):
    """Makes settings on a machine with a GPU and both models' weights."""
    monkeypatch.setattr(generators, "find_accelerator", lambda: "cuda")
    monkeypatch.setattr(generators, "accelerator", lambda: "cuda")
    stable, tango = folders

    def made(**generator):
        return Settings(
            generator=GeneratorSettings(**generator),
            stable_audio_3=StableAudioSettings(folder=str(stable)),
            tangoflux=TangoFluxSettings(folder=str(tango)),
        )

    return made


def names(source):
    return [link.name for link in source.make.links]


def test_auto_asks_all_that_are_there_and_says_why_the_others_are_not(settings):
    source, choice = choose.generator("auto", settings())
    assert names(source) == ["stable-audio-3", "tangoflux", "sketch"]
    assert choice.name == "stable-audio-3"
    assert "then tangoflux, sketch" in choice.why
    assert "no library: " in choice.why
    assert "`ttmba-live download audioldm2` fetches them" in choice.why
    assert source.can == {"start", "negative", "guidance", "lora"}
    assert source.slow


def test_the_order_is_the_users(settings):
    source, choice = choose.generator("auto", settings(order=("tangoflux", "sketch")))
    assert names(source) == ["tangoflux", "sketch"]
    assert choice.why.endswith("then sketch")
    assert names(choose.generator("auto", settings(order=("sketch",)))[0]) == ["sketch"]


def test_what_may_not_be_sold_is_left_out_with_its_terms(settings):
    wanted = settings(commercial=True)
    source, choice = choose.generator("auto", wanted)
    assert names(source) == ["stable-audio-3", "sketch"]
    assert "no tangoflux: research and non-commercial use only" in choice.why
    with pytest.raises(Unavailable, match="commercial = true leaves out tangoflux: research"):
        choose.generator("tangoflux", wanted)
    assert names(choose.generator("stable-audio-3", wanted)[0]) == ["stable-audio-3"]


@pytest.mark.parametrize(
    ("order", "said"),
    [(("skech",), "did you mean 'sketch'"), (("sketch", "sketch"), "names one twice")],
)
def test_an_order_without_sense_is_refused(settings, order, said):
    with pytest.raises(InvalidInput, match=said):
        choose.generator("auto", settings(order=order))


def test_an_order_of_which_nothing_is_there_says_so(settings):
    with pytest.raises(Unavailable, match="no audioldm: no weights in"):
        choose.generator("auto", settings(order=("audioldm",)))


def test_without_a_gpu_only_what_a_cpu_can_run(settings, monkeypatch):
    def none():
        raise Unavailable("no GPU here")

    monkeypatch.setattr(generators, "find_accelerator", none)
    monkeypatch.setattr(generators, "accelerator", lambda: None)
    source, choice = choose.generator("auto", settings())
    assert names(source) == ["stable-audio-3", "sketch"]
    assert "no tangoflux, audioldm2, audioldm, make-an-audio-2: no GPU here" in choice.why
    assert source.make.links[0].make.device == "cpu"


def test_who_made_a_clip_and_its_terms_go_with_it(tmp_path):
    words = (
        "--renderer",
        "sphere",
        "-o",
        str(tmp_path / "x.wav"),
        "--session",
        str(tmp_path / "s"),
    )
    done = called("render", "rain@0.2@0,40@3@0", "--generator", "sketch", *words)
    assert done.returncode == 0, done.stderr
    (event,) = json.loads((tmp_path / "s" / "session.json").read_text())["events"]
    assert (event["maker"], event["licence"]) == ("sketch", generators.YOURS)
    (clip,) = (tmp_path / "s" / "clips").glob("*.wav")
    content = clip.read_bytes()
    assert b"<GENERATOR>sketch</GENERATOR>" in content
    assert f"<LICENCE>{generators.YOURS}</LICENCE>".encode() in content
