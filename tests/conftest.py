"""What tests share: a daemon for those that only talk to one, and patience on a busy machine."""

import hypothesis
import pytest
from daemon import Daemon

hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def shared_daemon(tmp_path_factory):
    """One daemon for all tests that only talk to it, for each worker of pytest-xdist.

    Whoever uses it names its sources and takes by the test, subscribes by a socket of its own, and
    leaves nothing sounding that another could hear. What a test counts, it counts from its start.
    """
    with Daemon(tmp_path_factory.mktemp("shared")) as running:
        yield running
