"""Prints what the daemon tells while it makes and plays two sounds. Needs a running daemon.

ttmba-live serve
python examples/watch.py [PORT]
"""

import sys

from ttmba_live.client import Client

if {"-h", "--help"} & set(sys.argv):
    sys.exit(__doc__)
port = int(sys.argv[1]) if len(sys.argv) > 1 else 7400
with Client(port=port) as ttmba:
    sounds = ttmba.cue("rain@1@0,40@3@0\ndog barking@0.5@90,0@2@0.5")
    ttmba.call("/ttmba/meter/subscribe", 0, 4.0)
    ttmba.wait(*sounds)
    ttmba.call("/ttmba/meter/unsubscribe")
    for address, values in ttmba.replies():
        print(address, *values)
