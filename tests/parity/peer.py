"""The same case in PyTorch, by its own modules, losses, optimizers and schedulers.

Where definitions differ, one is mapped onto the other:

- Momentum is an average here, v = βv + (1−β)g with θ −= αv, and a sum there, v = βv + g. The sum is 1/(1−β) times
  the average, so that the learning rate there is α(1−β). (Its `dampening` spares the first step and so fits less.)
  The same holds for Nesterov's.
- RMSprop and Adam add ε outside the root in both; RMSprop's α there is β₂ here.
- In float32, β₁ and β₂ are rounded before 1 − β is formed here, after it there, which makes 1 − 0.999 differ by
  1.3e-5 of it: the rounded values are handed over.
- L2 is λ/(2m) Σ‖W‖², m the size of the training part, and so `weight_decay` λ/m of the weights alone; it is added to
  the loss where gradients are clipped, which here includes L2, and where AdamW means another thing by that name.
- AdamW's weight decay concerns weights alone here: biases, γ and β are a group without.
- Clipping multiplies by c/‖g‖ here and by c/(‖g‖ + 1e-6) there: only its norm is used.
- Class weights: the sum is divided by the number of examples here, by their summed weights there. With label
  smoothing, an example counts with the weight of its class here, each smoothed target with that of its own there.
- Batch norm's averages are bias-corrected from the first batch on, which is a momentum of (1 − 0.9)/(1 − 0.9ᵗ) there;
  and the variance is divided by the examples of a batch here, by one less there.
- Members are k networks on inputs multiplied by their scales, whose losses are averaged; in prediction, it is what they
  predict.
- The linear head's loss is the mean of (z − y)²: MSELoss. GELU is the approximation by tanh, leaky ReLU's slope 0.01,
  ELU's α 1. Dropout's masks are those that were drawn here.
"""

from itertools import pairwise
from math import inf

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim import SGD, Adam, AdamW, RMSprop
from torch.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    SequentialLR,
    StepLR,
)

from hpsearch.records import replace

from .cases import Trajectory, epochs

ACTIVATIONS = {
    "elu": lambda: nn.ELU(alpha=1.0),
    "gelu": lambda: nn.GELU(approximate="tanh"),
    "identity": nn.Identity,
    "leaky_relu": lambda: nn.LeakyReLU(0.01),
    "relu": nn.ReLU,
    "sigmoid": nn.Sigmoid,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "mish": nn.Mish,
    "selu": nn.SELU,
}


class AveragedBatchNorm(nn.BatchNorm1d):
    """Batch normalisation whose running averages are bias-corrected, and its variances divided by the examples."""

    def forward(self, z):
        if not self.training:
            return super().forward(z)
        self.momentum = (1 - 0.9) / (1 - 0.9 ** (int(self.num_batches_tracked) + 1))
        before, m = self.running_var.clone(), len(z)
        normalised = super().forward(z)
        self.running_var.data.mul_((m - 1) / m).add_(before, alpha=(1 - self.momentum) / m)
        return normalised


class FixedDropout(nn.Module):
    """Multiplies by a mask that it is given, (examples, units)."""

    mask = None

    def forward(self, a):
        return a * self.mask if self.training and self.mask is not None else a


