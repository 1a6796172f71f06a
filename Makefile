# Two commands are all: `make run` and `make test`. Everything else is for those who change the code.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCAL := $(BIN)/python -m portal1034.local
PYTEST_ARGS ?=
# Tests keep their servers apart from those of `make run`.
TEST_DATA ?= $(CURDIR)/.data/test
export PYTHONDONTWRITEBYTECODE = 1

help: ## Show this list
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk -F ':.*?## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: $(VENV)/.base ## Start the whole portal on this machine (PORT=8000, PORTAL_DATA=.data)
	@exec $(LOCAL) run

reset: $(VENV)/.base ## Forget the data of `make run`
	@$(LOCAL) reset

test: $(VENV)/.dev ## Run every test on real PostgreSQL, Redis, sandbox and Chromium
	@scripts/install-chromium
	@PORTAL_DATA=$(TEST_DATA) $(LOCAL) exec -- $(BIN)/python -m pytest -n 3 --dist loadgroup $(PYTEST_ARGS)

check: $(VENV)/.dev ## Lint, layers, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	PORTAL_DATA=$(TEST_DATA) $(LOCAL) exec -- scripts/check-django

bench: $(VENV)/.dev ## Measure speed as ratios against an empty view (slow)
	PORTAL_DATA=$(TEST_DATA) PORTAL_DURABLE=1 $(LOCAL) exec -- $(BIN)/python -m pytest tests/bench -p no:randomly -s -o addopts=--import-mode=importlib --timeout 0

chaos: $(VENV)/.dev ## Break everything while 10,000 changes happen, then compare (CHAOS_CHANGES, CHAOS_SEED; slow)
	CHAOS_CHANGES=$(or $(CHAOS_CHANGES),10000) PORTAL_DATA=$(TEST_DATA)-chaos PORTAL_DURABLE=1 $(LOCAL) exec -- $(BIN)/python -m pytest tests/chaos -p no:randomly -s --timeout 0

shell: $(VENV)/.base ## A Django shell on the data of `make run`
	@$(LOCAL) exec -- $(BIN)/python manage.py shell

lock: ## Compile requirements/*.txt from pyproject.toml
	scripts/lock

$(VENV)/bin/python:
	@PYTHON="$(PYTHON)" scripts/make-venv $(VENV)

# The locked files name everything, so pip resolves nothing: its resolver would look for
# newer releases behind extras and refuse them for want of a hash.
$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "Đang cài thư viện (lần đầu mất chừng một phút)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Đang cài thư viện để kiểm thử…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip check --disable-pip-version-check >/dev/null
	@touch $@ $(VENV)/.base

.PHONY: help run reset test check bench chaos shell lock
