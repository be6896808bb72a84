"""A Ray cluster of two nodes on this machine, for a daemon's pool: run as a program.

Word: the port of its head. Prints ``up`` once it stands; a line ``lose`` removes the second node.
Ends with its input.
"""

import os
import sys

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}

from ray.cluster_utils import Cluster


def main(port):
    where = {"num_cpus": 1, "node_ip_address": "127.0.0.1"}
    head = {**where, "include_dashboard": False, "gcs_server_port": int(port)}
    answers, sys.stdout = sys.stdout, sys.stderr
    nodes = Cluster(initialize_head=True, head_node_args=head)
    try:
        second = nodes.add_node(**where)
        print("up", file=answers, flush=True)
        for _ in sys.stdin:
            nodes.remove_node(second, allow_graceful=False)
            print("lost", file=answers, flush=True)
    finally:
        nodes.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
