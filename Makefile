# make run: set everything up and talk.  make test: set everything up and run every check and test.
# Both need Python 3.11 or 3.12, a C compiler and make, and nothing else.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null && echo $$p && break; done)
TESTERS ?= 3

.PHONY: edits system image-test picture run chat check test lint types tests wheel-test full-comparison kill-test bench lock schema clean

run: $(VENV)/.run
	$(BIN)/fixpoint run

chat: $(VENV)/.run
	$(BIN)/fixpoint chat

check: $(VENV)/.run
	$(BIN)/fixpoint check
	$(BIN)/fixpoint test

test: system lint types check tests wheel-test
	@echo "make test: everything passed"

# System packages that some tests need, as package:program. As root on Debian they are installed; elsewhere they are named,
# and CORE=1 says that they shall be done without.
SYSTEM := graphviz:dot chromium:chromium

system:
	@missing=; for one in $(SYSTEM); do command -v "$${one#*:}" >/dev/null 2>&1 || missing="$$missing $${one%%:*}"; done; \
	test -z "$$missing" && exit 0; \
	if [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $$missing; \
	else echo "make: missing:$$missing; install them, or say CORE=1"; test "$(CORE)" = 1; fi

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or 3.12 is needed (name it: make PYTHON=/path/to/python3.11)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

# Wheels only, except for durable_rules, which is published as source and is the reason for the C compiler.
$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

lint: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/hadolint Dockerfile
	$(BIN)/shellcheck tests/*.sh tests/image/*.sh

types: $(VENV)/.test
	$(BIN)/mypy

tests: $(VENV)/.test
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n $(TESTERS) --dist loadfile
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --fail-under=90

wheel-test: $(VENV)/.test
	PYTHON=$(BIN)/python sh tests/wheel_test.sh

# Root on Debian or Ubuntu; fetches buildah, podman, runc, debootstrap and catatonit through apt when they are absent.
image-test: $(VENV)/.test
	PYTHON=$(BIN)/python sh tests/image/image_test.sh

full-comparison: $(VENV)/.test
	$(BIN)/python tests/inference/full_comparison.py

edits: $(VENV)/.test
	TEST_EDITS=300 $(BIN)/python -m pytest -q tests/analysis/test_seeded_edits.py

kill-test: $(VENV)/.test
	TEST_KILLS=300 TEST_CHAT_KILLS=300 $(BIN)/python -m pytest tests/store/test_store_killed.py tests/test_killed_chat.py \
		tests/telegram/test_killed_bot.py -rP

.venv-bench/.ready: requirements.lock benchmarks/requirements.txt pyproject.toml | $(VENV)/bin/python
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

bench: .venv-bench/.ready
	.venv-bench/bin/python benchmarks/all.py

lock: $(VENV)/.test
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-header --extra build --extra test pyproject.toml -o requirements-test.lock

picture: $(VENV)/.test
	$(BIN)/python docs/draw.py

schema: $(VENV)/.run
	$(BIN)/fixpoint check --schema rules/schema

clean:
	rm -rf $(VENV) .venv-bench .image-cache build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
