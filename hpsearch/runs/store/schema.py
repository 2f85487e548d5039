"""The tables of run.db, as migration steps: a new run takes all of them, an older one those it lacks.

The last column of every table is `checksum`, over the other columns; `rows.py` writes and checks it. A new version adds
one step at the end, which adds or fills tables.
"""

import re

OLDEST = 2
"""The first version that can still be brought up to date."""

DATABASE_MARK = b"hpsr"
"""The application_id of a run.db, 0x68707372 as a number."""

MIGRATIONS = (
    """
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
""",
    # 3: a checksum per row, because SQLite returns flipped bits without an error; an application id
    """
PRAGMA application_id = 0x68707372;
ALTER TABLE meta ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE trials ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE history ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fresh_draws ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
UPDATE meta SET checksum = checksum(key, value);
UPDATE trials SET
    checksum = checksum(number, round, settings, status, metrics, best_epoch, epochs_run, message, seconds);
UPDATE history SET
    checksum = checksum(number, repeat, branch, epoch, learning_rate,
                        train_loss, train_headline, dev_loss, dev_headline, gradient_norm);
UPDATE fresh_draws SET checksum = checksum(number, repeat, status, metrics, message, seconds);
""",
    # 4: the region of each round
    """
CREATE TABLE regions (
    round INTEGER PRIMARY KEY,
    start INTEGER NOT NULL,
    axes TEXT NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
""",
    # 5: panda: commands and their answers, interventions, epochs, checkpoints
    """
CREATE TABLE commands (
    id INTEGER PRIMARY KEY,
    change TEXT NOT NULL,
    source TEXT NOT NULL,
    remark TEXT NOT NULL,
    given REAL NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    branch INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    what TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    source TEXT NOT NULL,
    remark TEXT NOT NULL,
    undoes INTEGER REFERENCES events,
    command INTEGER REFERENCES commands,
    at REAL NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE answers (
    command INTEGER PRIMARY KEY REFERENCES commands,
    refusal TEXT,
    event INTEGER REFERENCES events,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE epochs (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    branch INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    learning_rate REAL NOT NULL,
    metrics TEXT NOT NULL,
    gradient_norm REAL,
    update_ratio REAL,
    seconds REAL NOT NULL,
    hash TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    UNIQUE (number, branch, epoch)
) STRICT;
CREATE TABLE checkpoints (
    number INTEGER NOT NULL,
    branch INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (number, branch, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE live (id INTEGER PRIMARY KEY CHECK (id = 0), status TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT;
""",
    # 6: the baselines, comparisons with them, and evaluations on the test part
    """
CREATE TABLE baselines (
    name TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    metrics TEXT NOT NULL,
    message TEXT NOT NULL,
    seconds REAL NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE comparisons (
    baseline TEXT PRIMARY KEY REFERENCES baselines,
    number INTEGER NOT NULL REFERENCES trials,
    metric TEXT NOT NULL,
    value REAL,
    of_baseline REAL,
    better_by REAL,
    low REAL,
    high REAL,
    p REAL,
    test TEXT NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
CREATE TABLE looks (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL REFERENCES trials,
    at REAL NOT NULL,
    found TEXT NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
""",
    # 7: the search metric of each epoch, if it is not in history
    """
CREATE TABLE search_metric (
    number INTEGER NOT NULL,
    repeat INTEGER NOT NULL,
    branch INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    value REAL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (number, repeat, branch, epoch)
) STRICT, WITHOUT ROWID;
""",
    # 8: the metrics of each epoch of the user's own code, by name
    """
CREATE TABLE own_metrics (
    number INTEGER NOT NULL,
    repeat INTEGER NOT NULL,
    branch INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    metrics TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (number, repeat, branch, epoch)
) STRICT, WITHOUT ROWID;
""",
    # 9: the origins of trials taken over from another run
    """
CREATE TABLE origins (
    number INTEGER PRIMARY KEY REFERENCES trials,
    origin TEXT NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
""",
)

VERSION = OLDEST + len(MIGRATIONS) - 1

TABLES = tuple(re.findall(r"CREATE TABLE (\w+)", "".join(MIGRATIONS)))
"""Names of all tables of hpsearch."""

TABLES_OF_EPOCHS = ("history", "search_metric", "own_metrics")
"""Tables with a row per epoch, which have nearly all rows of a run."""

OTHER_TABLES = tuple(table for table in TABLES if table not in TABLES_OF_EPOCHS)
