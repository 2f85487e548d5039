"""The keys of the table meta of run.db, under which a run records values about itself."""

SAVED_MODEL = "saved_model"
"""Key of meta for the trial whose model is in best.safetensors."""

MODEL_CHECKSUM = "saved_model_sha256"
"""Key of meta for the checksum of that file."""

DATA_FACTS, LATE_FACTS = "data_facts", "late_facts"
"""Keys of meta for the facts about the data, and about the winner's network, for the diagnosis."""

ENSEMBLE = "ensemble"
"""Key of meta for the record of ensemble.safetensors."""

COMING_ENSEMBLE = "coming_ensemble"
"""Key of meta for the record of the file that replaces it next, or did."""

COMPARED = "compared"
"""Key of meta for the model in the comparisons: the checksum of its file, and its name."""

BUDGET = "budget"
"""Key of meta for the decisions of the time budget, with `trials: auto`."""

HAS_ENDED = "has_ended"
"""The key of meta that says whether the last search came to its end; runs of earlier versions have none."""

FIRST_ROUND = "first_round"
"""Key of meta for the planned size of the first round; set once any round was split in two."""

BEGAN_FROM, TRIED_FIRST = "from", "tried_first"
"""Keys of meta for the run whose trials were taken over, and for the settings of its winner to try first."""

OUTSIDE = "outside"
"""Key of meta for the trials of that run outside of the ranges, as [settings, cost]."""

DIVERGED_OUTSIDE = "diverged_outside"
"""Key of meta for the settings of trials of that run outside of the ranges that diverged, also with fewer epochs."""

COMPLETED_SHORTER = "completed_shorter"
"""Key of meta for the settings of the trials of that run outside of the ranges that completed with fewer epochs."""

EARLIER_WINNER = "earlier_winner"
"""The key of meta that has the winner of that run, as [settings, cost], with all its hyperparameters."""

STATED = "stated_config"
"""Key of meta for the text of the config file, and its folder."""

OVERRIDDEN = "overridden"
"""Key of meta for the config keys that the command line has overridden."""
