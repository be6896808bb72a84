"""A cluster of one node that says it has two GPUs, a pool on both, and a batch: run as a program.

Word: the batch's folder. The pool gives up one GPU when the batch says that it waits. Prints a
line of JSON: what the pool lacks then, what the batch said, and the fault of its one scene.
"""

import json
import os
import sys

os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}

from ray.cluster_utils import Cluster as Nodes

from ttmba_live.batch._order import Ask, Order, Recipe
from ttmba_live.batch.actors import Actors
from ttmba_live.cluster import PoolSetup
from ttmba_live.cluster._crew import Crew
from ttmba_live.cluster._door import Cluster
from ttmba_live.setup import Settings


def main(folder):
    answers, sys.stdout = sys.stdout, sys.stderr
    node = {"num_cpus": 1, "num_gpus": 2, "node_ip_address": "127.0.0.1"}
    nodes = Nodes(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        with Cluster(nodes.address) as cluster:
            print(json.dumps(both(cluster, nodes.address, folder)), file=answers)
    finally:
        nodes.shutdown()


def both(cluster, address, folder):
    """Let a batch come second; what the pool lacks, what the batch said, and its fault."""
    crew = Crew(cluster, PoolSetup(address, "sketch", Settings()))
    hired = [crew.hire(device) for device in crew.devices()]
    assert [maker.about().result(120).batch for maker in hired] == [1, 1]
    lacks, said = [], []

    def told(line):
        lacks.append(crew.lack())
        said.append(line)
        hired[0].dismiss()

    recipe = Recipe(folder, ("mix",), planner="rules", generator="sketch", renderer="sphere")
    asks = (Ask("clips", Order("a", "here", text="rain@1@0,0@1@0")),)
    with Actors(cluster, recipe, 1, told) as actors:
        ((_, outcome),) = actors.run([asks])
    return lacks, said, outcome.fault


if __name__ == "__main__":
    main(sys.argv[1])