class Peer(nn.Module):
    """The network of a case."""

    def __init__(self, case):
        super().__init__()
        recipe, shape = case.recipe, case.architecture
        first, _ = next(shape.products)
        self.members, widths = recipe.members, (first, *shape.hidden, shape.outputs * recipe.members)
        waves = [torch.empty(shape.numbers, shape.waves) for _ in range(2) if shape.waves]
        self.waves = nn.ParameterList(waves)
        self.scales = nn.Parameter(torch.empty(self.members, widths[0])) if self.members > 1 else None
        batch_norm = recipe.batch_norm
        self.dropouts = nn.ModuleList(FixedDropout() for _ in widths[:-1])
        self.dense = nn.ModuleList(
            nn.Linear(n_in, n_out, bias=not batch_norm or layer == len(recipe.hidden))
            for layer, (n_in, n_out) in enumerate(pairwise(widths))
        )
        self.norms = nn.ModuleList(AveragedBatchNorm(units) if batch_norm else nn.Identity() for units in recipe.hidden)
        self.activation, bends = ACTIVATIONS[recipe.activation](), recipe.parametric_activation
        self.bends = nn.ParameterList(torch.empty(units) for units in recipe.hidden if bends)
        for name, tensor in self.tensors().items():
            tensor.data.copy_(torch.from_numpy(case.tensors[name]))

    @property
    def weights(self):
        return [dense.weight for dense in self.dense]

    @property
    def others(self):
        weights = {id(weight) for weight in self.weights}
        return [parameter for parameter in self.parameters() if id(parameter) not in weights]

    def forward(self, x):
        """Z, (members, examples, outputs)."""
        examples = len(x)
        x = self.dropouts[0](x)
        if self.waves:
            frequency, phase = self.waves
            angles = x[:, : len(phase), None] * frequency + phase
            x = torch.cat([angles.cos().flatten(1), x], dim=1)
        if self.scales is not None:
            x = (x * self.scales[:, None]).flatten(0, 1)  # (members · examples, inputs)
        bends = self.bends or [None] * len(self.norms)
        for dense, norm, bend, dropout in zip(self.dense, self.norms, bends, self.dropouts[1:], strict=False):
            z = norm(dense(x))
            x = dropout(self.activation(z) if bend is None else z + bend / 10 * (self.activation(z) - z))
        x = x.unflatten(0, (self.members, examples))
        heads = (each.unflatten(0, (self.members, -1)) for each in (self.dense[-1].weight, self.dense[-1].bias))
        return torch.stack([functional.linear(*of_member) for of_member in zip(x, *heads, strict=True)])

    def tensors(self):
        """All that the network is made of, by the names of its case."""
        of_dense = {"W": "weight", "b": "bias"}
        of_norm = {"gamma": "weight", "beta": "bias", "mean": "running_mean", "variance": "running_var"}
        tensors = {}
        for modules, names in ((self.dense, of_dense), (self.norms, of_norm)):
            for layer, module in enumerate(modules, start=1):
                named = {f"{name}[{layer}]": getattr(module, its, None) for name, its in names.items()}
                tensors |= {name: tensor for name, tensor in named.items() if tensor is not None}
        tensors |= {f"bend[{layer}]": bend for layer, bend in enumerate(self.bends, start=1)}
        tensors |= dict(zip(("frequency[0]", "phase[0]"), self.waves, strict=False))
        return tensors if self.scales is None else tensors | {"scales[1]": self.scales}


def trained(case, dtype):
    """PyTorch's results for a case in float32 or float64."""
    torch.set_default_dtype(torch.float32 if dtype == np.float32 else torch.float64)
    recipe, train = _rounded(case.recipe, dtype), case.training_set.train
    x = torch.tensor(train.x.T.copy(), dtype=torch.get_default_dtype())
    y = torch.tensor(train.y, dtype=torch.int64 if case.training_set.classes else torch.get_default_dtype())
    network = Peer(case)
    cost, optimizer = Cost(case, network), _optimizer(recipe, network, len(train.y))
    scheduler = _scheduler(recipe, optimizer)
    losses = []
    for steps in epochs(case, dtype):
        network.train()
        for step in steps:
            for dropout, mask in zip(network.dropouts, step.masks, strict=True):
                dropout.mask = None if mask is None else torch.from_numpy(mask.T)
            optimizer.zero_grad()
            cost(network(x[step.examples]), y[step.examples]).backward()
            _clip(network, recipe.clip_norm)
            optimizer.step()
        scheduler.step()
        network.eval()
        with torch.no_grad():
            losses.append(float(loss(case.training_set.head, together(case.training_set.head, network(x)), y)))
    return Trajectory(np.array(losses), {name: one.detach().numpy() for name, one in network.tensors().items()})


def together(head, z):
    """Z, (examples, outputs), for which the head gives the mean of the members' predictions."""
    if head == "linear":
        return z.mean(dim=0)
    p = z.sigmoid().mean(dim=0) if head == "sigmoid" else z.softmax(dim=-1).mean(dim=0)
    return p.logit() if head == "sigmoid" else p.log()


