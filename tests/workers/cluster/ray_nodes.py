"""A Ray cluster of two nodes on 127.0.0.1, until standard input ends: python -m tests.workers.cluster.ray_nodes CORES.

Writes the address of the cluster and the process ids of its nodes, in one line.
"""

import sys

from ray.cluster_utils import Cluster

NODE = {"node_ip_address": "127.0.0.1", "object_store_memory": 100_000_000, "include_dashboard": False}

if __name__ == "__main__":
    nodes = Cluster()
    for _ in range(2):
        nodes.add_node(num_cpus=int(sys.argv[1]), **NODE)
    nodes.wait_for_nodes()
    raylets = [node.all_processes["raylet"][0].process.pid for node in (nodes.head_node, *nodes.worker_nodes)]
    print(nodes.address, *raylets, flush=True)  # noqa: T201 (a program)
    sys.stdin.read()
    nodes.shutdown()
