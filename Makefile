# make run        set everything up, build the sample city, serve it at http://127.0.0.1:8000
# make test       everything CI runs: lint, types, room walls, all tests with coverage, packaging;
#                 its last lines say what a missing server left out, and how to get it
# make test-fast  tests that need no server, in under a minute
# make test-full  the sample city of 20,000 enterprises against its own truth; fifty kills of each process
# make lint | format | types | walls | coverage | packaging | bench | schema | lock | clean

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin
DATA ?= data
PYTEST_ARGS ?=
ROOMS := api cities cli graphql indexers ledger records reports samples search

# The first Python of at least 3.11 that can make a virtual environment.
find_python = for p in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
	"$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo "$$p" && exit 0; done; exit 1

# What the tests could not run for want of a server, a line each; in CI that is a failure instead.
NOT_RUN := .cache/not-run
coverage packaging: export GONGSHI_TEST_NOT_RUN = $(CURDIR)/$(NOT_RUN)
test-fast coverage packaging test-full: export TMPDIR := $(shell .ci/tests_tmpdir)

# $(call step,name,command): runs a step and notes its seconds in .cache/steps.
define step
@mkdir -p .cache; begun=$$(date +%s); printf '\n=== %s\n' '$(1)'; \
	{ $(2); }; code=$$?; spent=$$(( $$(date +%s) - begun )); \
	printf '%5d s  %s%s\n' "$$spent" '$(1)' "$$([ $$code -eq 0 ] || echo '  FAILED')" \
	| tee -a .cache/steps; exit $$code
endef

.PHONY: help
help:
	@sed -n 's/^# \{0,1\}//p; /^$$/q' Makefile

# --- setting up ------------------------------------------------------------------------------------

.PHONY: python
python:
	@$(find_python)

$(VENV)/made:
	@python=$$($(find_python)) || { \
	echo "gongshi needs Python 3.11 or newer with its venv module."; \
	echo "  found: $$($(or $(PYTHON),python3) --version 2>&1)"; \
	echo "  Debian, Ubuntu: apt install python3 python3-venv   (or: make PYTHON=/path/to/python3.12 ...)"; \
	exit 1; }; \
	"$$python" -m venv $(VENV) && touch $@

# The lock holds hashes for everything, the build backend included, so nothing else is downloaded.
$(VENV)/run: requirements/run.txt pyproject.toml $(VENV)/made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements/dev.txt
	@touch $@

.PHONY: setup setup-dev
setup: $(VENV)/run
setup-dev: $(VENV)/dev

# --- using -----------------------------------------------------------------------------------------

.PHONY: run
run: $(VENV)/run
	$(BIN)/gongshi demo --data $(DATA)

# --- checking --------------------------------------------------------------------------------------

.PHONY: lint
lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: format
format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: types
types: $(VENV)/dev
	@$(MAKE) --no-print-directory --jobs=2 --output-sync mypy pyright

.PHONY: mypy pyright
mypy: $(VENV)/dev
	$(BIN)/mypy
pyright: $(VENV)/dev
	$(BIN)/pyright --pythonpath $(BIN)/python

.PHONY: walls
walls: $(VENV)/dev
	$(BIN)/lint-imports --cache-dir .cache/import-linter

# As root on Debian the real servers are installed; elsewhere the tests say what to install.
.PHONY: servers
servers: $(VENV)/dev
	PYTHON=$(BIN)/python tests/servers/install

.PHONY: test-fast
test-fast: $(VENV)/dev
	$(BIN)/python -m pytest -q -n 2 \
		-m "not elasticsearch and not postgresql and not redis and not slow" \
		$(PYTEST_ARGS)

.PHONY: coverage
coverage: $(VENV)/dev
	@rm -rf .cache/coverage $(NOT_RUN) && mkdir -p .cache/coverage
	@# In the order of their names: by the number of their tests, files of few long ones would come last.
	$(BIN)/coverage run -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder \
		--ignore=tests/packaging $(PYTEST_ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=0
	$(BIN)/coverage json --quiet
	$(BIN)/python .ci/check_coverage.py .cache/coverage/report.json

# The sample city against its own truth, at twenty instants, on both engines (some minutes); ingest
# and projector killed at fifty random points on PostgreSQL and Elasticsearch (some more); the steps
# of the image in a clean folder.
TRUTH_ENTERPRISES ?= 20000
KILL_POINTS ?= 50
.PHONY: test-full
test-full: $(VENV)/dev
	GONGSHI_TEST_TRUTH_ENTERPRISES=$(TRUTH_ENTERPRISES) GONGSHI_TEST_KILL_POINTS=$(KILL_POINTS) \
		GONGSHI_TEST_IMAGE=1 $(BIN)/python -m pytest -q -s tests/contract/test_truth.py \
		tests/faults/test_killed_production.py tests/packaging/test_docker.py $(PYTEST_ARGS)

.PHONY: packaging
packaging: $(VENV)/dev
	$(BIN)/python -m pytest -q tests/packaging $(PYTEST_ARGS)

.PHONY: test
test:
	@rm -f .cache/steps $(NOT_RUN)
	$(call step,environment,$(MAKE) --no-print-directory setup-dev)
	$(call step,lint,$(MAKE) --no-print-directory lint)
	$(call step,types,$(MAKE) --no-print-directory types)
	$(call step,room walls,$(MAKE) --no-print-directory walls)
	$(call step,servers,$(MAKE) --no-print-directory servers)
	$(call step,tests and coverage,$(MAKE) --no-print-directory coverage)
	$(call step,packaging,$(MAKE) --no-print-directory packaging)
	@printf '\n=== all passed\n'; cat .cache/steps; ! [ -s $(NOT_RUN) ] || { echo; cat $(NOT_RUN); }

.PHONY: bench
bench: $(VENV)/dev
	$(BIN)/python bench/ingest.py

# --- regenerating ----------------------------------------------------------------------------------

.PHONY: schema
schema: $(VENV)/dev
	@mkdir -p .cache
	$(BIN)/python -c "from gongshi.graphql.schema import SCHEMA; print(SCHEMA.as_str())" \
		> .cache/schema.graphql
	mv .cache/schema.graphql graphql/schema.graphql

# Versions and hashes only: no index, no links, no addresses (tests/packaging holds that).
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-annotate \
	--custom-compile-command "make lock"

.PHONY: lock
lock: $(VENV)/made
	@[ -x $(BIN)/uv ] || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --group build --output-file requirements/run.txt $(LOCK_ARGS)
	$(COMPILE) --group build --extra dev --constraints requirements/run.txt \
		--output-file requirements/dev.txt $(LOCK_ARGS)

.PHONY: clean
clean:
	rm -rf $(VENV) .cache build dist
