"""The matrix products of a step and nothing else: the bound that no engine on the same BLAS passes."""

from itertools import pairwise

import numpy as np

from benchmarks.workloads import Hidden, Rows, Workload


class Products:
    """For each shape of model a stack, on which Z = W A, dW = dZ Aᵀ and dA = Wᵀ dZ are computed."""

    def __init__(self, workload: Workload) -> None:
        self.models = len(workload.hidden)
        self.batches = workload.batches
        self.stacks = [Stack(workload, hidden, models) for hidden, models in workload.shapes.items()]

    def train_epoch(self) -> None:
        """The products of as many steps as an epoch has, on the same batch."""
        for stack in self.stacks:
            for _ in range(self.batches):
                stack.step()


class Stack:
    """Models of one shape, arrays (models, units, batch) and parameters in one buffer (models, P), as the engine's.

    A batch's x lies in memory by feature for Z and by example for dW.
    """

    def __init__(self, workload: Workload, hidden: Hidden, models: int) -> None:
        self.draw = np.random.default_rng(0)
        widths = workload.widths(hidden)
        self.w, self.dw = self._parameters(widths, models), self._parameters(widths, models)
        x = self._normal(workload.inputs, workload.batch)
        self.a = [x, *(self._normal(models, units, workload.batch) for units in widths[1:])]
        self.a_by_example = [np.ascontiguousarray(x.T), *(a.swapaxes(1, 2) for a in self.a[1:])]
        self.dz = [np.empty((0,), np.float32), *(self._normal(models, units, workload.batch) for units in widths[1:])]

    def step(self) -> None:
        """Forward, then backward; the first layer hands nothing down."""
        for layer, w in enumerate(self.w):
            np.matmul(w, self.a[layer], out=self.a[layer + 1])
        for layer in reversed(range(len(self.w))):
            np.matmul(self.dz[layer + 1], self.a_by_example[layer], out=self.dw[layer])
            if layer:
                np.matmul(self.w[layer].swapaxes(1, 2), self.dz[layer + 1], out=self.dz[layer])

    def _parameters(self, widths: tuple[int, ...], models: int) -> list[Rows]:
        """W of each layer, (models, out, in): small enough that values stay in range step after step."""
        shapes = [(n_out, n_in) for n_in, n_out in pairwise(widths)]
        sizes = [n_out * n_in for n_out, n_in in shapes]
        buffer = self._normal(models, sum(sizes))
        parts = np.split(buffer, np.cumsum(sizes)[:-1], axis=1)
        for part, (_, n_in) in zip(parts, shapes, strict=True):
            np.divide(part, np.sqrt(n_in), out=part)
        return [part.reshape(models, *shape) for part, shape in zip(parts, shapes, strict=True)]

    def _normal(self, *shape: int) -> Rows:
        return self.draw.standard_normal(shape, np.float32)
