"""Export the config that the advice proposes: it changes what limits the result and leaves the rest."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML

from hpsearch.config import Config, config_from
from hpsearch.config.config import NullAsWord
from hpsearch.diagnosis.advice import (
    advised,
    changes_of,
    diagnosed,
    remembers_diverged,
    why_nothing_of,
    why_without_from,
)
from hpsearch.diagnosis.changes import config_with, is_valid
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.finding import ConfigChange, Finding
from hpsearch.errors import UsageError
from hpsearch.export import ExportRequest
from hpsearch.export._config_text import TRIED_FIRST_COMMENT, Comments, changed_text
from hpsearch.records import Record
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import chosen_trial
from hpsearch.text.command_line import command
from hpsearch.text.visible import visible_line
from hpsearch.trials.outcomes import Outcome

_START = "search.start"


class NextFormat:
    """A config in YAML, with a comment above each changed line."""

    name = "next"
    gives = "the config that the advice proposes, a comment above each changed line"

    def content(self, run: Run, request: ExportRequest) -> str:
        """Return the next config, which tries the trial's settings first. Raises UsageError if nothing is to change."""
        folder = Path() if request.path is None else request.path.parent
        text = proposed_config(run, folder, request.trial)
        if text is None:
            raise UsageError(f"{run.folder}: no change of the config is proposed: {why_nothing_of(run)}")
        return text


def proposed_config(run: Run, folder: Path, trial: int | None = None) -> str | None:
    """Return the config that the advice on a run proposes and that tries a trial's settings first, or None.

    It is the text of the run's config with the changes, for a file in `folder`; if the run does not keep that text, all
    keys are written. The trial is the best by default, none if no trial completed.
    """
    evidence = Evidence.of(run)
    first = None if trial is None and evidence.winner is None else chosen_trial(run, trial)
    changes = changes_of(evidence, advised(diagnosed(evidence)))
    if not changes:
        return None
    changed = [change for change, _ in changes]
    why = "" if remembers_diverged(evidence, changed) else why_without_from(evidence.config, changed)
    anew = f" `run` it without --from, because {why}." if why else ""
    title = f"What `{command('report', run.folder)}` advises.{anew}"
    next_ = NextConfig.of(evidence, changes, first)
    stated = run.stated_config
    text = None if stated is None else changed_text(stated, next_.config, next_.comments, folder.absolute())
    return next_.whole(title) if text is None else f"# {visible_line(title)}\n{text}"


class NextConfig(Record):
    """A changed config, and the comment above each changed line."""

    config: Config
    comments: Comments

    @classmethod
    def of(
        cls, evidence: Evidence, changes: Sequence[tuple[ConfigChange, Finding]], first: Outcome | None
    ) -> "NextConfig":
        """Apply changes to the config of some evidence; it tries the settings of `first` first, if they fit."""
        reasons = [(change, finding.sentence) for change, finding in changes]
        if first is not None and (start := _start(evidence, [change for change, _ in reasons], first)):
            reasons.append((start, f"trial {first.number} {TRIED_FIRST_COMMENT}"))
        return cls(_changed(evidence.config, [change for change, _ in reasons]), _comments(reasons))

    def whole(self, title: str) -> str:
        """Return the config's text with all keys."""
        yaml, text = YAML(), StringIO()
        yaml.Representer = NullAsWord
        yaml.width = 2**16
        document = yaml.load(self.config.to_yaml())
        document.yaml_set_start_comment(title)
        for (section, name), comment in self.comments.items():
            document[section].yaml_set_comment_before_after_key(name, before=comment, indent=2)
        yaml.dump(document, text)
        return text.getvalue()


def _changed(config: Config, changes: Sequence[ConfigChange]) -> Config:
    return config_from(config_with(config.as_dict(), changes), config.folder, config.name)


def _start(evidence: Evidence, changes: Sequence[ConfigChange], first: Outcome) -> ConfigChange | None:
    """Return the settings of a trial that the changed config searches, or None if there are none or they do not fit."""
    searched = _changed(evidence.config, changes).space().searched
    used = {**evidence.space.fixed, **first.settings}
    change = ConfigChange(
        _START, evidence.config.search.start, [{name: used[name] for name in searched if name in used}]
    )
    return change if change.after[0] and is_valid(evidence.config, [*changes, change]) else None


def _comments(reasons: Sequence[tuple[ConfigChange, str]]) -> Comments:
    """Return the comment above each line, by section and key: each reason, followed by what it changes."""
    lines: dict[tuple[str, str], dict[str, list[str]]] = {}
    for change, sentence in reasons:
        section, name, *_ = change.path
        changes = lines.setdefault((section, name), {}).setdefault(visible_line(sentence), [])
        if change.key != _START:
            changes.append(visible_line(str(change)))
    return {
        key: "\n".join(line for sentence, changes in each.items() for line in (sentence, *dict.fromkeys(changes)))
        for key, each in lines.items()
    }
