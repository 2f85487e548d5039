"""PyTorch as a user writes it: eager, `nn.Sequential`, fused Adam, one model after the other."""

from itertools import pairwise

import torch
from torch import nn

from benchmarks.workloads import KEEP_PROB, LEARNING_RATE, Hidden, Workload


class PyTorch:
    """One model of each network that has to be trained."""

    def __init__(self, workload: Workload) -> None:
        torch.manual_seed(0)
        x, y = workload.arrays()
        self.x, self.batch = torch.from_numpy(x), workload.batch
        self.y = torch.from_numpy(y[:, None].astype(x.dtype) if workload.outputs == 1 else y)
        self.loss = nn.BCEWithLogitsLoss() if workload.outputs == 1 else nn.CrossEntropyLoss()
        self.networks = [network(workload, hidden) for hidden in workload.one_by_one]
        self.optimizers = [
            torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, fused=True) for network in self.networks
        ]
        self.models = len(self.networks)

    def train_epoch(self) -> None:
        """Each model in turn."""
        for network, optimizer in zip(self.networks, self.optimizers, strict=True):
            self._train(network, optimizer)

    def _train(self, network: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        """Shuffle once, then slice."""
        order = torch.randperm(len(self.x))
        batches = zip(self.x[order].split(self.batch), self.y[order].split(self.batch), strict=True)
        for x, y in batches:
            optimizer.zero_grad(set_to_none=True)
            self.loss(network(x), y).backward()
            optimizer.step()


def network(workload: Workload, hidden: Hidden) -> nn.Sequential:
    """ReLU throughout; where there is batch norm, its β takes the place of b."""
    layers: list[nn.Module] = []
    for n_in, n_out in pairwise((workload.inputs, *hidden)):
        if workload.regularised:
            layers += [nn.Linear(n_in, n_out, bias=False), nn.BatchNorm1d(n_out), nn.ReLU(), nn.Dropout(1 - KEEP_PROB)]
        else:
            layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(hidden[-1], workload.outputs))
