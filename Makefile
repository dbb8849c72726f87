SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PROJECTS := $(wildcard libs/*/pyproject.toml services/*/pyproject.toml cli/pyproject.toml deploy/local/pyproject.toml)
SOURCES := libs services cli deploy tests tools bench conftest.py
PACKAGES := $(wildcard libs/*/hirewire_* services/*/hirewire_* cli/hirewire_* deploy/local/hirewire_*)
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

.PHONY: rebuild-views
rebuild-views: .venv/.installed ## Build the gateway's views anew from their owners (VIEW=jobs,candidates for some)
	@eval "$$($(BIN)/hirewire-local env)" && $(BIN)/hirewire views rebuild --view "$(VIEW)"

.PHONY: test
test: .venv/.installed ## Run the tests with coverage
	@tools/test

.PHONY: faults
faults: .venv/.installed ## Provoke every fault of docs/faults.md and count (CASES=1,7 SEED=n)
	@$(BIN)/python -m tests.faults $(if $(CASES),--cases $(CASES)) $(if $(SEED),--seed $(SEED))

.PHONY: faults-cluster
faults-cluster: .venv/.installed ## The same with three RabbitMQ nodes: a leader killed, a partition, a rolling restart
	@$(BIN)/python -m tests.faults.cluster_cases $(if $(SEED),--seed $(SEED))

.PHONY: soak
soak: .venv/.installed ## Draw faults at random while clients write (MINUTES=10 SEED=n)
	@$(BIN)/python -m tests.faults.soak $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

.PHONY: test-security
test-security: .venv/.installed ## Attack routes, tenants, tokens, rights and secrets, with many made-up requests
	@SECURITY_EXAMPLES=$${SECURITY_EXAMPLES:-30} $(BIN)/pytest -q -p no:cacheprovider --timeout 1800 \
		tests/security services/gateway/tests/http services/gateway/tests/identity \
		services/gateway/tests/live libs/chassis/tests/test_provision.py \
		libs/chassis/tests/test_broker_users.py

.PHONY: fuzz-extraction
fuzz-extraction: .venv/.installed ## Read 500 damaged and hostile documents and see each end with a reason (DOCUMENTS=n SEED=n)
	@$(BIN)/python -m tests.fuzz $(if $(DOCUMENTS),--documents $(DOCUMENTS)) $(if $(SEED),--seed $(SEED))

.PHONY: bench-security
bench-security: .venv/.installed ## Time logins, permissions and row-level security
	@$(BIN)/python -m bench.security

.PHONY: mutants
mutants: .venv/.installed ## Break each promise of the chassis on purpose and see a test fail
	@$(BIN)/python tools/mutants.py

.PHONY: bench
bench: .venv/.installed bench-path ## Time a write until its 201, the vectors, the ranking and the graph; weigh the processes
	@$(BIN)/python -m bench.memory
	@$(BIN)/python bench/embedding.py
	@$(BIN)/python bench/matching.py
	@$(BIN)/python -m bench.neighbors

.PHONY: bench-path
bench-path: .venv/.installed ## Time a write until its 201 at 1, 8 and 64 clients, beside a bare prototype
	@$(BIN)/python -m bench.path

.PHONY: eval-matching
eval-matching: .venv/.installed ## Measure how well people and titles are ranked, beside BM25 and the bare model (DATA=folder)
	@$(BIN)/python -m bench.grading
	@$(BIN)/python -m bench.titles $(if $(DATA),--data "$(DATA)")

.PHONY: bench-extraction
bench-extraction: .venv/.installed ## Count résumés per second and core from file to graph, beside pdfminer.six (PAPERS=n)
	@bench/extraction/install
	@$(BIN)/python -m bench.extraction $(if $(PAPERS),--papers $(PAPERS))

.PHONY: eval-extraction
eval-extraction: .venv/.installed ## Measure how well documents are read, beside a plain gazetteer (DATA=folder ONLY=part)
	@$(BIN)/python -m bench.extraction.evaluate $(if $(DATA),--data "$(DATA)") $(if $(ONLY),--only $(ONLY))

.PHONY: eval-resolution
eval-resolution: .venv/.installed ## Measure how often names that are merged automatically mean one thing (VECTORS=1 to compare more)
	@$(BIN)/python -m bench.resolution $(if $(VECTORS),--vectors)

.PHONY: tune-weights
tune-weights: .venv/.installed ## Fit the weights to judged matches and write a new version (PAIRS=file OUT=folder)
	@$(BIN)/python -m tools.tune_weights "$(PAIRS)" $(if $(OUT),--out "$(OUT)")

.PHONY: bench-matching
bench-matching: .venv/.installed ## Time the first 20 of 100,000 candidates, by indexes and by a scan (SIZE=n)
	@$(BIN)/python -m bench.ranking $(if $(SIZE),--size $(SIZE))

.PHONY: bench-search
bench-search: .venv/.installed ## Time searches of 100,000 jobs by words, meaning and both, beside ILIKE and a plain tsvector
	@$(BIN)/python -m bench.search $(if $(JOBS_SEARCHED),--jobs $(JOBS_SEARCHED))

.PHONY: bench-messaging
bench-messaging: .venv/.installed ## Compare the chassis with raw drivers and six task queues; then time the relay
	@bench/messaging/install
	@$(BIN)/python -m bench.messaging
	@$(BIN)/python -m bench.messaging.relay

.PHONY: check
check: .venv/.installed ## Check format, lint, types, imports, sizes, contracts, containers, known holes
	@$(BIN)/ruff format --check --quiet $(wildcard $(SOURCES))
	@$(BIN)/ruff check --quiet $(wildcard $(SOURCES))
	@$(BIN)/python tools/sizes.py
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@tools/types
	@$(BIN)/python -m tools.contracts --check
	@$(BIN)/python -m tools.settings_reference --check
	@$(BIN)/python -m tools.permissions --check
	@$(BIN)/python -m tools.matching_tables --check
	@$(BIN)/python -m tools.search_vocabulary --check
	@tools/containers
	@$(BIN)/bandit --quiet --recursive --severity-level medium --skip B310,B608 $(PACKAGES) # ruff has those two
	@$(BIN)/python -m tools.vulnerabilities
	@echo "check: all passed"

.PHONY: format
format: .venv/.installed ## Format the code and fix what can be fixed
	@$(BIN)/ruff format --quiet $(wildcard $(SOURCES))
	@$(BIN)/ruff check --quiet --fix $(wildcard $(SOURCES)) || true

.PHONY: contracts
contracts: .venv/.installed ## Regenerate schemas, AsyncAPI, .env.example, docs/messages.md and permissions.md; fail on a breaking change
	@$(BIN)/python -m tools.contracts
	@$(BIN)/python -m tools.settings_reference
	@$(BIN)/python -m tools.permissions
	@$(BIN)/python -m tools.matching_tables
	@$(BIN)/python -m tools.search_vocabulary

.PHONY: lock
lock: .venv/.installed ## Resolve the workspace anew and write the hashed requirement files
	@tools/lock --upgrade

.PHONY: clean
clean: down ## Stop everything and remove what was built or stored here
	@rm -rf .venv .local .mypy_cache .ruff_cache .pytest_cache .coverage* htmlcov
