# Everything a person or CI does with this project. Needs git, make and Python 3.11; the rest it brings itself.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PACKAGES := actions api bot casework knowledge nlu
BIN := .venv/bin
TEST_DATA := $(CURDIR)/.test-data
PYTHON := $(shell for p in python3.11 python3 python; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; \
	done)
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)

# no Python is fetched from anywhere, byte code is written at once (it makes the start three times as fast), nobody is told
export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1
export UV_LINK_MODE := copy
export RASA_TELEMETRY_ENABLED := false
# the libraries of 2023 warn of each other on every import
export PYTHONWARNINGS := ignore
unexport PYTHONDONTWRITEBYTECODE VIRTUAL_ENV

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

serve: install ## everything from a fresh clone to the open page; PORT=8765 HOST=0.0.0.0 make serve
	@exec $(BIN)/triage serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

train: install ## train a model on the present data and make it the present one
	@exec $(BIN)/triage train

check: install ## format, lint, types, imports, rule tables, YAML, fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m knowledge.check
	$(BIN)/yamllint --strict .
	$(BIN)/pytest -q -m "not rasa and not e2e and not postgres"

test: install ## everything a machine can test: data, training, stories, all of pytest; what it lacks is skipped by name
	$(BIN)/rasa data validate --data nlu/data bot/dialogue --domain domain.yml --config config.yml
	TRIAGE_DATA_DIR=$(TEST_DATA) $(BIN)/triage train --if-missing
	$(BIN)/rasa test core --model "$$(TRIAGE_DATA_DIR=$(TEST_DATA) $(BIN)/triage train --print-model)" \
		--stories tests/dialogue --out $(TEST_DATA)/results --fail-on-prediction-errors
	TRIAGE_TEST_DATA_DIR=$(TEST_DATA) $(BIN)/pytest

format: install ## bring the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## forget what was installed and trained for tests; data in var/ stays
	rm -rf .venv .tools .test-data .mypy_cache .ruff_cache .pytest_cache .rasa

install: .venv/.synced ## the environment alone

.venv/.synced: uv.lock | python
	@command -v $(UV) >/dev/null || $(MAKE) .tools/bin/uv
	@$(UV) sync --frozen --python "$(PYTHON)" $(if $(filter true,$(CI)),--quiet) \
		|| { echo "依赖没有装好：请检查网络和磁盘空间，再运行一次 make。" >&2; exit 1; }
	@touch $@

python:
	@if [ -z "$(PYTHON)" ]; then \
		found=$$(python3 --version 2>/dev/null || echo "没有找到 Python"); \
		echo "需要 Python 3.11（$$found）。请先安装 Python 3.11，再运行 make。" >&2; exit 1; fi

# a place of its own; where venv or its pip is missing (some Debian images), pip's --target does
.tools/bin/uv: | python
	@echo "安装 uv（只装在本目录的 .tools 里）……"
	@$(PYTHON) -m venv .tools 2>/dev/null && .tools/bin/python -m pip install --quiet uv \
		|| { rm -rf .tools; $(PYTHON) -m pip install --quiet --target .tools uv; } \
		|| { echo "不能安装 uv，请检查网络和 pip，或先自己安装 uv。" >&2; exit 1; }

.PHONY: help serve train check test format clean install python
