"""A Ray cluster of two nodes on this machine, of which one is lost: run as a program.

Words: a JSONL file, a folder, how many scenes shall be whole when a worker is killed, and when a
node is. Prints what became of it. Reads no test and needs no network.
"""

import json
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}

import psutil
from ray.cluster_utils import Cluster as Nodes

from ttmba_live.batch import Pools, Recipe, make_scenes, orders_of
from ttmba_live.batch.ray import Tasks
from ttmba_live.cluster import Cluster


def whole(folder):
    return len(list((folder / "scenes").glob("[!.]*")))


def at_work():
    """Processes of Ray's that make a scene at this moment."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if process.cmdline()[:1] == ["ray::_done"]:
                yield process


def lose(nodes, node, folder, counts, told):
    """Kill a worker that is at work, later a whole node; tell what was whole then."""
    while whole(folder) < counts[0] or not (found := list(at_work())):
        time.sleep(0.02)
    found[0].send_signal(signal.SIGKILL)
    told.append(whole(folder))
    while whole(folder) < counts[1]:
        time.sleep(0.02)
    nodes.remove_node(node, allow_graceful=False)
    told.append(whole(folder))


def main(source, folder, *counts):
    where = {"num_cpus": 1, "node_ip_address": "127.0.0.1"}
    nodes = Nodes(initialize_head=True, head_node_args={**where, "include_dashboard": False})
    try:
        second = nodes.add_node(**where)
        recipe = Recipe(
            folder, ("mix", "clips"), planner="rules", generator="sketch", renderer="sphere"
        )
        told = []
        lost = (nodes, second, Path(folder), [int(count) for count in counts], told)
        killer = threading.Thread(target=lose, args=lost, daemon=True)
        with Cluster(nodes.address) as cluster:
            killer.start()
            tally = make_scenes(
                lambda: orders_of([Path(source)]), recipe, Pools(Tasks(cluster, recipe, None))
            )
        killer.join(60)
        print(json.dumps({"made": tally.made, "failed": tally.failed, "whole": told}))
    finally:
        nodes.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
