"""The section above the leaderboard: the run's ensemble, compared with the winner alone."""

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

from hpsearch.report.section import Section
from hpsearch.runs.run import Run
from hpsearch.runs.unfinished import unfinished
from hpsearch.text.counting import how_many
from hpsearch.trials.ensembles import EnsembleMember, EnsembleRecord, why_no_refit
from hpsearch.trials.folds import fold_count
from hpsearch.trials.outcomes import Status
from hpsearch.trials.table import short

_NO_TIME = "no ensemble: the time was too short to retrain two finalists, whose networks are averaged"

_NO_REFIT = (
    "no time was left to train the model's networks again on train and dev together (search.refit); --resume with more "
    "time trains them"
)


class EnsembleSection:
    """The ensemble of each run, and how much better it is than the winner alone."""

    name = "ensemble"
    place = 4

    def sections(self, runs: Sequence[Run], top: int | None) -> Iterator[Section]:  # noqa: ARG002 (ranks no trials)
        """Yield one section for each run; without sentences for a run without an ensemble."""
        for run in runs:
            yield Section(
                self.name,
                str(run.folder),
                sentences=tuple(filter(None, (ensemble_sentence(run), refit_sentence(run), unfinished(run)))),
                data={"model": _model_data(run), "ensemble": _ensemble_data(run.ensemble)},
            )


def _model_data(run: Run) -> dict[str, Any] | None:
    """What predicts: its networks with their shares, and how many were refit; None where no model was saved."""
    if run.saved_model is None:
        return None
    record = run.ensemble
    networks = record.in_file if record and record.used else (EnsembleMember(run.saved_model, 0, 1.0),)
    folds = fold_count(run.meta("config")) if record and record.averages else 1
    return {
        "kind": "ensemble" if len(networks) * folds > 1 else "network",
        "networks": [
            {
                "trial": each.number,
                "repeat": each.repeat,
                "share": each.share,
                "refit": record is not None and each.key in record.again,
            }
            for each in networks
        ],
    }


def _ensemble_data(record: EnsembleRecord | None) -> dict[str, Any] | None:
    """The ensemble that was made, whether it is used or not; None where no networks were averaged."""
    if record is None or not record.members:
        return None
    data = record.as_json()
    return data if data.pop("alone") is None else {**data, "used": False, "again": (), "sha256": ""}


def ensemble_sentence(run: Run) -> str:
    """What the ensemble comes to on the dev part beside the winner alone, or why the time allowed none.

    Empty where none was to be made.
    """
    record, metric = run.ensemble, run.ranking.metric
    if record is None or not record.members:
        return _NO_TIME if _lacks_networks(run) else ""
    value, alone = record.metrics.get(metric), record.of_winner.get(metric)
    if value is None or alone is None:
        return ""
    how = "cross-fitted" if record.method == "greedy" else "mean"
    folds = fold_count(run.meta("config"))
    networks, is_one = _networks(record, folds), len(record.members) * folds == 1
    values = f"{metric} {short(value)} ({how}); {_alone(run, record, metric, is_one=is_one and record.averages)}"
    if not record.averages:
        averaging = "averaging" if is_one else f"averaging {networks}"
        return f"no ensemble: {averaging} is no better than one network on the dev part: {values}"
    if is_one:
        only = record.called(folds)
        return (
            f"no ensemble: no mean of networks is better than {only}, which predict, evaluate and export use: {values}"
        )
    return f"ensemble of {networks}: {values}; predict, evaluate and export use the ensemble{_why(run, record, metric)}"


def _why(run: Run, record: EnsembleRecord, metric: str) -> str:
    """Say by what the ensemble is better where it is not by the metric of the search; else an empty string."""
    alone, sign = [record.of_winner, record.of_kept], -1 if run.ranking.maximize else 1
    proper = "dev_log_loss" if "dev_log_loss" in record.metrics else "dev_rmse"
    if sign * record.metrics[metric] < max(sign * each[metric] for each in alone if metric in each):
        return ""
    others = [each[proper] for each in alone if proper in each]
    if not others or record.metrics.get(proper, inf) >= max(others):
        return ""
    return f", whose {proper} {short(record.metrics[proper])} is better ({short(max(others))} for one network)"


