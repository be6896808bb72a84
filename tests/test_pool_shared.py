"""One cluster for a daemon's pool and a batch: who comes second waits, and says for what."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from daemon import PATIENCE

PROGRAM = Path(__file__).with_name("pool_and_batch.py")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ray's clusters for tests are POSIX only")
def test_a_batch_waits_for_a_pools_gpus_and_says_so(tmp_path):
    pytest.importorskip("ray", reason='pip install "ttmba_live[cluster]"')
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(tmp_path)],
        capture_output=True, text=True, check=False, timeout=2 * PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    waits = "waiting for a GPU: 0 of 2 free, others have the rest"
    assert json.loads(done.stdout) == [[waits], [waits], ""]
