"""What a room sounds like in figures and pictures: decay, coherence, echoes. Judges no cost."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from ttmba_live.audio import RATE, Samples
from ttmba_live.bench._room_pictures import draw
from ttmba_live.binaural import everywhere
from ttmba_live.engine import Mixer, StartVoice
from ttmba_live.geometry import Position
from ttmba_live.room import BANDS, Room, acoustics, named
from ttmba_live.scene import Event, Scene
from ttmba_live.setup import baked_bank

Floats = NDArray[np.float64]

_HOP = 256
_PLACE = Position(30.0, 0.0, 2.0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    parser.add_argument("name", nargs="?", default="church", help="a room of docs/room.md")
    parser.add_argument("--plot", type=Path, metavar="FOLDER", help="three pictures, into a folder")
    parser.add_argument("--json", action="store_true", help="everything, as one JSON object")


def run(arguments: argparse.Namespace) -> None:
    """Measure and print; raises `Unavailable` or `InvalidInput`."""
    from ttmba_live.binaural.stream import Stream

    room = named(arguments.name)
    found, bank = acoustics(room), baked_bank(None)
    whole = heard(Stream(bank, _HOP), room)
    late = heard(Stream(bank, _HOP), replace(room, early_db=-60.0), direct=False)
    decay = decays(late)
    hertz, have, wanted = coherence(late, bank)
    about: dict[str, Any] = {
        "room": room.preset,
        "volume_m3": found.volume,
        "mixing_ms": 1000.0 * found.mixing,
        "predelay_ms": 1000.0 * found.predelay,
        "decay_wanted_s": dict(zip(map(int, BANDS), found.decay.round(3).tolist(), strict=True)),
        "decay_s": dict(zip(map(int, BANDS), decay.round(3).tolist(), strict=True)),
        "coherence_off": float(np.abs(have - wanted).max()),
    }
    if arguments.json:
        print(json.dumps(about, indent=1))
    else:
        print("\n".join(_words(about)))
    if arguments.plot:
        curves = (found.decay, decay), (hertz, have, wanted)
        for path in draw(arguments.plot, room.preset, whole, *curves):
            print(path)


def heard(renderer: Any, room: Room, *, direct: bool = True) -> Samples:
    """What a click 2 m away becomes in a room (2, frames), without the direct sound if so asked."""
    click = np.zeros(_HOP, np.float32)
    click[0] = 1.0
    mixer = Mixer(renderer)
    event = Event.checked("click", 1.0, _PLACE, id="click", gain_db=-12.0)
    mixer.scene = replace(Scene().place(event), room=room)
    mixer.inbox.append(StartVoice(1, "click", click))
    blocks = []
    while mixer.inbox or not mixer.idle:
        block = mixer.step(stems=True)
        blocks.append(block.mix if direct or block.room is None else block.room)
    return np.concatenate(blocks).T


def decays(late: Samples) -> Floats:
    """Seconds to -60 dB (8,) by octave, from the energy left between -5 and -25 dB."""
    out = []
    for band in BANDS:
        edges = [band / np.sqrt(2.0), min(band * np.sqrt(2.0), 0.499 * RATE)]
        sections = signal.butter(6, edges, "bandpass", fs=RATE, output="sos")
        power = (signal.sosfiltfilt(sections, late.astype(np.float64)) ** 2).sum(axis=0)
        level = _db(np.cumsum(power[::-1])[::-1])
        level -= level[0]
        first, last = int(np.argmax(level < -5.0)), int(np.argmax(level < -25.0))
        slope = np.polyfit(np.arange(first, last) / RATE, level[first:last], 1)[0]
        out.append(-60.0 / slope)
    return np.array(out)


def coherence(late: Samples, bank: Any) -> tuple[Floats, Floats, Floats]:
    """Third octaves, the ears' coherence in the late part, and this head's in a diffuse field."""
    start = int(0.1 * RATE)
    sound = late[:, start:].astype(np.float64)
    hertz, cross = signal.csd(sound[0], sound[1], RATE, nperseg=4096)
    own = [signal.csd(ear, ear, RATE, nperseg=4096)[1].real for ear in sound]
    place = bank.read(2.0 * everywhere(), 32_000.0)
    waves = np.fft.rfft(place.parts @ bank.responses, 4096)
    turn = -2j * np.pi * np.arange(waves.shape[-1]) / 4096
    waves = waves * np.exp(turn * place.delay[:, :, None])
    field = (waves[:, 0] * waves[:, 1].conj()).mean(axis=0).real
    power = (np.abs(waves) ** 2).mean(axis=0)
    centres = 1000.0 * 2.0 ** (np.arange(-9, 13) / 3.0)
    have, wanted = [], []
    for centre in centres:
        band = (hertz >= centre * 2 ** (-1 / 6)) & (hertz < centre * 2 ** (1 / 6))
        both = np.sqrt(own[0][band].sum() * own[1][band].sum())
        have.append(cross[band].real.sum() / both)
        wanted.append(field[band].sum() / np.sqrt(power[0, band].sum() * power[1, band].sum()))
    return centres, np.array(have), np.array(wanted)


def _db(power: Floats) -> Floats:
    level: Floats = 10.0 * np.log10(np.maximum(power, 1e-30))
    return level


def _words(about: dict[str, Any]) -> list[str]:
    rows = [
        f"| {band} | {about['decay_wanted_s'][band]:.2f} | {about['decay_s'][band]:.2f} |"
        for band in about["decay_s"]
    ]
    return [
        (
            f"{about['room']}: {about['volume_m3']:.0f} m3, mixed after "
            f"{about['mixing_ms']:.0f} ms, reverberation {about['predelay_ms']:.0f} ms "
            "after the sound"
        ),
        f"coherence of the ears off a diffuse field's by {about['coherence_off']:.2f} at most",
        "| Hz | decay wanted, s | decay, s |",
        "|---|---|---|",
        *rows,
    ]