def loss(head, z, y, weights=None, smoothing=0.0):
    """The mean loss of the examples, each times its class's weight, divided by how many there are."""
    if head == "linear":
        return functional.mse_loss(z[:, 0], y)
    if head == "sigmoid":
        targets = y * (1 - smoothing) + smoothing / 2
        each = None if weights is None else weights[y]
        return functional.binary_cross_entropy_with_logits(z[:, 0], targets, weight=each)
    if weights is None:
        return functional.cross_entropy(z, y, label_smoothing=smoothing)
    return (functional.cross_entropy(z, y, label_smoothing=smoothing, reduction="none") * weights[y]).mean()


class Cost:
    """The loss with L2, where the optimizer does not see to it."""

    def __init__(self, case, network):
        recipe, made = case.recipe, case.training_set
        self.head, self.smoothing, self.network = made.head, recipe.label_smoothing, network
        self.l2 = 0.0 if _l2_is_weight_decay(recipe) else recipe.l2 / (2 * len(made.train.y))
        self.weights = torch.tensor(balanced(made)) if recipe.class_weight else None

    def __call__(self, z, y):
        losses = [loss(self.head, of_member, y, self.weights, self.smoothing) for of_member in z]
        cost = torch.stack(losses).mean()
        if self.l2:
            cost = cost + self.l2 * sum(weight.square().sum() for weight in self.network.weights)
        return cost


def balanced(training_set):
    """What scikit-learn's class_weight="balanced" is, m/(C·m_c), for classes that all occur."""
    counts = np.unique(training_set.train.y, return_counts=True)[1]
    return (len(training_set.train.y) / (len(counts) * counts)).astype(training_set.train.x.dtype)


def _l2_is_weight_decay(recipe):
    return recipe.clip_norm == inf and recipe.optimizer != "adamw"


def _rounded(recipe, dtype):
    """The recipe whose averages decay as the engine's do in this precision."""
    return replace(recipe, beta1=float(dtype(recipe.beta1)), beta2=float(dtype(recipe.beta2)))


def _optimizer(recipe, network, m):
    """The optimizer, for a training part of `m` examples."""
    decay = recipe.l2 / m if _l2_is_weight_decay(recipe) else recipe.weight_decay
    groups = [{"params": network.weights, "weight_decay": decay}, {"params": network.others, "weight_decay": 0.0}]
    rate, beta1, beta2 = recipe.learning_rate, recipe.beta1, recipe.beta2
    makers = {
        "sgd": lambda: SGD(groups, rate),
        "momentum": lambda: SGD(groups, rate * (1 - beta1), momentum=beta1),
        "nesterov": lambda: SGD(groups, rate * (1 - beta1), momentum=beta1, nesterov=True),
        "rmsprop": lambda: RMSprop(groups, rate, alpha=beta2, eps=recipe.epsilon),
        "adam": lambda: Adam(groups, rate, (beta1, beta2), eps=recipe.epsilon),
        "adamw": lambda: AdamW(groups, rate, (beta1, beta2), eps=recipe.epsilon),
    }
    return makers[recipe.optimizer]()


def _scheduler(recipe, optimizer):
    rate, warmup = recipe.decay_rate, recipe.warmup_epochs
    makers = {
        "constant": lambda: ConstantLR(optimizer, factor=1.0),
        "inverse_time": lambda: LambdaLR(optimizer, lambda epoch: 1 / (1 + rate * epoch)),
        "exponential": lambda: ExponentialLR(optimizer, rate),
        "inverse_sqrt": lambda: LambdaLR(optimizer, lambda epoch: (1 + rate * epoch) ** -0.5),
        "staircase": lambda: StepLR(optimizer, recipe.decay_epochs, gamma=0.5),
        "cosine": lambda: CosineAnnealingLR(optimizer, recipe.epochs - warmup),
    }
    if not warmup:
        return makers[recipe.schedule]()
    rising = LinearLR(optimizer, start_factor=1 / (warmup + 1), total_iters=warmup)
    return SequentialLR(optimizer, [rising, makers[recipe.schedule]()], [warmup])


def _clip(network, longest):
    if longest == inf:
        return
    gradients = [parameter.grad for parameter in network.parameters()]
    norm = float(nn.utils.get_total_norm(gradients))
    if norm > longest:
        for gradient in gradients:
            gradient.mul_(longest / norm)
