"""A convolutional network on the digits, in PyTorch."""

from importlib.resources import files

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

DIGITS = np.load(files("hpsearch.data.bundled") / "digits.npz")
X = torch.tensor(DIGITS["X"] / 16).float().reshape(-1, 1, 8, 8)
Y = torch.tensor(DIGITS["y"])
TRAIN, DEV = slice(0, 1400), slice(1400, None)


def network(channels):
    return nn.Sequential(
        *(nn.Conv2d(1, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(channels, 2 * channels, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Dropout(0.2)),
        nn.Linear(32 * channels, 10),
    )


def train(hyperparameters, seed, state=None):
    torch.manual_seed(seed)
    model = network(hyperparameters["channels"])
    model.load_state_dict({name: torch.tensor(value) for name, value in (state or {}).items()}, strict=False)
    optimizer = torch.optim.SGD(model.parameters(), lr=hyperparameters["learning_rate"])
    for epoch in range(state["epoch"] if state else 0, hyperparameters["epochs"]):
        torch.manual_seed(seed + epoch)
        optimizer.param_groups[0]["lr"] = hyperparameters["learning_rate"] * hyperparameters["decay"] ** epoch
        model.train()
        for rows in torch.randperm(len(Y[TRAIN])).split(50):
            loss = cross_entropy(model(X[TRAIN][rows]), Y[TRAIN][rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            outputs = {"train": model(X[TRAIN]), "dev": model(X[DEV])}
            metrics = {"train_loss": cross_entropy(outputs["train"], Y[TRAIN]).item()}
            metrics["dev_loss"] = cross_entropy(outputs["dev"], Y[DEV]).item()
            metrics["dev_error"] = (outputs["dev"].argmax(1) != Y[DEV]).float().mean().item()
        hyperparameters |= yield metrics, {"epoch": epoch + 1} | {n: v.numpy() for n, v in model.state_dict().items()}


train.live = ["learning_rate"]
