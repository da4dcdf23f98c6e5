# Every target works alone on a machine that has make and Python 3.11 or newer.
PYTHON ?= python3
bin := .venv/bin
pip := $(bin)/python -m pip -qq --no-input --disable-pip-version-check
pytest := $(bin)/python -m pytest
# As many at once as the machine has cores.
all := --numprocesses auto --dist worksteal

# Folders of tests that need more than Python: the program each looks for, and its Debian package.
office := soffice libreoffice-calc
postgres := pg_ctlcluster postgresql
spark := java default-jre-headless
e2e := chromium chromium
beyond := office postgres spark e2e
# What only make soak runs: too long for every commit.
long := tests/soak/test_drafting.py tests/soak/test_killing.py
here := $(notdir $(wildcard $(beyond:%=tests/%)))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run catalogue test test-all $(beyond:%=test-%) lint check demo bench bench-web soak docs lock clean
MAKEFLAGS += --no-print-directory

## help: say what can be made
help:
	@sed -n 's/^## \([a-z-]*\): /make \1|/p' Makefile | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

## run: load the demo district and serve it in the browser, on this machine alone
run: build/calder-falls/district/steady_state.toml
	@$(bin)/perpupil serve build/calder-falls/district --demo build/calder-falls/files/people.csv --today 2027-01-19

build/calder-falls/district/steady_state.toml: .venv/run
	@echo "Loading the demo district: sixty schools, forty thousand students."
	@rm -rf build/calder-falls
	@$(bin)/python -m demo.folder build/calder-falls

## catalogue: work out every published district again and compare, to the cent
catalogue: .venv/run
	@$(bin)/perpupil catalogue formulas

## test: everything that needs only Python, with the examples in docstrings
test: .venv/dev
	@PERPUPIL_PROFILE=ci $(pytest) $(all) $(beyond:%=--ignore=tests/%) $(long:%=--ignore=%)

## test-all: test, then the folders of tests that need other programs
test-all: test $(here:%=test-%)
	@echo "Tested with Python alone$(if $(here), and then: $(here); no folder of tests needs more)."

$(patsubst %,test-%,$(filter-out spark,$(beyond))): test-%: .venv/dev
	@command -v $(firstword $($*)) >/dev/null || \
	  { echo "tests/$* needs $(firstword $($*)): install the Debian package $(lastword $($*))."; exit 1; }
	@PERPUPIL_PROFILE=ci $(pytest) tests/$*
test-e2e: .venv/e2e

## test-spark: count on a Spark cluster within this machine, in an environment of its own
test-spark: .venv-spark/made
	@command -v $(firstword $(spark)) >/dev/null || \
	  { echo "tests/spark needs $(firstword $(spark)): install the Debian package $(lastword $(spark))."; exit 1; }
	@PERPUPIL_PROFILE=ci .venv-spark/bin/python -m pytest tests/spark

## lint: formatting, lint, types and import contracts
lint: .venv/dev
	@$(bin)/ruff format --check --output-format concise . || { echo "To format: .venv/bin/ruff format ."; exit 1; }
	@$(bin)/ruff check --quiet .
	@$(bin)/mypy --no-error-summary
	@$(bin)/lint-imports --no-cache >.venv/contracts || { cat .venv/contracts; exit 1; }

## check: lint and fast tests, before every commit
check: lint
	@PERPUPIL_PROFILE=fast $(pytest) $(all) --quiet $(beyond:%=--ignore=tests/%) $(long:%=--ignore=%)
	@echo "Formatted, linted, typed, layered and tested."

## demo: write the demo district and its messy twin to build/demo
demo: .venv/run
	@$(bin)/python -m demo build/demo/clean
	@$(bin)/python -m demo build/demo/messy --messy

## bench: measure the engine against others
bench: .venv/bench
	@$(bin)/python bench/allocate.py
	@$(bin)/python bench/counting.py
	@$(bin)/python bench/measures.py

## bench-web: measure the pages at the scale of New York, and 200 people at once on SQLite and PostgreSQL
bench-web: build/calder-falls/district/steady_state.toml .venv/dev
	@$(bin)/python bench/web.py build/calder-falls/district

## soak: the laws of the engine with very many made-up cases, and a count of 50 million students; takes hours
soak: .venv/dev .venv/bench
	@PERPUPIL_PROFILE=night $(pytest) tests/laws $(wildcard tests/soak)
	@$(bin)/python bench/counting.py --fifty

## docs: write docs/reference again from the declarations in the code
docs: .venv/run
	@$(bin)/python -m perpupil.cli.reference docs/reference

## lock: pin the newest dependencies that pyproject.toml allows, with hashes
pin := $(bin)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-annotate --no-header --upgrade
lock: .venv/lock
	@$(pin) pyproject.toml --group build --group dev --group e2e --group bench --group lock --extra web --extra saml --extra spark -o .venv/all.txt
	@$(pin) -c .venv/all.txt pyproject.toml --group build --extra web -o requirements/run.txt
	@$(pin) -c .venv/all.txt pyproject.toml --group build --group dev --extra web --extra saml -o requirements/dev.txt
	@$(pin) -c .venv/all.txt --group e2e -o requirements/e2e.txt
	@$(pin) -c .venv/all.txt --group bench -o requirements/bench.txt
	@$(pin) -c .venv/all.txt --group lock -o requirements/lock.txt
	@$(pin) -c .venv/all.txt pyproject.toml --group build --group dev --extra web --extra spark -o requirements/spark.txt
	@echo "Pinned. Run make test-all, then commit requirements/."

## clean: remove all that make made
clean:
	@rm -rf .venv .venv-spark build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# An empty file in .venv says what is installed there; it is older than whatever asks for more.
.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "PerPupil needs Python 3.11 or newer: make PYTHON=python3.11, or a newer one you have."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make an environment: install the Debian package python3-venv."; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/run: requirements/run.txt pyproject.toml .venv/made
	@echo "Installing what PerPupil runs on."
	@$(pip) install --require-hashes --only-binary :all: -r $<
	@$(pip) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev .venv/e2e .venv/bench .venv/lock: .venv/%: requirements/%.txt .venv/run
	@echo "Installing what make needs for $*."
	@$(pip) install --require-hashes --only-binary :all: -r $<
	@touch $@

# Spark has an environment of its own: half a gigabyte, and one package, pyspark, comes only as source.
.venv-spark/made: requirements/spark.txt pyproject.toml .venv/made
	@echo "Making .venv-spark and installing Spark; this takes some minutes."
	@$(PYTHON) -m venv --clear .venv-spark
	@.venv-spark/bin/python -m pip -qq --no-input --disable-pip-version-check install --require-hashes --only-binary :all: --no-binary pyspark -r $<
	@.venv-spark/bin/python -m pip -qq --no-input --disable-pip-version-check install --no-deps --no-build-isolation --editable .
	@touch $@
