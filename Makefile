# One command to run it, one to test it. `make help` lists the rest.
PORT ?= 8000
MEDIATION_DATA ?= $(CURDIR)/var
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export MEDIATION_DATA PORT

.PHONY: help run setup test lint bench lock clean

help:            ## this list
	@grep -hE '^[a-z0-9-]+: .*##|^[a-z0-9-]+:  +##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

run: setup       ## set everything up and serve the demo village on http://127.0.0.1:8000
	@$(BIN)/mediation init
	@$(BIN)/mediation demo
	@$(BIN)/mediation serve

setup: $(VENV)/.ready  ## only the virtual environment with .venv/bin/mediation

$(VENV)/.ready: requirements/run.txt pyproject.toml
	@echo "== 1/3 creating the virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else 0'
	@$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "== 2/3 installing the locked dependencies (with hashes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@echo "== 3/3 installing the product itself"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready requirements/test.txt
	@echo "== installing the locked test dependencies (with hashes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@

test: $(VENV)/.ready-test lint  ## set up what the tests need and pass them
	@bash tests/browser/ensure_browser.sh
	@$(BIN)/python -m pytest -m "not slow" -n auto

lint: $(VENV)/.ready-test  ## style, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.ready  ## print the figures the README promises (several minutes)
	@$(BIN)/python -m benchmarks.step

lock: $(VENV)/.ready  ## renew requirements/*.txt
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile -q --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header requirements/run.in -o requirements/run.txt
	@$(BIN)/uv pip compile -q --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header -c requirements/run.txt requirements/test.in -o requirements/test.txt

clean:           ## remove the virtual environment (never the data)
	rm -rf $(VENV)

.PHONY: prove-kill9 prove-races prove-timers prove-history

prove-history: $(VENV)/.ready-test  ## 7 x 1000 falsified histories are found, honest ones raise no alarm
	@$(BIN)/python -m pytest -q -s -m "slow or not slow" tests/reliability/test_history_attacks.py

prove-races: $(VENV)/.ready-test  ## many people on one task: one succeeds, the others are told so
	@$(BIN)/python -m pytest -q -s -m "slow or not slow" tests/reliability/test_races.py

prove-kill9: $(VENV)/.ready-test  ## 200 times kill -9 under load: nothing acknowledged is lost, nothing is done twice
	@$(BIN)/python -m pytest -q -s -m "slow or not slow" tests/reliability/test_crash.py tests/reliability/test_upload.py

prove-timers: $(VENV)/.ready-test  ## 5 000 due timers, two tickers, 50 kills: each fires exactly once
	@$(BIN)/python -m pytest -q -s -m "slow or not slow" tests/reliability/test_timers.py

.PHONY: prove-postgres

prove-postgres: $(VENV)/.ready-test  ## the races and whole cases on PostgreSQL (its programs must be installed)
	@$(BIN)/python -m pytest -q -rs -m "slow or not slow" tests/reliability/test_postgres.py

.PHONY: assets screenshots two-minutes effort

effort: $(VENV)/.ready-test  ## screens, taps, typed and read characters of every task on a phone, with the shortest honest answer
	@bash tests/browser/ensure_browser.sh
	@$(BIN)/python -m pytest -q -p no:xdist tests/browser/test_browser_effort.py

two-minutes: $(VENV)/.ready-test  ## taps, characters and seconds from the first word to an oral agreement on a phone
	@bash tests/browser/ensure_browser.sh
	@$(BIN)/python -m pytest -q -s -p no:xdist tests/browser/test_browser_two_minutes.py

assets: $(VENV)/.ready-test  ## build static/vendor, tests/browser/vendor and the papers' font anew (needs node and npm; the result is committed)
	@mkdir -p build/assets && cp static/vendor/package.json static/vendor/package-lock.json static/vendor/build.mjs build/assets/
	@cd build/assets && npm ci --silent --no-audit --no-fund --omit-lockfile-registry-resolved=true && node build.mjs "$(CURDIR)"
	@$(BIN)/python mediation/documents/fonts/build.py build/assets/node_modules

screenshots: $(VENV)/.ready-test  ## the README's pictures, taken of the demo village
	@$(BIN)/python tests/browser/screenshots.py

.PHONY: prove-models

prove-models: $(VENV)/.ready-test  ## 100 hostile or broken bundles and 5 000 damaged ones are answered, nothing opened
	@$(BIN)/python -m pytest -q -s -m "slow or not slow" tests/models/test_models_gate.py tests/models/test_models_confined.py

.PHONY: prove-requests

prove-requests: $(VENV)/.ready-test  ## 20 000 addresses asked for and 10 000 forms sent, as hostile as they come: no 5xx, no change by asking
	@$(BIN)/python -m pytest -q -s -m "slow or not slow" tests/access/test_access_asking.py tests/web/test_web_anything_may_be_sent.py

.PHONY: prove-browser

prove-browser: $(VENV)/.ready-test  ## all that is tried in a browser: every screen, every role's pages, every control
	@bash tests/browser/ensure_browser.sh
	@$(BIN)/python -m pytest -q -n auto -m "slow or not slow" tests/browser

.PHONY: prove-office

prove-office: $(VENV)/.ready-test  ## the papers print from LibreOffice on as many pages as from us (soffice must be installed)
	@$(BIN)/python -m pytest -q -rs -m "slow or not slow" tests/papers/test_pages.py

.PHONY: prove-archival

prove-archival: $(VENV)/.ready-test  ## every paper passes veraPDF as PDF/A-2b (verapdf must be installed: https://verapdf.org)
	@command -v verapdf >/dev/null || { echo "veraPDF is not installed; see https://verapdf.org (it needs Java)"; exit 1; }
	@$(BIN)/python -m pytest -q -rs -m "slow or not slow" tests/papers/test_archival.py
