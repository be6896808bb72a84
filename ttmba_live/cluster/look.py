"""The program by which the doctor looks at a cluster: an address in, a line out."""

from __future__ import annotations

import os
import sys

from ttmba_live.cluster._door import Cluster, hush
from ttmba_live.errors import TtmbaError


def main(address: str) -> int:
    """Join the cluster, say what there is, leave; the exit status is 1 if that cannot be done."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    hush()
    with answers:
        try:
            with Cluster(address) as cluster:
                print(cluster.told(), file=answers)
        except TtmbaError as error:
            print(error, file=answers)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
