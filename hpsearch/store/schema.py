"""The tables of run.db."""

VERSION = 2

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE trials (
    number INTEGER PRIMARY KEY,
    round INTEGER NOT NULL,
    settings TEXT NOT NULL,
    status TEXT NOT NULL,
    metrics TEXT NOT NULL,
    best_epoch INTEGER,
    epochs_run INTEGER NOT NULL,
    message TEXT NOT NULL,
    seconds REAL NOT NULL
) STRICT;
CREATE TABLE history (
    number INTEGER NOT NULL REFERENCES trials,
    repeat INTEGER NOT NULL,
    branch INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    learning_rate REAL NOT NULL,
    train_loss REAL,
    train_headline REAL,
    dev_loss REAL,
    dev_headline REAL,
    gradient_norm REAL,
    PRIMARY KEY (number, repeat, branch, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE fresh_draws (
    number INTEGER NOT NULL REFERENCES trials,
    repeat INTEGER NOT NULL,
    status TEXT NOT NULL,
    metrics TEXT NOT NULL,
    message TEXT NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (number, repeat)
) STRICT;
"""
