# Two commands on a fresh machine (Python 3.11 or newer and make): `make map`, `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
.DEFAULT_GOAL := help

help:  ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1	/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -U pip "setuptools>=77" wheel

$(VENV)/run: $(BIN)/python setup.cfg pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/dev: $(VENV)/run
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test,lint,dask]'
	@touch $@

map: $(VENV)/run  ## Set everything up and write the Belarus-Poland page, 80 km
	$(BIN)/csbm map

test: $(VENV)/dev  ## Run the tests
	$(BIN)/python -m pytest -q -m "not slow" -n auto --maxprocesses 4 --dist loadfile --parts

full: $(VENV)/dev  ## Run the tests and all that is slow: sweeps, fuzzing, other programs' files
	$(BIN)/python -m pytest -q --parts

lint: $(VENV)/dev  ## Look for faults of style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev  ## Check the types
	$(BIN)/mypy

mutants: $(VENV)/dev  ## Change the rule of status in small ways; its tests must notice (a few minutes)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[mutants]'
	$(BIN)/python scripts/mutants.py
	$(BIN)/python scripts/core_mutants.py

bench: $(VENV)/dev  ## Measure speed, as ratios in one run
	$(BIN)/python -m pytest -q benchmarks --benchmark-only

gallery: $(VENV)/run  ## Draw the pictures of docs/gallery.md with the commands it shows
	$(BIN)/python scripts/gallery.py

docs: $(VENV)/dev  ## Build the site of docs/ into build/site (open index.html there; no network needed)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[docs]'
	$(BIN)/python scripts/site.py

data: $(VENV)/dev  ## Build boundaries/data again from the packages, and compare (EVIDENCE=folder; half an hour)
	$(BIN)/python scripts/rebuild.py $(if $(EVIDENCE),--evidence $(EVIDENCE))

sbom: $(VENV)/dev  ## Write what csbm is made of, with versions and licences (CycloneDX), to dist/
	$(BIN)/python scripts/sbom.py -o dist/csbm.cdx.json

bundle: $(VENV)/dev  ## Zip csbm with all it needs, for a system without a network (PLATFORMS="linux windows")
	$(BIN)/python scripts/bundle.py $(addprefix --platform ,$(PLATFORMS))

oldest: $(BIN)/python  ## Run the tests with the oldest dependencies that setup.cfg allows (not yet in CI)
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install -q --disable-pip-version-check -U pip "setuptools>=77" wheel
	$(PYTHON) scripts/oldest.py > .venv-oldest/constraints.txt
	.venv-oldest/bin/python -m pip install -q --disable-pip-version-check -c .venv-oldest/constraints.txt -e '.[test]'
	.venv-oldest/bin/python -m pytest -q -m "not slow and not browser" -p no:cacheprovider \
	    -W "ignore:Conversion of an array with ndim:DeprecationWarning"

.PHONY: help map test full lint types mutants bench gallery docs sbom bundle oldest
