"""A Ray cluster of two nodes on this machine, of which one is lost: run as a program.

Words: a JSONL file, a folder, how many scenes shall be whole when a worker is killed, and when a
node is. Prints how many nodes are left. Reads no test and needs no network.
"""

import os
import signal
import sys
import threading
import time
from pathlib import Path

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}

import psutil
from ray.cluster_utils import Cluster as Nodes

from ttmba_live.batch import Pools, Recipe, make_scenes, orders_of
from ttmba_live.batch.ray import Cluster, Tasks


def until(folder, count):
    while len(list((folder / "scenes").glob("[!.]*"))) < count:
        time.sleep(0.02)


def lose(nodes, node, folder, counts):
    """Kill a worker that is at work, later a whole node."""
    until(folder, counts[0])
    here = psutil.Process().children(recursive=True)
    at_work = [process for process in here if "_done" in " ".join(process.cmdline())]
    at_work[0].send_signal(signal.SIGKILL)
    until(folder, counts[1])
    nodes.remove_node(node, allow_graceful=False)


def main(source, folder, *counts):
    where = {"num_cpus": 1, "node_ip_address": "127.0.0.1"}
    nodes = Nodes(initialize_head=True, head_node_args={**where, "include_dashboard": False})
    try:
        second = nodes.add_node(**where)
        recipe = Recipe(
            folder, ("mix", "clips"), planner="rules", generator="sketch", renderer="sphere"
        )
        lost = (nodes, second, Path(folder), [int(count) for count in counts])
        killer = threading.Thread(target=lose, args=lost, daemon=True)
        with Cluster(nodes.address) as cluster:
            killer.start()
            tally = make_scenes(
                lambda: orders_of([Path(source)]), recipe, Pools(Tasks(cluster, recipe, None))
            )
            killer.join(60)
            left = cluster.nodes()
        print(f"{tally.made} made, {tally.failed} failed, {left} node left")
    finally:
        nodes.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
