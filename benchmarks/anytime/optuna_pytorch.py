"""The peer: Optuna's TPE with pruning and PyTorch, as many processes as there are jobs on one study in a journal.

    python -m benchmarks.anytime.optuna_pytorch TABLE TARGET TASK FOLDER JOBS SEED BEGAN PROCESS

is one of the processes; each reads the table, so none waits for another. Batches are cut by hand, faster than by a
DataLoader. A training ends after 50 epochs, or 10 without a better one, and the network of its best epoch is kept.
MedianPruner, Optuna's default, stops what is worse than the median at its epoch: Hyperband would divide the few trials
that fit a minute among brackets, from each of which TPE learns alone.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import BytesIO
from itertools import islice, permutations
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import torch
from numpy.typing import NDArray
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from torch import nn

from benchmarks.anytime.finds import Finds, Setting
from benchmarks.anytime.peer_table import PeerTable

EPOCHS, PATIENCE = 50, 10


def processes(jobs: int) -> int:
    """How many of this are started."""
    return jobs


def main(path: str, target: str, task: str, folder: str, _jobs: str, seed: str, began: str, process: str) -> None:
    """Search until this process is ended."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    table, finds = PeerTable.read(Path(path), target, task), Finds(Path(folder), float(began))
    first = 1_000 * int(seed) + int(process)
    study = optuna.create_study(
        study_name="anytime",
        storage=JournalStorage(JournalFileBackend(str(Path(folder, "journal.log")))),
        sampler=optuna.samplers.TPESampler(seed=first),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=5, n_warmup_steps=3),
        load_if_exists=True,
    )
    study.optimize(lambda trial: lowest_error(trial, table, finds, int(seed)))


def lowest_error(trial: optuna.Trial, table: PeerTable, finds: Finds, seed: int) -> float:
    """Train one network; the dev error is reported after every epoch, and noted where it is the lowest so far."""
    setting = suggested(trial)
    errors: list[float] = []
    for network in trained(table, setting, 10_000 * seed + trial.number):
        error = table.error(predictor(network, table)(table.x[1]), 1)
        if not isfinite(error):
            raise optuna.TrialPruned
        errors.append(error)
        finds.note(error, {**setting, "epochs": len(errors)}, partial(weights, network))
        trial.report(error, len(errors))
        if trial.should_prune():
            raise optuna.TrialPruned
        if len(errors) == EPOCHS or len(errors) - int(np.argmin(errors)) > PATIENCE:
            break
    return min(errors)


def weights(network: nn.Module) -> bytes:
    """As PyTorch writes them."""
    file = BytesIO()
    torch.save(network.state_dict(), file)
    return file.getvalue()


def suggested(trial: optuna.Trial) -> dict[str, Any]:
    """A setting of the space."""
    return {
        "layers": trial.suggest_int("layers", 1, 3),
        "units": trial.suggest_int("units", 16, 256, step=16),
        "learning_rate": trial.suggest_float("learning_rate", 1e-4, 1e-1, log=True),
        "weight_decay": trial.suggest_float("weight_decay", 1e-4, 1, log=True),
        "dropout": trial.suggest_float("dropout", 0.0, 0.5),
        "batch_size": trial.suggest_categorical("batch_size", [32, 64, 128, 256, 512]),
    }


def trained(table: PeerTable, setting: Setting, seed: int) -> Iterator[nn.Module]:
    """The network after each epoch, without an end."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    x, y = torch.tensor(table.x[0]), torch.tensor(table.y[0])
    network = network_of(table, setting)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=setting["learning_rate"], weight_decay=setting["weight_decay"], fused=True
    )
    loss = nn.CrossEntropyLoss() if table.classes else nn.MSELoss()
    while True:
        network.train()
        order = torch.randperm(len(x))
        for batch, targets in zip(*(each[order].split(setting["batch_size"]) for each in (x, y)), strict=True):
            optimizer.zero_grad(set_to_none=True)
            outputs = network(batch)
            loss(outputs if table.classes else outputs[:, 0], targets).backward()
            optimizer.step()
        yield network


def network_of(table: PeerTable, setting: Setting) -> nn.Sequential:
    """ReLU and dropout on each hidden layer."""
    layers: list[nn.Module] = []
    inputs = table.x[0].shape[1]
    for _ in range(setting["layers"]):
        layers += [nn.Linear(inputs, setting["units"]), nn.ReLU(), nn.Dropout(setting["dropout"])]
        inputs = setting["units"]
    return nn.Sequential(*layers, nn.Linear(inputs, table.classes or 1))


def predictor(network: nn.Module, table: PeerTable) -> Callable[[NDArray[np.float32]], NDArray[Any]]:
    """What predicts places of classes, or standardised numbers."""

    def predict(x: NDArray[np.float32]) -> NDArray[Any]:
        network.eval()
        with torch.no_grad():
            outputs = network(torch.tensor(x))
        predicted: NDArray[Any] = (outputs.argmax(dim=1) if table.classes else outputs[:, 0]).numpy()
        return predicted

    return predict


def retrained(table: PeerTable, setting: Setting, seed: int) -> tuple[float, float]:
    """Errors on dev and test of a new network at its best epoch, of as many as the search found best.

    On dev without luck: each half of the rows is judged at the epoch that is best on the other half.
    """
    predicted = [
        [predictor(network, table)(x) for x in table.x[1:]]
        for network in islice(trained(table, setting, seed), setting["epochs"])
    ]
    dev = table.y[1].copy()
    for rows, others in permutations((slice(0, None, 2), slice(1, None, 2))):
        dev[rows] = predicted[_best_epoch(table, predicted, others)][0][rows]
    return table.error(dev, 1), table.error(predicted[_best_epoch(table, predicted, slice(None))][1], 2)


def _best_epoch(table: PeerTable, predicted: Sequence[Sequence[NDArray[Any]]], rows: slice) -> int:
    """The place of the epoch whose predictions are best on these rows of dev."""
    errors = [table.error(dev, 1, rows) for dev, _test in predicted]
    return errors.index(min(errors))


def stored(table: PeerTable, setting: Setting, model: bytes) -> Callable[[NDArray[np.float32]], NDArray[Any]]:
    """The predictor of a network that the search has noted."""
    network = network_of(table, setting)
    network.load_state_dict(torch.load(BytesIO(model)))
    return predictor(network, table)


if __name__ == "__main__":
    main(*sys.argv[1:])
