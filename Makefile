# Two commands set everything up: `make demo` and `make test`. The rest is for people who work on it.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
ARGS   ?=

.PHONY: setup setup-dev demo test test-fast proof lint lock screenshots docs clean

setup: .stamps/runtime
setup-dev: .stamps/dev

$(PY):
	$(PYTHON) -m venv $(VENV)

.stamps/runtime: $(PY) requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@mkdir -p .stamps && touch $@

.stamps/dev: $(PY) requirements-dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	@mkdir -p .stamps && touch .stamps/runtime $@

demo: .stamps/runtime
	@$(PY) -m app demo $(ARGS)

test: .stamps/dev
	$(PY) -m pytest -n 3 --dist loadscope --no-loadscope-reorder -m "not proof" $(ARGS)

test-fast: .stamps/dev
	$(PY) -m pytest tests/unit tests/test_floors.py -n 2 --dist worksteal -m "not proof and not slow and not browser and not soffice" $(ARGS)

proof: .stamps/dev
	$(PY) -m pytest -n 2 --dist worksteal -m proof $(ARGS)

lint: .stamps/dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(PY) -m app schema check

docs: .stamps/dev
	$(PY) -m app schema docs > docs/data-dictionary.md
	$(PY) -m app rules > docs/reminders.md

screenshots: .stamps/dev
	$(PY) -m tests.screenshots docs/images

lock: .stamps/dev
	$(VENV)/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --upgrade requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links requirements.in requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) .stamps holdfast-data
