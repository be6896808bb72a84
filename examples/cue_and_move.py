"""A bell circles the head: say it, wait until it sounds, move it. Needs a running daemon.

ttmba-live serve
python examples/cue_and_move.py [PORT]
"""

import math
import sys
import time

from ttmba_live.client import Client

if {"-h", "--help"} & set(sys.argv):
    sys.exit(__doc__)
port = int(sys.argv[1]) if len(sys.argv) > 1 else 7400
with Client(port=port) as ttmba:
    [bell] = ttmba.cue("church bell@3@90,0@2@0")
    print(f"{bell.id}: {bell.sound} at {bell.azimuth:g} degrees, {bell.distance:g} m")
    bell.wait("playing")
    for step in range(100):
        azimuth = math.degrees(math.remainder(math.tau * step / 100, math.tau))
        ttmba.send(f"/ttmba/source/{bell.id}/azimuth", azimuth)
        time.sleep(0.02)
    bell.stop()
    bell.wait("done")
    print(bell.state)
