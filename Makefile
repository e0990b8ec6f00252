# Tongban 通办. `make run` serves it, `make test` tests it; both set up what they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
PY_PATHS := engine api simulators tests benchmarks
JOBS ?= 2
PORT ?=
CONFORMANCE ?= ../shared/conformance

.PHONY: help texts screenshots run setup setup-dev test check format conformance bench screenshots clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install what the server needs into .venv
	@scripts/setup.sh run

setup-dev: ## install what tests and checks need into .venv
	@scripts/setup.sh dev

run: setup ## set everything up and serve on http://127.0.0.1:8000
	@$(BIN)/python scripts/pages.py || true
	@$(BIN)/tongban serve $(if $(PORT),--port $(PORT))

test: setup-dev ## set everything up and run all tests
	@scripts/chromium.sh
	@$(BIN)/python scripts/pages.py
	@$(BIN)/pytest -n $(JOBS) --dist loadfile $(PYTEST_ARGS)

check: setup-dev ## ruff, format, mypy strict, import contracts, dependencies
	$(BIN)/ruff check $(PY_PATHS)
	$(BIN)/ruff format --check $(PY_PATHS)
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/python scripts/requirements.py
	$(BIN)/deptry . --requirements-files build/requirements.txt --requirements-files-dev build/requirements-dev.txt

format: setup-dev ## let ruff write the code
	$(BIN)/ruff check --fix $(PY_PATHS)
	$(BIN)/ruff format $(PY_PATHS)

conformance: setup-dev ## run the outside suites of the folder CONFORMANCE and print one table
	@$(BIN)/python -m tests.conformance --folder $(CONFORMANCE)

screenshots: setup-dev ## write docs/screenshots from a demo
	@scripts/chromium.sh
	@$(BIN)/python scripts/pages.py
	@$(BIN)/python -m tests.pages.screenshots

texts: setup-dev ## bring the English texts of the pages up to date, name what is missing
	@$(BIN)/python scripts/texts.py

bench: setup-dev ## measure speed and memory, print medians and ratios
	@for file in $$(grep -l '__main__' benchmarks/*.py); do echo "== $$file"; $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

clean: ## remove what was built (not var/, which holds the data)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis node_modules api/static/dist build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
