# Everything runs in .venv, which the first command makes; PYTHON may name another interpreter (3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-lowest format proof fuzz bench bench-search bench-anytime experiments examples docs clean

run: .venv/installed
	$(BIN)/hpsearch run experiments/digits.yaml --overwrite --yes

test: .venv/installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m compileall -q hpsearch tests  # else each of many processes compiles where none may write
	$(BIN)/pytest -n 2 --dist worksteal

# With the lowest versions of the dependencies that setup.cfg allows, in an environment of their own.
test-lowest: .venv-lowest/installed
	.venv-lowest/bin/pytest -n 2

format: .venv/installed-test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The long forms of the tests that draw random cases, with the peers at hand, and 200 random networks in PyTorch too.
proof: .venv-bench/installed
	HPSEARCH_CASES=10000 .venv-bench/bin/pytest -n 2
	.venv-bench/bin/python -m tests.parity

# Random attacks, all of which must end in a sentence; a failure has a name: python -m tests.fuzz --case tables:1:123
SECONDS ?= 600
SEED ?= 0
fuzz: .venv/installed-test
	nice $(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed $(SEED)

# Side by side with what people use instead; the peers live in an environment of their own.
bench: .venv-bench/installed
	.venv-bench/bin/python -m compileall -q hpsearch  # pip did so with the peers
	.venv-bench/bin/python -m benchmarks

# What coarse_to_fine finds today, beside what its peers found (kept in benchmarks/results): 5 to 10 minutes.
bench-search: .venv-bench/installed
	.venv-bench/bin/python -m benchmarks.search_quality --samplers coarse_to_fine --again
	.venv-bench/bin/python -m benchmarks.machinery
	.venv-bench/bin/python -m benchmarks.halving
	.venv-bench/bin/python -m benchmarks.finalists

# What searches have after 5, 15 and 60 seconds, on the tables of FOLDER that TABLES names: 4 minutes a table.
TABLES ?=
bench-anytime: .venv-bench/installed
	.venv-bench/bin/python -m benchmarks.anytime "$(FOLDER)" --tables "$(TABLES)"

# The claims of the notes, measured again into docs/experiments, and the configs of experiments/.
experiments: .venv/installed
	$(BIN)/python -m experiments
	for config in experiments/*.yaml; do $(BIN)/hpsearch run $$config --overwrite --yes || exit; done

# Runs the commands of README and docs/, writes what they print below them, and the reference from the code.
examples: .venv/installed-test
	$(BIN)/python -m tests.pages
	$(BIN)/python -m tests.run_folder
	$(BIN)/python -m tests.reference

# Builds the site of all documents in site/; a wrong link is an error.
docs: .venv/installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "site/index.html can be opened; with its search: $(BIN)/mkdocs serve"

clean:
	rm -rf .venv .venv-bench .venv-lowest build dist site *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: setup.cfg pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/installed-test: setup.cfg pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[test]"
	touch $@ .venv/installed

.venv/installed-docs: setup.cfg pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[docs]"
	touch $@

.venv-lowest/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/python -m pip install --quiet uv
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct --editable .
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --editable ".[test]"  # keeps those
	touch $@

.venv-bench/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --editable ".[bench,test]"
	touch $@
