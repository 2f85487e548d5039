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


def train(hyperparameters, seed):
    torch.manual_seed(seed)
    model = network(hyperparameters["channels"])
    optimizer = torch.optim.SGD(model.parameters(), lr=hyperparameters["learning_rate"])
    for epoch in range(hyperparameters["epochs"]):
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
        print(epoch, metrics)


if __name__ == "__main__":
    train({"learning_rate": 0.3, "decay": 0.95, "channels": 8, "epochs": 12}, seed=0)