def _lacks_networks(run: Run) -> bool:
    """Whether two finalists or more were to be retrained, and the time limit of the search allowed fewer."""
    config = run.meta("config")
    search, plan = config["search"], config["search"].get("finalists")
    asked = search.get("ensemble", "none") != "none" and search["mode"] == "caviar" and not config.get("objective")
    if not asked or not run.has_ended or search["time_limit"] is None or plan is None:
        return False
    complete = sum(outcome.status == Status.COMPLETE for outcome in run.outcomes)
    planned = min(plan["count"], complete) * plan["repeats"]
    return bool(len(run.retrainings) < min(planned, 2))


def refit_sentence(run: Run) -> str:
    """Return a sentence on the networks that were refitted with the dev part, or that no time was left for it.

    Empty where none was to be refitted.
    """
    record = run.ensemble
    if record is None or not record.refit:
        return _NO_REFIT if _lacks_refit(run) else ""
    use = "" if record.alone is None else "; predict, evaluate and export use the result"
    return (
        f"{_refit_networks(record)} trained again on the rows of train and dev together{_seeds(record)}, after the dev "
        f"metrics were measured{use}"
    )


def _lacks_refit(run: Run) -> bool:
    """Whether the networks of a search that has ended were to be refitted, and its time limit left no time for it."""
    config, facts = run.meta("config"), run.data_facts
    search = config["search"]
    asked = search.get("refit") and search["mode"] == "caviar" and run.saved_model is not None
    if not asked or not run.has_ended or search["time_limit"] is None or facts is None:
        return False
    return not why_no_refit(facts.train, facts.dev, facts.inputs, fold_count(config))


def _refit_networks(record: EnsembleRecord) -> str:
    """Return the refitted networks, as the beginning of a sentence."""
    count = len(record.in_file)
    if record.alone is not None:
        return f"the network of trial {record.alone} was"
    if record.refit < count:
        return f"{record.refit} of its {count} networks {'was' if record.refit == 1 else 'were'}"
    return "it was" if len(record.chosen) == 1 else f"its {len(record.chosen)} networks were"


def _seeds(record: EnsembleRecord) -> str:
    """Return how many networks these have become, if they were trained with several seeds; else an empty string."""
    chosen, networks = len(record.chosen), len(record.in_file)
    each = " each" if chosen > 1 else ""
    return "" if networks == chosen else f", with several seeds{each}, which makes {networks} networks"


def _networks(record: EnsembleRecord, folds: int) -> str:
    """Return how many networks are averaged, with folds those of all folds."""
    count = len(record.members)
    networks = how_many(count * folds, "network")
    return networks if folds == 1 else f"{networks} ({count} for each of {folds} folds)"


def _alone(run: Run, record: EnsembleRecord, metric: str, *, is_one: bool) -> str:
    """Return the metric of the winner alone: of its saved network, and the mean over its retrainings.

    `is_one` says whether it stands beside one other network, not beside a mean.
    """
    winner, mean = run.saved_model, short(record.of_winner[metric])
    if metric not in record.of_kept:
        return f"one network of the winner {mean}"
    has = f"the saved network of trial {winner} has" if is_one else f"the network of trial {winner} alone has"
    kept = f"{has} {short(record.of_kept[metric])}"
    retrained = sum(number == winner and repeat > 0 for number, repeat in record.candidates)
    return f"{kept}, and {mean} {_of_retrainings(run, retrained)}" if retrained else kept


def _of_retrainings(run: Run, retrained: int) -> str:
    """Say over how many of the winner's retrainings a mean is; with folds, not all can become members."""
    number = max([retrained, *(each.retrainings for each in run.ranked_finalists if each.number == run.saved_model)])
    if number == 1:
        return "when it was retrained"
    return f"in the mean over {'' if retrained == number else f'{retrained} of '}its {number} retrainings"
