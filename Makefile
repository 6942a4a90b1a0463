# The same few commands in every hand and in CI. `make help` lists them.

PYTHON ?= python3
PAPER ?= gazette
PORT ?= 8000
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin

# A stamp's name holds its lock's sha256: an unchanged lock installs nothing, a changed one installs itself.
sha = $(shell (sha256sum $(1) 2>/dev/null || shasum -a 256 $(1)) | cut -c1-16)
RUN_READY := $(VENV)/ready-$(call sha,requirements.lock)
DEV_READY := $(VENV)/ready-dev-$(call sha,requirements-dev.lock)
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test check format quality bench stripe-live-test messages lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile

run: $(RUN_READY) ## the demo paper at http://localhost:8000 (PAPER=gazette|shaliach, PORT=8000)
	@$(BIN)/broadsheet demo var/$(PAPER) --sample $(PAPER) --port $(PORT)

test: $(DEV_READY) ## every test, browser journeys and PostgreSQL included
	@sh tests/machine.sh
	@$(BIN)/python -m pytest $(TESTS)

check: $(DEV_READY) ## linters, types, floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	find broadsheet demo -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +

format: $(DEV_READY) ## puts the code into the house's form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	find broadsheet demo -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

quality: $(DEV_READY) ## every page of both demo papers: HTML, feeds, axe, Lighthouse (needs Node, Java, Chromium)
	@$(BIN)/python -m quality.measure

bench: $(DEV_READY) ## how fast a change is seen, how fast a paper starts, how much memory it takes
	@$(BIN)/python -m bench.measure

stripe-live-test: $(DEV_READY) ## asks Stripe's test mode all that we ask of it; runs only with a test key in STRIPE_SECRET_KEY
	@$(BIN)/python -m quality.stripe_live

messages: $(DEV_READY) ## collects the strings to translate and compiles the translations (needs gettext)
	@$(BIN)/python -m quality.messages

lock: ## pins what pyproject.toml asks for, with hashes (needs uv)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group build pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --group build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## throws away the demo papers and what was installed
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11)' || { echo "Broadsheet needs Python 3.11 or newer; name one with PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: on Debian, apt-get install python3-venv."; rm -rf $(VENV); exit 1; }

$(RUN_READY): | $(VENV)/bin/python
	@echo "Installing what Broadsheet stands on into $(VENV) (once; half a minute) …"
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_READY): | $(VENV)/bin/python
	@echo "Installing what Broadsheet and its tests stand on into $(VENV) (once; a minute) …"
	@$(INSTALL) --require-hashes --only-binary :all: -r requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(RUN_READY)
