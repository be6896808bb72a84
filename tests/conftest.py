"""What tests share: a daemon for those that only talk to one, and patience on a busy machine."""

import sys

import hypothesis
import pytest
from daemon import Daemon

from ttmba_live.setup._field import compile_loops

hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

LONGEST = (
    "test_sketch_palette.py", "test_batch_cluster.py", "test_sound.py", "test_pool.py",
    "test_daw_live.py", "test_trust_disk.py", "test_live.py", "test_tangoflux_live.py",
    "test_trust_storm.py", "test_bench.py", "test_stage_page.py", "test_trust.py",
    "test_tangoflux_worker.py", "test_docs.py", "test_heads_doors.py", "test_scene_features.py",
    "test_max_patches.py", "test_batch.py", "test_feedback.py", "test_client.py",
)  # fmt: skip
"""The files that take longest go first, so that no worker is left alone with one at the end."""


def pytest_sessionstart(session):
    """Compile first, as the first start does: otherwise every test's daemon begins as a sphere."""
    if not hasattr(session.config, "workerinput"):  # by no worker, but by who starts them
        compile_loops()


def pytest_collection_modifyitems(items):
    """Put the longest files first; within a file nothing changes."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.name, len(LONGEST)))


def pytest_collection_finish():
    """One thread for torch where tests have imported it; its idle threads would spin."""
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)


@pytest.fixture(scope="session")
def shared_daemon(tmp_path_factory):
    """One daemon for all tests that only talk to it, for each worker of pytest-xdist.

    Whoever uses it names its sources and takes by the test, subscribes by a socket of its own, and
    leaves nothing sounding that another could hear. What a test counts, it counts from its start.
    """
    with Daemon(tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture(scope="module")
def one_thread():
    """Torch with one thread, from here on: its small sums are quicker so."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture
def worker_of(tmp_path):
    """Makes workers, as `workers.workers_in` does."""
    from workers import workers_in

    with workers_in(tmp_path / "clips") as make:
        yield make


@pytest.fixture(scope="module")
def shared_worker(tmp_path_factory):
    """One worker with a fake, for orders that do it no harm."""
    import workers

    with workers.shared_worker(tmp_path_factory.mktemp("shared")) as worker:
        yield worker


@pytest.fixture
def script(monkeypatch):
    """A language model's server that says what a test has written down."""
    from scripted_model import serving

    with serving(monkeypatch) as held:
        yield held
