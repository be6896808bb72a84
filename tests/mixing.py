"""A mixer with the weightless renderer, fed with tones and clicks."""

import numpy as np
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.geometry import Position
from ttmba_live.scene import (
    Event,
    Scene,
)


def scene_with(*events):
    scene = Scene()
    for event in events:
        scene = scene.place(event)
    return scene


def event(name="a", azimuth=0.0, distance=1.0, **rest):
    return Event.checked("x", 1.0, Position(azimuth, 0.0, distance), id=name, **rest)


def tone(seconds, hz=1000.0, level=0.5):
    return (level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)).astype("f4")


def run(mixer, hops, change=None):
    blocks = []
    for hop in range(hops):
        if change:
            change(hop, mixer)
        blocks.append(mixer.step().mix)
    return np.concatenate(blocks)


def impulse():
    clip = np.zeros(4800, np.float32)
    clip[0] = 1.0
    return clip


def splatter_db(samples):
    """Loudest bin outside 500..2000 Hz in any moment, relative to the loudest bin of all."""
    _, _, frames = signal.stft(samples, RATE, window="blackmanharris", nperseg=4096, noverlap=3584)
    size = np.abs(frames)
    hz = np.fft.rfftfreq(4096, 1 / RATE)
    outside = size[(hz < 500) | (hz > 2000)][:, 8:-8].max()
    return 20 * np.log10(outside / size.max())
