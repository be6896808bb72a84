from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sketches import A_FEW, PROMPTS, envelope, share, sketch

from ttmba_live.audio import RATE, Samples, to_db
from ttmba_live.errors import GenerationFailed
from ttmba_live.generate import ClipSpec, Generator
from ttmba_live.generate._edges import FADE, SWELL, faded, joined
from ttmba_live.generate.sketch import Sketch
from ttmba_live.generate.sketch._level import active_rms


def test_is_a_generator_with_a_name():
    generator: Generator = Sketch()
    assert generator.name == "sketch"


@pytest.mark.parametrize("prompt", PROMPTS)
def test_level_peak_type_and_finiteness(prompt: str):
    level_peak_type_and_finiteness(sketch(prompt, 1.5, 7))


@pytest.mark.slow
@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("seed", [0, 2**40, -3])
def test_level_peak_type_and_finiteness_of_other_seeds(prompt: str, seed: int):
    level_peak_type_and_finiteness(sketch(prompt, 4.0, seed))


def level_peak_type_and_finiteness(samples: Samples):
    assert samples.dtype == np.float32
    assert np.isfinite(samples).all()
    assert to_db(float(np.abs(samples).max())) <= -3.0
    assert to_db(active_rms(samples)) == pytest.approx(-30.0, abs=1.2)


@pytest.mark.parametrize(
    "words",
    ["heavy", "light", "distant", "fast", "slow", "large", "small", "wet", "two", "near", "wooden"],
)
@pytest.mark.parametrize("prompt", A_FEW)
def test_tilts_keep_the_promises(prompt: str, words: str):
    samples = sketch(f"{words} {prompt}", 2.0)
    assert len(samples) == 2 * RATE
    assert to_db(float(np.abs(samples).max())) <= -3.0
    assert to_db(active_rms(samples)) == pytest.approx(-30.0, abs=1.5)


@pytest.mark.parametrize("prompt", A_FEW)
def test_same_spec_same_samples_other_seed_other_samples(prompt: str):
    one, same, other = sketch(prompt, 1.5), sketch(prompt, 1.5), sketch(prompt, 1.5, seed=2)
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    assert np.corrcoef(one, other)[0, 1] < 0.95


@settings(max_examples=60, deadline=None)
@given(
    prompt=st.sampled_from(PROMPTS),
    frames=st.one_of(st.integers(1, 600), st.integers(1, 3 * RATE)),
    off=st.floats(-0.45, 0.45),
    loop=st.booleans(),
    seed=st.integers(-(2**63), 2**64),
)
def test_duration_is_exact(prompt: str, frames: int, off: float, loop: bool, seed: int):
    samples = sketch(prompt, (frames + off) / RATE, seed, loop=loop)
    assert len(samples) == frames
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 10 ** (-3 / 20)


def test_even_the_shortest_is_one_sample():
    assert len(sketch("rain", 1e-9)) == 1


@pytest.mark.parametrize("prompt", PROMPTS)
def test_short_clips_sound(prompt: str):
    assert to_db(active_rms(sketch(prompt, 0.05))) == pytest.approx(-30.0, abs=1.5)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf"), 3600.1])
def test_impossible_durations_are_refused(seconds: float):
    with pytest.raises(GenerationFailed, match="up to 3600 s"):
        sketch("rain", seconds)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_any_text_makes_a_sound_and_a_one_line_note(prompt: str):
    made = Sketch().generate(ClipSpec(prompt, 0.05, 1))
    assert len(made.clip.samples) == 2400
    assert len(made.note.splitlines()) <= 1


def test_note_says_that_it_guessed():
    assert Sketch().generate(ClipSpec("xyzzy", 0.1, 1)).note == (
        "sketch guessed: no recipe for 'xyzzy', noise stands in"
    )
    assert not Sketch().generate(ClipSpec("rain", 0.1, 1)).note
    assert Sketch().generate(ClipSpec("a ferret", 0.1, 1)).note == "'ferret' is played as 'mouse'"
    assert len(Sketch().generate(ClipSpec("xyz " * 500, 0.1, 1)).note) < 120


