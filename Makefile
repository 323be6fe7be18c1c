# Two commands do everything: `make run` serves, `make test` checks. The README says more.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PORT HOST DATA_DIR CERT KEY

.PHONY: run class web trainers test check fix doctor gpu clean bench bench-engine bench-growth bench-course bench-page bench-control bench-drag bench-race bench-gang bench-malformed bench-serving bench-hosts bench-gpu

run: .venv/run.stamp
	@exec $(BIN)/python -m webapp

class: .venv/run.stamp
	@HOST=$${HOST:-0.0.0.0} exec $(BIN)/python -m webapp class

# The two halves of a server whose runs are kept in RUN_STORE=redis://..., for different machines.
web: .venv/hosted.stamp
	@exec $(BIN)/python -m webapp web

trainers: .venv/hosted.stamp
	@exec $(BIN)/python -m webapp trainers

doctor: .venv/run.stamp
	@exec $(BIN)/python -m webapp doctor

# The browser's driver keeps an event loop in its thread, so its tests are a process of their own.
# The others wait for processes and clocks half of the time: two at once take two thirds as long.
test: .venv/test.stamp browser broker proxy compiler check
	$(BIN)/python -m pytest tests --ignore=tests/browser -n 2 --dist worksteal
	$(BIN)/python -m pytest tests/browser

check: .venv/test.stamp node
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	node --test tests/js/*.test.mjs
	$(BIN)/python -m pytest -q tests/test_architecture.py

fix: .venv/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: bench-engine bench-growth bench-course bench-page bench-control bench-drag bench-race bench-gang bench-malformed bench-serving

bench-engine: .venv/test.stamp
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.engine $(if $(CHECKOUT),--checkout $(CHECKOUT))

# Nothing may choose another BLAS kernel than the processor's own.
bench-growth: .venv/test.stamp
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.growth
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.pair

bench-course: .venv/test.stamp
	env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.course

bench-page: .venv/test.stamp browser
	$(BIN)/python -m benchmarks.page

bench-control: .venv/test.stamp
	$(BIN)/python -m benchmarks.control

bench-drag: .venv/test.stamp browser
	$(BIN)/python -m benchmarks.drag

bench-race: .venv/test.stamp
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.race

bench-gang: .venv/test.stamp
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.gang

bench-malformed: .venv/test.stamp
	$(BIN)/python -m benchmarks.malformed

# PART=watchers measures one part; the last part takes the longest.
bench-serving: .venv/test.stamp compiler
	$(BIN)/python -m benchmarks.serving $(PART)

# Not one of `bench`: only root may make networks.
bench-hosts: .venv/test.stamp broker
	$(BIN)/python -m benchmarks.hosts

# Under nine minutes, on a machine with a card; installs nothing. Parts may be named: PART=vgg.
bench-gpu:
	@$(or $(wildcard $(BIN)/python),$(PYTHON)) -m benchmarks.gpu $(PART)

gpu: .venv/run.stamp
	@bash tools/install-gpu $(BIN)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache

.venv/run.stamp: requirements.txt
	@bash tools/install $(PYTHON) requirements.txt
	@touch $@

.venv/hosted.stamp: requirements.txt requirements-hosted.txt
	@bash tools/install $(PYTHON) requirements-hosted.txt
	@touch .venv/run.stamp $@

.venv/test.stamp: requirements.txt requirements-hosted.txt requirements-dev.txt
	@bash tools/install $(PYTHON) requirements-dev.txt
	@touch .venv/run.stamp .venv/hosted.stamp $@

.PHONY: browser broker proxy compiler node
browser broker proxy compiler node:
	@bash tools/need $@
