"""The live renderer places sounds as well as the network that it was baked from."""

from pathlib import Path

import numpy as np
import pytest

from ttmba_live.binaural.stream import Baked, Stream
from ttmba_live.setup._field import ensure_field
from ttmba_live.setup._network import network
from ttmba_live.training._head import read_head
from ttmba_live.training._localise import localise
from ttmba_live.training._metrics import network_spectra, spatial
from ttmba_live.training._rivals import aligned, streamed

KEMAR = Path("/usr/share/libmysofa/MIT_KEMAR_normal_pinna.sofa")


@pytest.mark.skipif(not KEMAR.is_file(), reason="apt install libmysofa1 brings the measured head")
def test_the_stream_is_as_true_to_the_measured_head_as_the_network():
    head = read_head(KEMAR)
    chosen = np.arange(0, len(head.directions), 5)
    directions, wanted = head.directions[chosen], head.spectra()[chosen]
    whole = aligned(network_spectra(network(), directions, head.distance), wanted)
    live = streamed(Stream(Baked(ensure_field()), 256), directions, head.distance)
    live = aligned(live, wanted)
    offline, found = spatial(whole, wanted), spatial(live, wanted)
    assert found.lsd_db < offline.lsd_db + 0.2
    assert found.itd_us < offline.itd_us + 5.0
    assert found.ild_db < offline.ild_db + 0.2
    answers = localise(live, directions, head)
    assert min(answers.left_right, answers.front_back, answers.above_below) > 98.0
