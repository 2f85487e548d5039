"""A loop of searches: its steps, the reason for its end, and resuming after any interruption."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

import pytest
from ruamel.yaml import YAML

from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.errors import NothingToTakeOverError, UsageError
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.looping import Loop, LoopStep, run_loop
from hpsearch.records import replace
from hpsearch.report import reported_step
from hpsearch.report.render.page import page
from hpsearch.report.steps import loop_report
from hpsearch.running import whole_search
from hpsearch.runs.run import Run
from hpsearch.search.events import Event, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.workers.backends import start_workers

CONFIG = """\
data: {source: iris}
hyperparameters:
  units: [4]
  learning_rate: {low: 1e-5, high: 1e-3, scale: log}
  epochs: 5
search: {trials: 4, rounds: 2, finalists: {count: 2, repeats: 2}}
"""


@dataclass
class Searching:
    """Searches each step in this process, remembers the steps, and passes events on."""

    told: Callable[[LoopStep, Event], None] = lambda _step, _event: None
    steps: list[LoopStep] = field(default_factory=list)

    def __call__(self, step: LoopStep) -> None:
        self.steps.append(step)
        with start_workers(1, "in_process") as workers:
            whole_search(
                step.config,
                workers,
                overrides=step.overrides,
                out=step.out,
                existing=Existing.CONTINUE,
                earlier=step.earlier,
                on_progress=lambda event: self.told(step, event),
            )


def looped(loop: Loop, searching: Searching | None = None, *, resume: bool = False, clock=lambda: 0.0) -> str:
    loop.check(resume=resume)
    return run_loop(loop, searching or Searching(), clock)


def story(loop: Loop, reason: str) -> str:
    return "\n".join(
        sentence for section in loop_report(loop.folder, loop.runs, reason).sections for sentence in section.sentences
    )


def contents(folder: Path) -> dict[str, bytes]:
    """The tables, models and configs of a loop."""
    kinds = {".csv", ".safetensors", ".yaml", ".html"}
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in kinds and path.name != "timings.csv"
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder with a config and a loop of two steps over it."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "poor.yaml").write_text(CONFIG)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        loop = Loop(Path("poor.yaml"), (), Path("loop"), rounds=2)
        assert looped(loop) == "all 2 rounds are done"
        Path("loop/loop.html").write_text(page(loop_report(loop.folder, loop.runs, "all 2 rounds are done")))
    return folder


@pytest.fixture
def loop(made, tmp_path, monkeypatch) -> Loop:
    """The same in a folder of its own, which is the working folder."""
    copytree(made, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return Loop(Path("poor.yaml"), (), Path("loop"), rounds=2)


def by_hand(loop: Loop, number: int, **changes: object) -> None:
    """Change keys of the section search, or of data, in the config of a step."""
    path = loop.folder / f"{number}.yaml"
    yaml = YAML()
    config = yaml.load((path if path.exists() else loop.folder / f"{number - 1}/config.yaml").read_text())
    for key, value in changes.items():
        section, name = key.split("__")
        config[section][name] = value
    with path.open("w") as file:
        yaml.dump(config, file)


def test_each_step_is_a_run_of_the_config_that_export_next_writes_of_the_run_before(loop):
    assert [str(run.folder) for run in loop.runs] == ["loop/1", "loop/2"]
    assert Path("loop/2.yaml").read_text() == EXPORTS["next"].content(Run(Path("loop/1")), ExportRequest())


def test_a_step_takes_over_the_trials_of_the_step_before_that_fit(loop):
    origins = [outcome.origin for outcome in loop.runs[1].outcomes if outcome.origin]
    assert sorted(origins) == [f"loop/1:{number}" for number in range(4)]


def test_the_story_says_of_each_step_what_was_searched_found_and_changed(loop):
    told = story(loop, "all 2 rounds are done")
    assert "the loop ended after 2 steps: all 2 rounds are done" in told
    assert "step 1, loop/1: 4 trials over learning_rate" in told
    assert re.search(r"winner: trial \d+, dev_error [\d.]+ ± ", told)
    assert re.search(r"  changed for step 2 \([a-z ]+\): hyperparameters\.\S+: .* → ", told)
    assert "step 2, loop/2: 14 trials over" in told
    assert "4 of them taken over from step 1" in told


def test_the_best_step_stands_beside_the_baselines_and_what_limits_it(loop):
    """In the first lines of the summary, and in the first box of the page."""
    found = loop_report(loop.folder, loop.runs, "")
    first = next(section for section in found.sections if section.name == "loop")
    (best,) = [sentence for sentence in first.sentences if sentence.startswith("best: step")]
    step = re.match(r"best: (step \d)", best)[1]
    assert any(sentence.startswith(f"{step}: baselines: dev_error ") for sentence in first.sentences)
    assert any("(largest class, " in sentence and "(linear model)" in sentence for sentence in first.sentences)
    assert any(sentence.startswith(f"what limits {step}: ") for sentence in first.sentences)
    assert any(sentence.startswith("to try after step 2 (") for sentence in first.sentences)


def test_a_step_says_that_its_trials_took_longer_and_that_its_result_rests_on_few(loop):
    """The trials that train when the time is over are trained to their end."""
    by_hand(loop, 3, hyperparameters__epochs=2_000, search__trials="auto", search__time_limit=0.01)
    told = story(loop, looped(replace(loop, rounds=3), resume=True))
    assert re.search(
        r"  a trial is about [\d.e+]+ times the work of one of step 2: in 0\.01 s it trained [12], and .* 10", told
    )
    assert re.search("  few trials: its result rests on [12] trials?, which the time was enough for", told)


@pytest.mark.parametrize(("epochs", "seconds"), [(5, 200), (10**7, 400)])
def test_a_step_whose_trials_are_more_work_gets_more_of_the_time(loop, epochs, seconds):
    """All that is left, where a round of them needs as much."""
    by_hand(loop, 3, hyperparameters__epochs=epochs)
    step = replace(loop, rounds=4, seconds=400.0).after(2, 0.0)
    assert step.overrides == (f"search.time_limit={seconds}",)


def test_what_is_advised_is_told_as_advised_whatever_form_the_config_gives_it(loop, monkeypatch):
    """The noise of images is one choice with defaults of its own, in the config that is run."""
    kept = reported_step.changes_of

    def with_noise(evidence, advice):
        choices = {"choices": [None, {"noise": 0.1}]}
        noise = ConfigChange("hyperparameters.augment", None, choices)
        return (*kept(evidence, advice), (noise, Finding("high_variance", "", Phase.VARIANCE)))

    monkeypatch.setattr(reported_step, "changes_of", with_noise)
    by_hand(loop, 3, hyperparameters__augment={"choices": [None, {"noise": 0.1}]})
    looped(replace(loop, rounds=3), resume=True)
    told = story(loop, "")
    assert "changed for step 3 (high variance): hyperparameters.augment: null → {choices: [null, {noise: 0.1}]}" in told


def test_the_page_is_small_and_tells_the_story_without_anything_from_elsewhere(loop):
    text = (loop.folder / "loop.html").read_text()
    assert len(text) < 100_000
    assert "How the loop went" in text
    assert "<svg" in text
    assert not re.search(r"(src|href)=", text.replace("xlink:href", ""))


def test_an_interrupted_loop_goes_on_to_the_same_bytes(loop, made, tmp_path, monkeypatch):
    (tmp_path / "other").mkdir()
    (tmp_path / "other/poor.yaml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path / "other")

    def interrupt(step: LoopStep, event: Event) -> None:
        if step.number == 2 and isinstance(event, TrialFinished):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        looped(loop, Searching(interrupt))
    again = Searching()
    looped(loop, again, resume=True)
    assert [step.number for step in again.steps] == [2]
    ours, expected = contents(tmp_path / "other/loop"), contents(made / "loop")
    expected.pop("loop.html")
    assert ours == expected


def test_a_loop_that_has_ended_is_extended_by_more_rounds_and_else_left_as_it_is(loop):
    before, searching = contents(loop.folder), Searching()
    looped(loop, searching, resume=True)
    assert searching.steps == []
    longer = replace(loop, rounds=3)
    looped(longer, searching, resume=True)
    assert [step.number for step in searching.steps] == [3]
    assert not Path("loop/loop.html").exists()
    before.pop("loop.html")
    assert before.items() <= contents(loop.folder).items()


def test_a_loop_that_is_there_is_refused_without_resume_and_so_is_another_config(loop):
    with pytest.raises(UsageError, match="holds a loop already; --resume"):
        loop.check(resume=False)
    with pytest.raises(UsageError, match=r"hyperparameters\.epochs was 5, is 6"):
        replace(loop, overrides=("hyperparameters.epochs=6",)).check(resume=True)


def test_a_folder_that_holds_something_else_is_refused(loop):
    Path("loop/1/run.db").unlink()
    with pytest.raises(UsageError, match=r"holds 2, but no loop"):
        loop.check(resume=True)


def test_the_mode_panda_is_refused(loop):
    with pytest.raises(UsageError, match="panda is steered by hand"):
        replace(loop, overrides=("search.mode=panda", "search.finalists=null")).check(resume=True)


def test_a_config_that_the_data_refuse_ends_the_loop_with_the_reason(loop):
    by_hand(loop, 3, data__target="nothing")
    reason = looped(replace(loop, rounds=3), resume=True)
    assert reason.startswith("the advised config is refused: loop/3.yaml:")
    assert len(loop.runs) == 2


@pytest.mark.usefixtures("loop")
def test_a_report_of_a_loops_folder_names_its_steps():
    with pytest.raises(UsageError, match=r"loop: holds the steps of a loop.* `hpsearch report loop/1`"):
        Run(Path("loop"))


def test_the_time_that_is_left_is_divided_over_the_steps_that_remain(loop):
    timed = replace(loop, rounds=4, seconds=400.0)
    step = timed.after(2, 100.0)
    assert isinstance(step, LoopStep)
    assert step.overrides == ("search.time_limit=150",)
    Path("loop/3.yaml").unlink()
    assert timed.after(2, 399.0) == "the time is used up: 399 of 400 seconds"
    assert replace(loop, rounds=4, seconds=0.01).after(2, 0.06) == "the time is used up: 0.06 of 0.01 seconds"


def test_a_step_that_was_begun_counts_with_the_time_that_it_was_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("poor.yaml").write_text(CONFIG)
    timed = Loop(Path("poor.yaml"), (), Path("loop"), rounds=1, seconds=40.0)
    looped(timed)
    Path("loop/loop.html").touch()
    assert timed.given(1) == 40
    longer = replace(timed, rounds=2, seconds=50.0)
    searching = Searching()
    looped(longer, searching, resume=True)
    assert [step.overrides for step in searching.steps] == [("search.time_limit=10",)]


def test_a_loop_says_how_many_rounds_it_had_where_fewer_are_asked_for(loop):
    assert replace(loop, rounds=1).after(2, 0.0) == "all 2 rounds are done"


def test_a_step_that_takes_nothing_over_is_announced_once(tmp_path):
    announced, refused = [], []

    def search(step: LoopStep) -> None:
        if step.earlier is not None and not refused:
            refused.append(step.number)
            raise NothingToTakeOverError("other rows")
        Searching()(step)

    (tmp_path / "poor.yaml").write_text(CONFIG)
    loop = Loop(tmp_path / "poor.yaml", (), tmp_path / "loop", 2)
    run_loop(loop, search, lambda: 0.0, lambda step: announced.append(step.number))
    assert (announced, refused) == ([1, 2], [2])
