"""`bench render --niirf`: NIIRF's cost and truth beside the default head's. Judges no speed."""

import numpy as np
import pytest
import torch

from ttmba_live.bench._filtered import as_table, beside
from ttmba_live.binaural.niirf import NIIRF, Facts, Sizes, Trained, save_niirf
from ttmba_live.setup import baked_bank, network


@pytest.mark.slow
def test_niirf_is_measured_beside_the_default(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path)
    monkeypatch.setattr("ttmba_live.bench._filtered._ROUNDS", 1)
    monkeypatch.setattr("ttmba_live.bench._filtered._HOPS", 5)
    torch.manual_seed(0)
    facts = Facts(48_000, 0.09, 1.4)
    save_niirf(tmp_path / "n.safetensors", Trained(NIIRF(Sizes(8, 16)).eval(), facts, None))
    found = beside(baked_bank(None), 256, network(None), tmp_path / "n.safetensors")
    default, live, filters = found
    assert 0.0 < default.lsd_db < default.worst_db < 3.0
    assert 0.0 < live.lsd_db < live.worst_db < 3.0
    assert min(one.still_us for one in found) > 0.0
    assert np.isnan(filters.lsd_db), "the filters themselves are exact"
    assert len(as_table(found)) == 3 + len(found)
