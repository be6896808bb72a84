"""The daemon as a program: ready line, signals, orderly end."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ttmba_live.live._daemon import Live, Run
from ttmba_live.setup import Settings
from ttmba_live.sinks import CONTROL, go_first

_SWITCH = 0.0005
"""Seconds after which Python hands over to a waiting thread: the default of 5 ms would be a hop."""


def serve(settings: Settings, run: Run, log: Callable[[str], None]) -> None:
    """Run until SIGINT or SIGTERM; raises `Unavailable` if something is missing at the start."""
    sys.setswitchinterval(_SWITCH)
    go_first(CONTROL)
    asyncio.run(_serve(settings, run, log))


async def _serve(settings: Settings, run: Run, log: Callable[[str], None]) -> None:
    done = asyncio.Event()
    _on_signal(done)
    # Every thread here holds the interpreter at times: one that another program's work keeps from
    # going on then would keep the sound waiting.
    pool = ThreadPoolExecutor(8, "pool", go_first, (CONTROL,))
    asyncio.get_running_loop().set_default_executor(pool)
    live = Live(settings, run, log)
    # What is alive now stays alive: the collector need not walk it while sound plays.
    gc.collect()
    gc.freeze()
    await live.start()
    log(f"generator {live.generator.name}: {live.generator.why}")
    log(f"renderer {live.renderer.name}: {live.renderer.why}")
    log(f"planner {live.planner.name}: {live.planner.why}")
    log(f"output {live.output.name}, {1000 * live.output.latency:.1f} ms")
    if live.query is not None and live.query.url:
        log(f"OSCQuery {live.query.url}")
    print(f"ready: OSC on {settings.osc.host}:{live.osc.port}", flush=True)
    try:
        await done.wait()
    finally:
        await live.close()


def _on_signal(done: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is None:
            continue
        try:
            loop.add_signal_handler(number, done.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(done.set))
