"""The peer: the same search with Optuna and PyTorch, two processes on one study, as Optuna's own guide has it.

    python -m benchmarks.optuna_search loader

Batches come from a DataLoader, as in PyTorch's tutorials and Optuna's examples, or, with `tensors`, are cut from the
shuffled set by hand, which is faster for a set that fits the memory.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import optuna
import torch
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

Epoch = Callable[[], Iterable[Sequence[torch.Tensor]]]
"""Gives the batches of an epoch, each with its labels."""

PROCESSES, TRIALS, EPOCHS, BATCH = 2, 64, 30, 64


def main(form: str) -> None:
    """Search with batches in one of the FORMS, and print the best error."""
    with TemporaryDirectory() as folder:
        journal = str(Path(folder, "journal.log"))
        study = optuna.create_study(study_name="digits", storage=JournalStorage(JournalFileBackend(journal)))
        context = get_context("spawn")
        processes = [context.Process(target=work, args=(journal, seed, form)) for seed in range(PROCESSES)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        print(study.best_value, len(study.trials))


def work(journal: str, seed: int, form: str) -> None:
    """One process's share of the trials."""
    torch.set_num_threads(1)
    x, y = load_digits(return_X_y=True)
    x_train, x_dev, y_train, y_dev = train_test_split(x, y, train_size=1_079, test_size=359, random_state=0)
    mean, spread = x_train.mean(axis=0), x_train.std(axis=0)
    spread[spread == 0] = 1
    train, dev = (
        (torch.tensor((part - mean) / spread, dtype=torch.float32), torch.tensor(labels))
        for part, labels in ((x_train, y_train), (x_dev, y_dev))
    )
    study = optuna.load_study(
        study_name="digits",
        storage=JournalStorage(JournalFileBackend(journal)),
        sampler=optuna.samplers.RandomSampler(seed),
    )
    epoch = FORMS[form](*train)
    study.optimize(lambda trial: dev_error(trial, epoch, *dev), n_trials=TRIALS // PROCESSES)


def loader(x: torch.Tensor, y: torch.Tensor) -> Epoch:
    """Batches from a DataLoader."""
    batches: DataLoader[tuple[torch.Tensor, ...]] = DataLoader(TensorDataset(x, y), batch_size=BATCH, shuffle=True)
    return lambda: batches


def tensors(x: torch.Tensor, y: torch.Tensor) -> Epoch:
    """Batches as views of the shuffled set."""

    def epoch() -> Iterable[Sequence[torch.Tensor]]:
        order = torch.randperm(len(x))
        return zip(x[order].split(BATCH), y[order].split(BATCH), strict=True)

    return epoch


FORMS = {"loader": loader, "tensors": tensors}


def dev_error(trial: optuna.Trial, epoch: Epoch, x_dev: torch.Tensor, y_dev: torch.Tensor) -> float:
    """Train one network; the dev error is measured after every epoch, as one does to watch it."""
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.AdamW(
        network.parameters(),
        lr=trial.suggest_float("learning_rate", 1e-4, 1, log=True),
        weight_decay=trial.suggest_float("weight_decay", 1e-5, 1e-1, log=True),
        fused=True,
    )
    loss, error = nn.CrossEntropyLoss(), 1.0
    for _ in range(EPOCHS):
        for batch, labels in epoch():
            optimizer.zero_grad(set_to_none=True)
            loss(network(batch), labels).backward()
            optimizer.step()
        with torch.no_grad():
            error = float((network(x_dev).argmax(dim=1) != y_dev).float().mean())
    return error


if __name__ == "__main__":
    main(*sys.argv[1:])
