# 本项目的两个入口：make build（安装并生成全部结果）、make test（安装并通过全部检查）。
PYTHON ?= python3
BIN := .venv/bin

.PHONY: build test lint clean

build: .venv/.ready
	$(BIN)/zipingbiao ingest data/sources
	$(BIN)/zipingbiao build

test: .venv/.ready lint
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/.ready: pyproject.toml .ci/setup .ci/requirements.txt
	sh .ci/setup "$(PYTHON)"
	touch $@

clean:
	rm -rf out .venv
