import optuna
import pytest


@pytest.fixture(autouse=True)
def quiet():
    """Optuna logs each trial on stderr."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
