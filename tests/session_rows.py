"""A session's folder while it grows: its manifest's rows, and who renders its stems."""

import contextlib

import psutil
import pytest
import soundfile
from pulse import until
from wavinfo import WavInfoReader

from ttmba_live.audio import RATE
from ttmba_live.daw import read_manifest


def check_rows(folder):
    """Every line's file is there and whole, and knows its start."""
    _, rows = read_manifest(folder)
    for row in rows:
        info = soundfile.info(folder / row.file)
        assert round(row.duration * RATE) == info.frames
        if "#" not in row.id:  # a clip that sounds again keeps its first start
            reference = WavInfoReader(str(folder / row.file)).bext.time_reference
            assert row.start * RATE == pytest.approx(reference, abs=1e-3)
    return rows


def wait_for_rows(folder, count, kinds=("dry",)):
    rows = []

    def there():
        rows[:] = [row for row in check_rows(folder) if row.kind in kinds]
        return len(rows) >= count

    until(there, what=f"{count} rows")
    return rows


def renderers(daemon):
    """The processes that render stems for a daemon now."""
    found = []
    for child in psutil.Process(daemon.process.pid).children():
        with contextlib.suppress(psutil.Error):
            if "stem_worker" in " ".join(child.cmdline()):
                found.append(child)
    return found
