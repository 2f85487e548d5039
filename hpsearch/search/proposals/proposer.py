"""Set up the sampler of a config, and the settings to try before it proposes its own."""

from collections.abc import Sequence
from typing import Any

from optuna.samplers import BaseSampler

from hpsearch.config import Config
from hpsearch.errors import ConfigError
from hpsearch.randomness import Purpose, generator
from hpsearch.samplers import SAMPLERS, LaysOut, SamplerKind
from hpsearch.search.proposals.conversation import Conversation
from hpsearch.search.proposals.untried import Meaning, Untried
from hpsearch.space import Space
from hpsearch.trials.outcomes import Settings
from hpsearch.trials.ranking import Ranking


def conversation(
    config: Config,
    space: Space,
    ranking: Ranking,
    meaning: Meaning,
    round_size: int,
    trials: int,
    first: Sequence[Settings] = (),
) -> Conversation:
    """Return a new conversation with the sampler of `config`, for a search of `trials` trials.

    `meaning` tells which settings train the same model; the settings `first` are tried after those of search.start.

    Raises ConfigError if the sampler refuses an option, or if a package that it needs is missing.
    """
    return Conversation(
        space,
        sampler(config, round_size),
        ranking,
        first=[*config.search.start, *first, *laid_out(config, space, trials)],
        every_axis=getattr(_kind(config), "every_axis", False),
        untried=Untried(space, meaning, _seed(config)),
    )


def sampler(config: Config, round_size: int) -> BaseSampler:
    """Return a new sampler with the options of the config. Raises ConfigError."""
    chosen, kind = config.search.sampler, _kind(config)
    if unknown := [option for option in chosen.options if option not in kind.options]:
        raise config.unknown_keys("search.sampler", unknown, ["name", *kind.options])
    try:
        return kind.create(_seed(config), round_size, **chosen.options)
    except ModuleNotFoundError as error:
        raise config.error("search.sampler", str(error)) from error
    except (TypeError, ValueError) as error:
        raise _refused(config, error) from error


def laid_out(config: Config, space: Space, trials: int) -> list[Settings]:
    """Return the settings that the sampler lists in advance, such as a grid; most list none. Raises ConfigError."""
    kind = _kind(config)
    if not isinstance(kind, LaysOut):
        return []
    to_come = max(1, trials - len(config.search.start))
    try:
        return kind.lay_out(space, to_come, _seed(config), **config.search.sampler.options)
    except ValueError as error:
        raise _refused(config, error) from error


def grid_sentence(config: Config, space: Space, first_trials: int, trials: int) -> str:
    """Compare the points of a grid with the number of `trials`, in a sentence; empty for samplers without a grid.

    The grid was made for the `first_trials` of the search; a resumed search may have more `trials`.
    """
    points = len(laid_out(config, space, first_trials))
    name, to_come = config.search.sampler.name, trials - len(config.search.start)
    if not points:
        return ""
    if points > to_come:
        return f"the {name} has {points:,} points, of which the seed draws {max(0, to_come):,}"
    if points == to_come:
        return f"the {name} has {points:,} points"
    rest = "the last trial is" if to_come - points == 1 else f"the last {to_come - points:,} trials are"
    return f"the {name} has {points:,} points; {rest} drawn at random"


def _kind(config: Config) -> SamplerKind:
    kind: SamplerKind = SAMPLERS[config.search.sampler.name]
    return kind


def _seed(config: Config) -> int:
    return int(generator(config.search.seed, Purpose.SAMPLER).integers(2**32))


def _refused(config: Config, error: Any) -> ConfigError:
    return config.error("search.sampler", f"{config.search.sampler.name} cannot be set up: {error}")