# Ends and seams


@pytest.mark.parametrize("prompt", A_FEW)
def test_ends_are_faded(prompt: str):
    samples = sketch(prompt, 1.0)
    assert abs(samples[0]) < 0.005
    assert abs(samples[-1]) < 0.005


def clicks(samples: Samples) -> bool:
    """Whether the end meets the beginning with a step or a bend that stands out."""
    inside = np.diff(samples.astype(float))
    across = np.diff(np.concatenate([samples[-2:], samples[:2]]).astype(float))
    steps = np.abs(across).max() / np.quantile(np.abs(inside), 0.999)
    bends = np.abs(np.diff(across)).max() / np.quantile(np.abs(np.diff(inside)), 0.999)
    return bool(steps > 1.5 or bends > 1.5)


@pytest.mark.parametrize("seconds", [0.05, 3.7])
@pytest.mark.parametrize("prompt", A_FEW)
def test_loop_seam_is_no_click(prompt: str, seconds: float):
    assert not clicks(sketch(prompt, seconds, loop=True))


def test_without_the_seam_there_would_be_a_click():
    inner = sketch("siren", 3.7)[SWELL : 3 * RATE]
    assert clicks(inner)


@pytest.mark.parametrize("prompt", ["rain", "wind", "engine", "siren", "xyzzy", "crickets"])
def test_loop_seam_keeps_the_level(prompt: str):
    samples = sketch(prompt, 12.0, loop=True)
    around = np.concatenate([samples[-RATE // 3 :], samples[: RATE // 3]])
    levels = envelope(samples, RATE // 3)
    assert 0.7 * levels.min() < active_rms(around) < 1.4 * levels.max()


def test_long_clips_repeat_one_minute_without_a_seam():
    samples = sketch("rain", 150.25)
    minute = 60 * RATE
    assert len(samples) == round(150.25 * RATE)
    assert np.array_equal(samples[SWELL:minute], samples[minute + SWELL : 2 * minute])
    steps = np.abs(np.diff(samples[minute - 2 : minute + 2]))
    assert steps.max() <= np.quantile(np.abs(np.diff(samples[:minute])), 0.9995)


def test_long_loops_close_too():
    samples = sketch("siren", 61.3, loop=True)
    assert len(samples) == round(61.3 * RATE)
    assert np.abs(samples).max() <= 10 ** (-3 / 20)
    assert abs(samples[0] - samples[-1]) <= np.abs(np.diff(samples)).max()


def test_joined_keeps_the_power_of_noise_and_the_peak_of_likes():
    noise = np.random.default_rng(1).standard_normal(3 * RATE)
    loop = joined(noise, 2 * RATE)
    assert len(loop) == 2 * RATE
    assert np.std(loop[:RATE]) == pytest.approx(1.0, abs=0.03)
    alike = joined(np.ones(150), 100, alike=True)
    assert np.allclose(alike, 1.0)


def test_faded_leaves_the_middle_alone():
    out = faded(np.ones(RATE, np.float32))
    assert (out[FADE:-FADE] == 1.0).all()
    assert out[0] < 0.01
    assert out[-1] < 0.01
    assert len(faded(np.ones(1, np.float32))) == 1


@pytest.mark.parametrize("prompt", A_FEW)
def test_far_things_are_duller(prompt: str):
    assert share(sketch(f"distant {prompt}"), 6000, 24_000) < share(sketch(prompt), 6000, 24_000)


@pytest.mark.parametrize("prompt", ["rain", "car driving", "crowd talking"])
def test_what_would_go_on_ends_over_a_quarter_of_a_second(prompt):
    samples = sketch(prompt, 4.0)
    loud = float(np.sqrt(np.mean(samples[RATE : 3 * RATE] ** 2)))
    ends = [float(np.sqrt(np.mean(part**2))) for part in np.split(samples[-RATE // 4 :], 5)]
    assert ends[0] > 0.3 * loud
    assert ends[-1] < 0.4 * max(ends[0], loud)
    assert float(np.abs(samples[-48:]).max()) < 0.05 * float(np.abs(samples).max())
