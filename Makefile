# Everything is set up by the targets themselves: the virtual environment, the Python packages, the
# cross compiler and the emulator.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# tests of a file share what they make
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder
NATIVE := $(shell find runtime_c converter/encoder_c converter/litert_c -name '*.[ch]') CMakeLists.txt runtime_c/CMakeLists.txt

.DEFAULT_GOAL := help
.PHONY: help setup release demo test test-fast durations docs compilers fuzz long-run coverage bench study lint format golden models clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: $(VENV)/native ## virtual environment, packages, cross compiler, emulator

demo: setup ## convert two networks with every method and run them on an emulated Cortex-M4
	@$(BIN)/python -m models.demo

test: setup ## all tests
	$(BIN)/python -m tools.generate_constants --check
	$(BIN)/python -m pytest $(PARALLEL)

test-fast: setup ## the tests without those marked slow
	$(BIN)/python -m pytest $(PARALLEL) -m 'not slow'

durations: setup ## CPU time of all tests; tests/durations.json, which says what begins first
	$(BIN)/python -m pytest -p tests.support.durations

compilers: setup ## compile the runtime with every compiler and option; docs/compilers.md (an hour)
	$(BIN)/python -m tools.compilers

fuzz: setup ## a minute of each fuzzer under sanitizers: SECONDS=60
	bash tools/install_system.sh clang
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[fuzz]' --no-build-isolation
	$(BIN)/python -m tests.hostile.fuzz.fuzzers $(or $(SECONDS),60)

long-run: setup ## 100,000 inferences under sanitizers, 2,000 over the emulated board's serial line
	$(BIN)/python -m tools.long_run

coverage: setup ## lines and branches of the C runtime that the tests reach; docs/security.md
	$(BIN)/python -m tools.coverage

bench: setup ## speed and quality of the encoder; instructions on the Cortex-M4; sizes on all boards
	$(BIN)/python -m tools.bench_encoder
	$(BIN)/python -m tools.bench_models
	$(BIN)/python -m tools.size_boards

docs: setup ## the documentation site in build/site; warnings are errors
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict # -q would hide the warnings that --strict counts

release: setup ## wheels, source archive and C packages in dist/, twice the same bytes; docs/releases.md
	$(BIN)/python -m tools.release

lint: setup ## ruff, mypy, clang-format, clang-tidy, cppcheck
	bash tools/install_system.sh cppcheck
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tools.lint_arrows
	$(BIN)/clang-format --dry-run --Werror $$(git ls-files '*.c' '*.h')
	$(BIN)/python -m tools.lint_c

format: setup ## write the constants of both languages; format all code
	$(BIN)/python -m tools.generate_constants
	$(BIN)/python -m tools.write_operators
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format -q .
	$(BIN)/clang-format -i $$(git ls-files -co --exclude-standard '*.c' '*.h')

golden: setup ## add golden vectors and models (old ones stay)
	$(BIN)/python -m tools.write_golden
	$(BIN)/python -m tools.write_golden_models
	$(BIN)/python -m tools.write_selftest

study: setup ## measure the five networks of the study: make study DATA=folder; docs/study/report.html
	@test -n "$(DATA)" || { echo "give the folder of the data sets: make study DATA=folder"; exit 2; }
	$(BIN)/python -m models.study --data $(DATA)

models: setup ## train the networks of models/ that bring their data again
	for name in digits mobile_digits poker; do $(BIN)/python -m models.$$name train || exit 1; done

clean: ## remove what was built and installed
	rm -rf $(VENV) build demo-out

$(VENV)/system: tools/install_system.sh
	PYTHON=$(PYTHON) bash tools/install_system.sh
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/packages: $(VENV)/system pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check 'scikit-build-core>=0.10' ninja 'cmake>=3.24'
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation -e '.[dev]'
	@touch $@

# the C libraries: built with the package, again when a source has changed
$(VENV)/native: $(VENV)/packages $(NATIVE)
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
