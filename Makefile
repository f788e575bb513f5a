# perfhub: `make run` to see it, `make test` to trust it. Both set themselves up on a machine with Python 3.11+.
PYTHON ?= python3
LAUNCH = $(PYTHON) -m perfhub.management.local
COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

export PORT TOPIC QUICK MINUTES PERFHUB_DATA
unexport MAKEFLAGS

.PHONY: help run test coverage prove services bench chaos screenshots pytest setup lock format clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST) | expand -t 20

run: ## everything on this machine, until Ctrl-C (PORT=8000, PERFHUB_DATA=.data)
	@exec $(LAUNCH) run

test: ## lint, types, contracts, migrations, templates, then all tests
	@exec $(LAUNCH) test

coverage: ## all tests, counted branch by branch, and whether that is enough
	@exec $(LAUNCH) coverage

prove: ## the full figures into docs/proof.md (TOPIC=… for one of them)
	@exec $(LAUNCH) prove

bench: ## how fast everything is, into bench/results.json and docs/performance.md (QUICK=1: small worlds only)
	@exec $(LAUNCH) bench

chaos: ## the stack under load while it is killed, into docs/reliability.md (MINUTES=15)
	@exec $(LAUNCH) chaos

services: ## PostgreSQL and Redis alone; prints their addresses
	@exec $(LAUNCH) services

screenshots: ## every page, light and dark, wide and narrow, into docs/img
	@exec $(LAUNCH) screenshots

pytest: ## some tests only: make pytest ARGS="tests/local -x"
	@exec $(LAUNCH) pytest $(ARGS)

setup: ## the virtual environment and the front-end files, nothing started
	@exec $(LAUNCH) setup

lock: setup ## compile requirements/*.txt and package-lock.json anew (UPGRADE=--upgrade for newer versions)
	$(COMPILE) pyproject.toml -o requirements/base.txt
	$(COMPILE) --group pyproject.toml:local -c requirements/base.txt -o requirements/local.txt
	$(COMPILE) --group pyproject.toml:test -c requirements/base.txt -c requirements/local.txt -o requirements/test.txt
	.venv/bin/python -m perfhub.management.local.npm_lock

format: setup ## let the tools put code and templates in order
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format --quiet .
	@find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2 || true

clean: ## remove what set-up made (the data folder stays)
	rm -rf .venv .assets .assets-test node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov test-results
