SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PROJECTS := $(wildcard libs/*/pyproject.toml services/*/pyproject.toml cli/pyproject.toml deploy/local/pyproject.toml)
SOURCES := libs services cli deploy tests tools bench conftest.py
RESUMES ?= deploy/samples/resumes
JOBS ?= deploy/samples/job_files

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/.installed: requirements/dev.txt requirements/uv.txt $(PROJECTS) tools/bootstrap
	@PYTHON="$(PYTHON)" tools/bootstrap

.PHONY: install
install: .venv/.installed ## Make .venv with everything that the other targets need

.PHONY: demo
demo: .venv/.installed ## Run the whole story on sample files (RESUMES=folder JOBS=folder for yours)
	@$(BIN)/python -m hirewire_local.demo --resumes "$(RESUMES)" --jobs "$(JOBS)"

.PHONY: up
up: .venv/.installed ## Start everything on this machine and leave it running
	@$(BIN)/hirewire-local up --detach

.PHONY: down
down: .venv/.installed ## Stop what `make up` started
	@$(BIN)/hirewire-local down

.PHONY: test
test: .venv/.installed ## Run the tests with coverage
	@tools/test

.PHONY: mutants
mutants: .venv/.installed ## Break each promise of the chassis on purpose and see a test fail
	@$(BIN)/python tools/mutants.py

.PHONY: bench
bench: .venv/.installed ## Time a write until its 201, the vectors, the ranking and the graph; weigh the processes
	@$(BIN)/python -m bench.write_path
	@$(BIN)/python -m bench.memory
	@$(BIN)/python bench/embedding.py
	@$(BIN)/python bench/matching.py
	@$(BIN)/python -m bench.neighbors

.PHONY: check
check: .venv/.installed ## Check format, lint, types, imports, sizes, contracts and containers
	@$(BIN)/ruff format --check --quiet $(wildcard $(SOURCES))
	@$(BIN)/ruff check --quiet $(wildcard $(SOURCES))
	@$(BIN)/python tools/sizes.py
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@tools/types
	@$(BIN)/python -m tools.contracts --check
	@$(BIN)/python -m tools.settings_reference --check
	@$(BIN)/python -m tools.matching_tables --check
	@tools/containers
	@echo "check: all passed"

.PHONY: format
format: .venv/.installed ## Format the code and fix what can be fixed
	@$(BIN)/ruff format --quiet $(wildcard $(SOURCES))
	@$(BIN)/ruff check --quiet --fix $(wildcard $(SOURCES)) || true

.PHONY: contracts
contracts: .venv/.installed ## Regenerate schemas, AsyncAPI, docs/messages.md, .env.example; fail on a breaking change
	@$(BIN)/python -m tools.contracts
	@$(BIN)/python -m tools.settings_reference
	@$(BIN)/python -m tools.matching_tables

.PHONY: lock
lock: .venv/.installed ## Resolve the workspace anew and write the hashed requirement files
	@tools/lock --upgrade

.PHONY: clean
clean: down ## Stop everything and remove what was built or stored here
	@rm -rf .venv .local .mypy_cache .ruff_cache .pytest_cache .coverage* htmlcov
