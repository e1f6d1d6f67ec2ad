# Verbs of the house. Each is a few lines that call the tools a person would call.
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := libs/kit libs/testing libs/allinone gateway $(wildcard services/*)
SOURCES := libs gateway services tests deploy

.DEFAULT_GOAL := help
.PHONY: help web web-audit up fleet test test-python test-browser test-web chaos e2e check format contracts migrate new load lock env clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/ready: requirements.lock $(wildcard libs/*/pyproject.toml gateway/pyproject.toml services/*/pyproject.toml)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps $(addprefix -e ./,$(PACKAGES))
	@touch $@

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund && touch node_modules/.package-lock.json

web/dist/web.json: $(shell find web/src web/public web/build web/*.ts web/*.html contracts/openapi -type f 2>/dev/null) \
  web/node_modules/.package-lock.json
	cd web && npm run --silent build

web: ## Build the web app, where there is Node.js; without it everything else works
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory web/dist/web.json || echo "The web app could not be built; the API works without it."; \
	else echo "No Node.js here, so the web app is not built; the API works without it."; fi

web-audit: .venv/ready web ## Measure the web app with Lighthouse and take its pictures; needs Chromium
	@$(BIN)/python -m tests.web.audit $(args)

up: .venv/ready web ## Run everything as one process on http://127.0.0.1:8080
	@$(BIN)/mewayz up $(args)

fleet: .venv/ready ## Run gateway and services as processes, on MySQL and RabbitMQ
	@$(BIN)/mewayz fleet $(args)

test: .venv/ready web ## Run every test; what needs a missing server is said at the end
	@$(MAKE) --no-print-directory --keep-going test-python test-browser test-web

test-python: .venv/ready
	$(BIN)/pytest -n 2 $(args)

test-browser: .venv/ready
	$(BIN)/pytest tests/web -rs

test-web:
	@if [ -d web/node_modules ]; then cd web && npm run --silent test; fi

chaos: .venv/ready ## Kill processes, cut servers off, race for the last one; needs MySQL and RabbitMQ
	$(BIN)/pytest tests/chaos $(args)

e2e: .venv/ready ## Run the end-to-end suite against a fleet of real processes
	$(BIN)/pytest tests/e2e --house=fleet $(args)

check: .venv/ready ## Format, lint, types, imports, contracts
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy libs gateway services
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/arch
	$(BIN)/mewayz contracts --check
	$(BIN)/python -m deploy.generate --check
	@if [ -d web/node_modules ]; then cd web && npm run --silent check; else echo "NOT CHECKED: web/ (no Node.js, or \`make web\` has not run)"; fi
	$(BIN)/detect-secrets-hook --baseline .secrets.baseline $$(git ls-files)

format: .venv/ready ## Format the code and fix what can be fixed
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

contracts: .venv/ready ## Write contracts/ and the manifests that follow from them
	$(BIN)/mewayz contracts
	$(BIN)/python -m deploy.generate

migrate: .venv/ready ## Write the next migration: make migrate service=crm m="deals"
	$(BIN)/mewayz migrate --target=$(service) --message="$(m)"
	$(BIN)/ruff format --quiet services

new: .venv/ready ## Start a resource: make new feature=crm/things
	$(BIN)/mewayz new $(feature)
	$(BIN)/ruff check --quiet --fix services && $(BIN)/ruff format --quiet services

load: .venv/ready ## Measure, as ratios within one run
	$(BIN)/python -m tests.load $(args)

lock: ## Resolve requirements.in again
	UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile --quiet --universal --generate-hashes \
	  --python-version 3.11 --no-emit-index-url requirements.in -o requirements.lock

env: .venv/ready ## Write .env with fresh secrets for docker compose
	@$(BIN)/python -m deploy.env

clean: ## Remove everything that was built or stored on this machine
	rm -rf .venv data web/node_modules web/dist web/src/api/gen
