"""One thread for everybody: whoever brings more would be measured with a machine of its own."""

import os

import torch
from threadpoolctl import threadpool_limits

XLA = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def settle_on_one_thread() -> None:
    """Hold BLAS, OpenMP, PyTorch and XLA to one thread, and this process to one CPU where the system allows it.

    Call before JAX does its first work; it sizes its threads by the CPUs it may use.
    """
    os.environ["XLA_FLAGS"] = XLA
    threadpool_limits(1)
    torch.set_num_threads(1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
