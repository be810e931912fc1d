# From an empty machine with Python 3.11 and make, each of these works as the first command typed.
PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.complete
PYWB := .venv-pywb/.complete
PEERS := .venv-peers/.complete

.PHONY: setup demo test soak lint bench accuracy screenshot lock

setup: $(SETUP)

# Everything by hash from the lock, then the project itself without asking any index.
$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Clusterarchiv needs Python 3.11 or newer; set PYTHON=python3.11"; exit 1; }
	@echo "Setting up .venv: what requirements.lock names, 850 MB on disk; one to five minutes."
	@$(PYTHON) -m venv .venv
	@.ci/install $(BIN)/pip requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index \
		-e . 2>.venv/setup.log || { cat .venv/setup.log >&2; exit 1; }
	@touch $(SETUP)
	@echo "Done. Next: make demo, or $(BIN)/clusterarchiv -h"

# pywb, which a test replays captures with, has pins that are older than ours.
$(PYWB): requirements-pywb.lock
	@echo "Setting up .venv-pywb, for a test; a minute."
	@$(PYTHON) -m venv .venv-pywb
	@.ci/install .venv-pywb/bin/pip requirements-pywb.lock
	@touch $(PYWB)

# What we are measured beside; nothing of it is a dependency.
$(PEERS): requirements-peers.lock
	@echo "Setting up .venv-peers, what the benchmarks measure beside us."
	@$(PYTHON) -m venv .venv-peers
	@.ci/install .venv-peers/bin/pip requirements-peers.lock --no-deps
	@touch $(PEERS)

DEMO := $(BIN)/scrapy update demo_kooperation demo_cluster

# Four nights of the two portals and a part of their web archive (docs/demo.md), the last night as often
# as it is called. That night a health check holds articles back, as it should: exit code 4.
demo: $(SETUP)
	@test -e archive.db || { \
		$(DEMO) \
		&& $(BIN)/scrapy crawl demo_kooperation -a source=demo:webarchive -a limit=35 \
		&& $(BIN)/scrapy watch add foerderung --kind bekanntmachung --notify none \
		&& $(DEMO) -a source=demo:2 \
		&& $(DEMO) -a source=demo:3; }
	$(DEMO) -a source=demo:4 || test $$? -eq 4
	@echo "archive.db is made. Look at it: $(BIN)/scrapy serve"

# Tests start many interpreters. What one has compiled the next need not, whatever the shell says.
test soak: export PYTHONDONTWRITEBYTECODE :=

# Tests of whole commands wait for them: three processes keep two cores busy.
test: $(SETUP) $(PYWB)
	@echo "The whole suite takes five to six minutes on two cores; CONTRIBUTING.md says how to run less."
	$(BIN)/pytest -n 3 --dist worksteal

# The crash, cluster and web archive tests once more, with several times the power cuts and kills;
# watches over 2,000 days, and by crawls of 200 nights; every breakage of a layout on both portals, in
# three shares of their articles; thirty nights of an unattended archive, in two seasons. Last
# docs/operations.md on a Debian that is made for it; needs root, debootstrap, systemd-container.
soak: $(SETUP) $(PYWB)
	CRASH_IMAGES=10000 CRASH_KILLS=100 $(BIN)/pytest tests/crash -n auto
	CLUSTER_PORTALS=40 CLUSTER_KILLS=10 $(BIN)/pytest tests/cluster
	WEBARCHIVE_KILLS=40 $(BIN)/pytest tests/webarchives/test_kill.py
	WATCH_DAYS=2000 $(BIN)/pytest tests/watches/test_two_hundred_days.py
	CRAWLED_NIGHTS=200 CRAWLED_SEEDS=1,2,3 $(BIN)/pytest tests/watches/test_crawled_calls.py -n auto
	HEALTH_SHARES=0.2,0.5,1 $(BIN)/pytest tests/health/test_nights.py -n auto
	ALIVE_NIGHTS=30 $(BIN)/pytest tests/alive/test_nights.py -n auto
	BOOK_SUITES=bookworm,trixie $(BIN)/pytest tests/operations/test_on_debian.py

lint: $(SETUP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/scrapy-lint
	@.ci/audit $(BIN)/pip-audit

# Writes docs/benchmarks.md. FULL=1 adds the long rows: millions of articles, an hour and more.
bench: $(SETUP) $(PEERS)
	FULL=$(FULL) $(BIN)/python -m bench

# Writes docs/accuracy.md from the labelled pages in ../shared, and says so where they are not there.
accuracy: $(SETUP)
	$(BIN)/python -m bench.accuracy

# The picture in the README; needs Chromium.
screenshot: $(SETUP)
	$(BIN)/python -m docs.screenshot

# After a change of dependencies in pyproject.toml: names, versions and hashes, no index address.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet --disable-pip-version-check uv
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--all-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file requirements.lock pyproject.toml
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--extra serve --extra report --extra export --extra cluster --constraint requirements.lock \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file requirements-run.lock pyproject.toml
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file requirements-pywb.lock requirements-pywb.in
	.venv-lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file requirements-peers.lock requirements-peers.in
	rm -rf .venv-lock
