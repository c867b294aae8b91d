# Two commands matter: `make crawl` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DOCUMENTS ?= tests/fixtures/documents
PAGES ?= 300
DAY ?= 0
# Cleaning a page once compiles the loops that clean pages, and keeps them for this machine.
COMPILE = echo "compiling, once ..." && $(BIN)/python -m pipelines.preload

.PHONY: help crawl test lint format readme lock bench bench-extract bench-spam bench-repair bench-discovery bench-scale bench-crawl bench-archive bench-store bench-duplicates clean practice

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

crawl: $(VENV)/run.ok ## archive the documents into output/archive.db
	@$(BIN)/scrapy crawl documents -a path=$(DOCUMENTS)

practice: $(VENV)/dev.ok ## serve a practice site on this machine, crawl it, and compare with the truth (DAY=1 for the next day)
	@$(BIN)/python -m tools.practice --pages $(PAGES) --day $(DAY)

test: $(VENV)/dev.ok $(VENV)/replay.ok ## run the tests
	@$(BIN)/python -m pytest

lint: $(VENV)/dev.ok ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

readme: $(VENV)/run.ok ## put what `make crawl` prints into the READMEs
	@$(BIN)/python -m tools.readme

format: $(VENV)/dev.ok ## mend style where a tool can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench-extract: $(VENV)/bench.ok ## article and metadata against the peers, into docs/benchmarks.md (needs ../shared)
	@$(BIN)/python -m bench.peers
	@$(BIN)/python -m bench.speed
	@$(BIN)/python -m bench.extract

bench-spam: $(VENV)/bench.ok ## blocks, pages and injected blocks, sources left out, against public baselines, into docs/benchmarks.md (needs ../shared)
	@$(BIN)/python -m bench.spam
	@$(BIN)/python -m bench.strangers

bench-repair: $(VENV)/bench.ok ## damaged texts (needs ../shared)
	@$(BIN)/python -m bench.repair
	@$(BIN)/python -m bench.certain ../shared
	@$(BIN)/python -m bench.unchanged
	@$(BIN)/python -m bench.unchanged ../shared

bench-discovery: $(VENV)/bench.ok ## articles and further pages found in composed lists; real links (needs ../shared)
	@$(BIN)/python -m bench.discovery

bench-scale: $(VENV)/dev.ok ## time of clean_page against the size of the page, with a plot
	@$(BIN)/python -m bench.scale

bench-archive: $(VENV)/bench.ok ## WARC files beside warcio alone, cleaning them again beside trafilatura
	@$(BIN)/python -m bench.archive

bench-crawl: $(VENV)/bench.ok ## the crawl on the practice site against bare Scrapy and trafilatura, memory, a second visit
	@$(BIN)/python -m bench.crawl

bench-store: $(VENV)/dev.ok ## write, search, export and pull 100,000 composed articles, beside sqlite3, sqlite-utils and DuckDB
	@$(BIN)/python -m bench.store

bench-duplicates: $(VENV)/bench.ok ## duplicates of composed archives: how many are found, time, memory
	@$(BIN)/python -m bench.duplicates

bench: $(VENV)/dev.ok ## documents a second and peak memory, into docs/benchmarks.md
	@$(BIN)/python -m bench.documents

lock: ## renew requirements/*.lock from pyproject.toml (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url pyproject.toml -o requirements/run.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url pyproject.toml --group dev -o requirements/dev.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url pyproject.toml --group dev --group train --group bench -o requirements/bench.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --group replay -o requirements/replay.lock

clean: ## remove the environment and everything generated
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache output/archive.db* output/reports output/practice

$(VENV)/pip.ok:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=python3.11")'
	@echo "setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.ok: $(VENV)/pip.ok requirements/run.lock
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.lock
	@$(COMPILE)
	@touch $@

$(VENV)/dev.ok: $(VENV)/pip.ok requirements/dev.lock
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.lock
	@$(COMPILE)
	@touch $@ $(VENV)/run.ok

# The Wayback tools, in an environment of their own: pywb and Scrapy need different brotli packages. surt has no wheel.
$(VENV)/replay.ok: $(VENV)/pip.ok requirements/replay.lock
	@$(PYTHON) -m venv $(VENV)/replay
	@$(VENV)/replay/bin/pip install -q --disable-pip-version-check --require-hashes --only-binary :all: --no-binary surt -r requirements/replay.lock
	@touch $@

# Not only wheels: some peers ship none.
$(VENV)/bench.ok: $(VENV)/dev.ok requirements/bench.lock
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/bench.lock
	@touch $@
