# Every target makes the environment first if it is not there. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WITH_SCAN := $(VENV)/.with-scan
WITH_SPARK := $(VENV)/.with-spark

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@echo "making $(VENV): some minutes, most of them downloads 建立环境，需要几分钟"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --progress-bar on --disable-pip-version-check --no-compile --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --no-build-isolation --editable .
	@echo "compiling, so that every start is quicker 预编译"
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib || true
	@echo "parsing the models, so that the first run is quicker 预先解析模型"
	$(BIN)/juesuan prepare
	touch $(READY)

.PHONY: setup
setup: $(READY) $(if $(SCAN),$(WITH_SCAN)) $(if $(SPARK),$(WITH_SPARK)) ## make .venv and install the pinned dependencies; SCAN=1 for scans too, SPARK=1 for the models on Spark

$(WITH_SCAN): requirements.scan.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r requirements.scan.lock
	touch $(WITH_SCAN)

# pyspark comes as source alone: what builds it is in the environment already
$(WITH_SPARK): requirements.spark.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps --no-build-isolation -r requirements.spark.lock
	touch $(WITH_SPARK)

.PHONY: warehouse
warehouse: $(READY) ## run the main job on raw/: read, audit, judge, publish
	$(BIN)/juesuan run

.PHONY: ui
ui: $(READY) ## open the Dagster UI on http://127.0.0.1:3000 (webserver, schedule and sensor)
	$(BIN)/juesuan ui

.PHONY: test
test: $(READY) ## run all tests, two files at a time
	$(BIN)/python -m pytest -n 2 --dist loadfile --max-worker-restart=0

.PHONY: test-spark
test-spark: $(READY) $(WITH_SPARK) ## build the models on Spark too and compare every table; needs a JVM 17
	$(BIN)/python -m pytest tests/spark

.PHONY: check
check: $(READY) ## format, lint, strict types, SQL lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 1 --disable-progress-bar dbt_project/models dbt_project/tests

.PHONY: generate
generate: $(READY) ## write what follows from declarations: dbt sources, doc blocks, seed, data dictionary, shipped forms
	$(BIN)/python -m orchestration.landing.generate
	$(BIN)/python -m expectations.vocabulary.seed
	$(BIN)/python -m orchestration.reports.forms.inspection_drawing
	$(BIN)/python -m orchestration.reports.forms.notice_drawing

.PHONY: dbt-docs
dbt-docs: $(READY) ## describe the models of the last run on one page: warehouse/dbt/docs/static_index.html
	JUESUAN_HOME=$(CURDIR)/warehouse $(BIN)/dbt docs generate --static --project-dir dbt_project --profiles-dir dbt_project \
		--target-path $(CURDIR)/warehouse/dbt/docs --log-path $(CURDIR)/warehouse/dbt/logs

.PHONY: format
format: $(READY) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench-readers
bench-readers: $(READY) ## measure reading: seconds and ratios against pdfplumber, PDFium and calamine, peak memory
	$(BIN)/python -m benchmarks.readers

.PHONY: bench-audit
bench-audit: $(READY) ## measure the audit: seconds, memory and growth; as in AUDIT="--department-years 1000 --department-years 10000"
	$(BIN)/python -m benchmarks.audit $(AUDIT)

.PHONY: bench-claims
bench-claims: $(READY) ## what checks of explanations find, miss and report falsely; as in CLAIMS="--random 2000 --details"
	$(BIN)/python -m benchmarks.claims $(CLAIMS)

.PHONY: bench-suspects
bench-suspects: $(READY) ## injected errors of one cell and mistakes of several: seen, rightly named; options go into SUSPECTS
	$(BIN)/python -m benchmarks.suspects $(SUSPECTS)

.PHONY: bench-district
bench-district: $(READY) ## measure runs over a whole district: seconds by stage, memory, growth; options go into DISTRICT
	$(BIN)/python -m benchmarks.district.speed $(DISTRICT)

.PHONY: bench-retention
bench-retention: $(READY) ## three years of daily runs: how large the records grow; options go into RETENTION="--days 200"
	$(BIN)/python -m benchmarks.retention $(RETENTION)

.PHONY: bench-scans
bench-scans: $(READY) ## what is read of scans: right, wrong, doubtful, pages a minute; options go into SCANS (needs SCAN=1)
	$(BIN)/python -m benchmarks.scans $(SCANS)

.PHONY: bench-start
bench-start: $(READY) ## measure how soon commands answer; as in START="--before ../other --home warehouse"
	$(BIN)/python -m benchmarks.start $(START)

.PHONY: bench-attacks
bench-attacks: $(READY) ## read files made to exhaust their reader: seconds, memory, what is told; as in ATTACKS="--format pdf"
	$(BIN)/python -m benchmarks.attacks $(ATTACKS)

.PHONY: fuzz
fuzz: $(READY) ## read 5,000 damaged documents; options go into FUZZ, as in FUZZ="--cases 500 --seed 7"
	$(BIN)/python -m benchmarks.fuzz_readers $(FUZZ)

.PHONY: stress
stress: $(READY) ## kill, stop, starve and cut off whole runs, and see that nothing is lost; as in STRESS="--way kills --cases 10"
	$(BIN)/python -m benchmarks.stress $(STRESS)

.PHONY: screenshots
screenshots: $(READY) ## draw docs/images anew, of an invented district (needs chromium and fonts-noto-cjk)
	$(BIN)/python -m tests.browser.screenshots

.PHONY: lock
lock: ## pin the dependencies anew (needs uv); the lock names no index
	uv pip compile pyproject.toml --extra dev --extra postgres --extra explore --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --output-file requirements.lock
	uv pip compile pyproject.toml --extra scan --constraint requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --output-file requirements.scan.lock \
		$(shell sed -n 's/^\([^=]*\)==.*/--no-emit-package \1/p' requirements.lock)
	uv pip compile pyproject.toml --extra spark --constraint requirements.lock --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --output-file requirements.spark.lock \
		$(shell sed -n 's/^\([^=]*\)==.*/--no-emit-package \1/p' requirements.lock)

.PHONY: audit
audit: $(READY) ## the locks against what is installed and what was released since, with licences (asks the package index)
	$(BIN)/python -m release.audit $(AUDITED)

.PHONY: release
release: $(READY) $(WITH_SCAN) $(WITH_SPARK) ## dist/: the wheel, built twice and equal, what it brings (CycloneDX) and checksums
	$(BIN)/python -m release.build

.PHONY: clean
clean: ## remove the environment and everything that was written
	rm -rf $(VENV) warehouse build dist dbt_project/target dbt_project/logs

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'
