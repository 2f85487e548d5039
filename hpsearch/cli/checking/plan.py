"""The lines of `check` on the plan: rounds, what follows them, the time that it takes, the use of workers."""

from collections.abc import Sequence

from hpsearch.cli.terminal.printing import say
from hpsearch.cli.terminal.wording import time_span
from hpsearch.samplers import learns
from hpsearch.search.budget import KEPT, kept_share
from hpsearch.search.prepare import Prepared, networks
from hpsearch.search.preview import cost, finalist_count
from hpsearch.search.utilization import WELL_USED, utilization
from hpsearch.text.counting import how_many
from hpsearch.text.percent import percent
from hpsearch.training.own.objective import OwnObjective
from hpsearch.workers.loky.pool import cores

_OTHER_WORK = 1.5
"""Ratio of the time of a trial to that of its epochs, as workers start, wait, and transfer results."""


def show_plan(prepared: Prepared) -> None:
    """Print the trials, the sampler, what follows the rounds, and the time."""
    search = prepared.config.search
    sizes = prepared.round_sizes
    if search.trials == "auto":
        _show_budget(prepared)
        return
    say(f"Plan: {search.mode}, {how_many(prepared.trials, 'trial')} by {prepared.ranking.metric}", bold=True)
    if prepared.space.axes and prepared.trials < search.most_trials:
        different = how_many(prepared.trials, "different setting")
        say(f"  the space has only {different}, so the search ends before {search.most_trials:,} trials")
    say(f"  {search.sampler.name} sampler in {_rounds(prepared, sizes)}; seed {search.seed}")
    if search.halving:
        every, share = how_many(search.halving.min_epochs, "epoch"), f"1/{search.halving.factor}"
        again = f"{search.halving.factor} times that"
        whole = ", where the best of all rounds continue" if search.halving.among == "search" else ""
        say(f"  the better {share} of each round continue after {every}, and again at {again}{whole}")
    if finalists := prepared.finalists:
        best, seeds = finalist_count(prepared), how_many(finalists.repeats, "new seed")
        many = f"the best {best} are retrained with {seeds} each"
        say(f"  then {'the best is retrained with ' + seeds if best == 1 else many}")
    if sentence := _refitting(prepared):
        say(f"  {sentence}")
    if sentence := prepared.grid_sentence(prepared.trials, prepared.trials):
        say(f"  {sentence}")
    say(f"  {_cost(prepared)}")
    for remark in prepared.remarks():
        say(f"  {remark}")


def _rounds(prepared: Prepared, sizes: Sequence[int]) -> str:
    """Return the number of rounds, and with a lag how they overlap."""
    search, rounds = prepared.config.search, f"{how_many(len(sizes), 'round')} of {sizes[0]}"
    if search.lag == 1 or len(sizes) == 1:
        return rounds
    if not learns(search.sampler.name):
        return f"{rounds}, which train at the same time; it takes no notice of results"
    if search.lag >= len(sizes):
        return f"{rounds}, which train at the same time"
    return f"{rounds}, each proposed from the results of those up to {search.lag} before it"


def _show_budget(prepared: Prepared) -> None:
    """Print the plan if the time limit decides the number of trials."""
    search = prepared.config.search
    seconds = search.time_limit or 0.0
    say(f"Plan: {search.mode}, {time_span(seconds)} by {prepared.ranking.metric}", bold=True)
    say(f"  {search.sampler.name} sampler in rounds of {prepared.round_sizes[0]}; seed {search.seed}")
    say(f"  {_fitting(prepared, seconds)}; {_kept_for(prepared)}")
    if sentence := _refitting(prepared):
        say(f"  {sentence}")
    for remark in prepared.remarks():
        say(f"  {remark}")


def show_use(prepared: Prepared, workers: int) -> None:
    """Print how busy so many workers would be."""
    search = prepared.config.search
    if search.mode == "panda":
        say("  panda trains one trial after another, in one process; further workers have nothing to do")
        return
    use = utilization(prepared, workers)
    ends = f"the rest is waiting for {'the ends of rounds' if search.lag == 1 else 'results to propose a round from'}"
    say(f"  with {how_many(workers, 'worker')}, {percent(use.share)} of their time is training, {ends}")
    if use.well_used < workers:
        most = f"no more than {use.well_used} would train {percent(WELL_USED)} of it"
        busier = "fewer rounds" if search.halving else f"fewer rounds or a {'larger ' * (search.lag > 1)}search.lag"
        say(f"  {most}; {busier} keep more of them busy")


def _fitting(prepared: Prepared, seconds: float) -> str:
    if isinstance(prepared.objective, OwnObjective):
        return "how many trials fit into that time is known with the first ones"
    estimate, jobs = cost(prepared), cores()
    trials = (1 - kept_share(prepared.config)) * seconds * jobs * prepared.trials / (_OTHER_WORK * estimate.seconds)
    return f"time for some {how_many(max(1, int(trials)), 'trial')} on {jobs} cores that nothing else keeps busy"


def _cost(prepared: Prepared) -> str:
    if isinstance(prepared.objective, OwnObjective):
        return "how long the code takes is known with the first trials; search.time_limit sets an end"
    estimate, jobs = cost(prepared), cores()
    time = time_span(estimate.seconds / jobs)
    return f"{estimate.epochs:,} epochs, {estimate.steps:,} steps; about {time} on {jobs} cores"


def _kept_for(prepared: Prepared) -> str:
    """What the rest of the time is for, as a clause."""
    share = "up to a third" if kept_share(prepared.config) > KEPT else "up to a fifth"
    return f"{share} of it is kept to retrain the best"


def _refitting(prepared: Prepared) -> str:
    """Return a sentence on the refitting of the model's networks; empty if there is none."""
    config = prepared.config
    if not config.search.refit or config.search.mode == "panda" or config.objective is not None:
        return ""
    from hpsearch.search.after_rounds.refitting import why_not  # noqa: PLC0415 (only with search.refit)

    told = why_not(networks(prepared))
    return told or "at last the networks of the model are trained again on the rows of train and dev together"
