"""From an OSC message to changed samples at a sound server, term by term. Prints a table.

``python bench/latency.py [--repeats 50] [--block 256] [--json]``; needs PulseAudio. The daemon
runs at its default settings in a process of its own and plays into a private null sink.

* ``aed``: a looped rain jumps from 90 to -90 degrees. It has changed at the end of the first 1 ms
  window whose level ratio between the ears leaves the band of the standing source, that is,
  differs by more than 0.5 dB from the same spot of the loop as it sounded while standing; it is
  half-way at the middle of the first 5 ms window that is no longer louder on the left.
* ``play``: a ready clip, 1 m in front; its first sample is the first that is not zero.
* The recorder's own delay is measured in the same run with clicks of a known time and subtracted.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from typing import Any

import numpy as np
from _ending import unwind_on_signals
from _heard import BAND_DB, LOOP, SETTLE, Band, Capture, Sent, calibrate
from _rig import Probed, Recorder, Recording, hear, refuse, scratch, sound_server

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import HEAD_RADIUS
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.osc import Caller
from ttmba_live.setup._settings import AudioSettings

AIM_MS = 30.0
AIR = (1.0 + HEAD_RADIUS**2) ** 0.5 / SPEED_OF_SOUND
"""Seconds from 1 m in front to an ear."""

Table = dict[str, list[float]]


def main() -> None:
    """Measure, then print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--block", type=int, default=256, help="frames of a device callback")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    unwind_on_signals()
    with sound_server() as server, scratch() as folder:
        capture = calibrate(server, folder, arguments.block, arguments.repeats)
        with Probed(server, folder, arguments.block) as daemon, daemon.caller() as caller:
            recorder = Recorder(server)
            sent = drive(caller, arguments.repeats)
            recording = recorder.stop()
            stamps = daemon.stop()
    band = Band(recording, sent, capture.delay)
    tables = {
        "aed": aed_table(recording, sent.aed, stamps, band, capture),
        "play": play_table(recording, sent.play, stamps, capture),
    }
    if arguments.json:
        print(json.dumps(as_json(tables, band, capture, arguments.block), indent=1))
    else:
        show(tables, band, capture, arguments.block)
    sys.exit(0)


def drive(caller: Caller, repeats: int) -> Sent:
    """Send what is measured, at moments that fall anywhere in a hop."""
    chance, sent = random.Random(1), Sent()  # noqa: S311 - no secret
    caller.send("/ttmba/event", "a", "rain", LOOP / RATE, 90.0, 0.0, 1.0, 0.0)
    caller.send("/ttmba/source/a/loop", 1)
    hear(caller, "/ttmba/event/state", "a", "playing")
    time.sleep(1.0)
    sent.standing = time.monotonic()
    time.sleep(LOOP / RATE + SETTLE)
    for _ in range(repeats):
        caller.send("/ttmba/source/a/aed", 90.0, 0.0, 1.0)
        time.sleep(2.0 * SETTLE + chance.uniform(0.0, 0.02))
        sent.aed.append(time.monotonic())
        caller.send("/ttmba/source/a/aed", -90.0, 0.0, 1.0)
        time.sleep(SETTLE)
    caller.send("/ttmba/source/a/stop")
    caller.send("/ttmba/event", "p", "rain", 0.1, 0.0, 0.0, 1.0, 0.0)
    hear(caller, "/ttmba/event/state", "p", "done")
    for _ in range(repeats):
        time.sleep(SETTLE + chance.uniform(0.0, 0.02))
        sent.play.append(time.monotonic())
        caller.send("/ttmba/source/p/play")
        hear(caller, "/ttmba/event/state", "p", "done")
    time.sleep(SETTLE)
    return sent


def aed_table(
    recording: Recording, sent: list[float], stamps: Any, band: Band, capture: Capture
) -> Table:
    """Milliseconds of every repeat, term by term."""
    table: Table = {}
    for moment in sent:
        row = next(r for r in stamps["rows"] if r["handled"] > moment)
        start = recording.frame(moment + capture.delay)
        if not band.stood(start):
            continue
        changed = recording.arrival(band.changed(start)) - capture.delay - moment
        half = recording.arrival(band.half_way(start)) - capture.delay - moment
        known = put_terms(table, row, moment)
        put(table, "until it shows: glide, window", changed - known)
        put(table, "CHANGED", changed)
        put(table, "HALF-WAY", half)
        put(table, "changed, recorder not subtracted", changed + capture.delay)
    if not table:
        refuse("sound was dropped at every jump: the machine is too busy to measure")
    return table


