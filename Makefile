# Needs only Python >= 3.11, pip and make; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help demo test check format verify bench bench-plan clean

help:
	@echo "make demo    simulate a quarter of the shipped signage agency, plan the week after it, hand it out, and tell its risk"
	@echo "make test    run the tests"
	@echo "make check   format, lint, types, import contract"
	@echo "make format  put the code in format"
	@echo "make verify  prove simulator, statistics and planner at length (writes docs/verification.md)"
	@echo "make bench   measure speed (writes benchmarks/results.json)"
	@echo "make bench-plan  measure how good plans are (half an hour; keeps benchmarks/best_known.json)"

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing agencysim and what it needs into $(VENV) ..."
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing agencysim and its tools into $(VENV) ..."
	$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.run

demo: $(VENV)/.run
	$(BIN)/agencysim simulate scenarios/signage_agency.yaml --weeks 13
	$(BIN)/agencysim plan scenarios/signage_agency.yaml --time 20 --out demo/week
	$(BIN)/agencysim risk demo/week --replications 100 --workers 2 --out demo/week/risk
	@echo
	@echo "The week lies in demo/week:"
	@echo "  week.pdf     the weekly sheet, to be printed     crews.pdf   a page for each crew and day"
	@echo "  week.xlsx    the workbook of the week            calendars/  for phones: people, crews, vehicles"
	@echo "  people.png, crews.png, jobs.png, capacity.png    pictures for a screen"
	@echo "  risk/        which dates hold, and how surely: dates.png, spread.png, risk.json"
	@echo "In Chinese: $(BIN)/agencysim handout demo/week --lang zh --out demo/week_zh"

test: $(VENV)/.dev
	@tools/get_browser.sh
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest  # the processes that tests start begin sooner with bytecode that is kept

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

verify: $(VENV)/.dev
	$(BIN)/python tests/theory/report.py
	$(BIN)/python tests/theory/report_of_coverage.py
	PYTHONPATH=tests/theory $(BIN)/python tests/planner/report_of_plans.py
	PYTHONPATH=tests/theory $(BIN)/python tests/rolling/report_of_rolling.py

bench-plan: $(VENV)/.dev
	$(BIN)/python -m benchmarks.plans

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