def play_table(recording: Recording, sent: list[float], stamps: Any, capture: Capture) -> Table:
    """Milliseconds of every repeat, term by term."""
    table: Table = {}
    loud = np.abs(recording.samples).max(axis=1) > 0.0
    for moment in sent:
        row = next(r for r in stamps["rows"] if r["handled"] > moment)
        start = recording.frame(moment + capture.delay)
        first = recording.arrival(start + int(loud[start:].argmax())) - capture.delay - moment
        known = put_terms(table, row, moment)
        put(table, "air: 1 m at 343 m/s", AIR)
        put(table, "rest: not explained", first - known - AIR)
        put(table, "FIRST SAMPLE", first)
        put(table, "first sample, recorder not subtracted", first + capture.delay)
    return table


def put_terms(table: Table, row: dict[str, float], moment: float) -> float:
    """Add what both ways share; return its sum in seconds."""
    wait, ring = row["began"] - row["handled"], row["read"] - row["rendered"]
    device = row["reported"] + row["offset"] / RATE
    render = row["rendered"] - row["began"]
    put(table, "OSC: sent to handled", row["handled"] - moment)
    put(table, "wait for the hop", wait)
    put(table, "render", render)
    put(table, "ring ahead", ring)
    put(table, "device, as the stream reports", device)
    put(table, "floor: hop + ring + device", wait + ring + device)
    return row["handled"] - moment + wait + render + ring + device


def put(table: Table, name: str, seconds: float) -> None:
    """Add one repeat's figure, as milliseconds."""
    table.setdefault(name, []).append(1000.0 * seconds)


def summary(values: list[float]) -> tuple[float, float, float]:
    """Median, 99th percentile, worst."""
    return float(np.median(values)), float(np.percentile(values, 99)), max(values)


def as_json(tables: dict[str, Table], band: Band, capture: Capture, block: int) -> dict[str, Any]:
    """All figures, in milliseconds."""
    words = ("median", "p99", "worst")
    return {
        "block": block,
        "aim_ms": AIM_MS,
        "recorder_ms": {"median": 1e3 * capture.delay, "plus_minus": 1e3 * capture.spread},
        "band_db": BAND_DB,
        "left_out": band.left_out,
        "terms_ms": {
            kind: {name: dict(zip(words, summary(v), strict=True)) for name, v in table.items()}
            for kind, table in tables.items()
        },
    }


def show(tables: dict[str, Table], band: Band, capture: Capture, block: int) -> None:
    """Print the floor first, then every term, then the distance to the floor."""
    audio = AudioSettings()
    planned = 1000.0 * (audio.hop / 2 + max(audio.ahead, audio.hop)) / RATE
    print(f"device block {block} frames; hop {audio.hop}, ring {audio.ahead} frames ahead")
    print(f"by design: half a hop + ring = {planned:.1f} ms, and the device's own latency")
    print(
        f"recorder: {1e3 * capture.delay:.2f} ms against the stream's word, subtracted; "
        f"+-{1e3 * capture.spread:.2f} ms ({len(capture.delays)} clicks, 5 % to 95 %)"
    )
    print(
        f"band of the standing source +-{BAND_DB} dB; {band.left_out} jumps left out, because "
        "it had not stood in that band before"
    )
    for kind, table in tables.items():
        count = len(next(iter(table.values())))
        print(
            f"\n{'/ttmba/source/{id}/' + kind:<38}{'median':>9}{'p99':>9}{'worst':>9} ms, n={count}"
        )
        for name in sorted(table, key=lambda name: not name.startswith("floor")):
            print(f"{name:<38}" + "".join(f"{value:>9.2f}" for value in summary(table[name])))
        total = summary(table["CHANGED" if kind == "aed" else "FIRST SAMPLE"])[0]
        floor = summary(table["floor: hop + ring + device"])[0]
        verdict = "kept" if total <= AIM_MS else "missed"
        print(f"above the floor {total - floor:.2f} ms; aim {AIM_MS:.0f} ms {verdict}")


if __name__ == "__main__":
    main()
