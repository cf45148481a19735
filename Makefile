# The two commands: `make run` starts the bot (on Discord with a token, else the playground), `make test` runs everything.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: run test lint types format unit clean

run: $(VENV)/.installed
	$(BIN)/chatterbot start

# Stories talk in real time, with the bot, Discord and the people on the same cores: what fails is tried once more with nothing beside it.
# It passes only if all of it does; the first list names what to mend.
test: $(VENV)/.installed-dev lint types
	$(BIN)/python -m pytest -n auto --dist worksteal || { test $$? = 1 && echo "Once more, alone:" && $(BIN)/python -m pytest --last-failed --last-failed-no-failures none --maxfail 1; }

unit: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m unit

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/basedpyright

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache build dist

# The environment is made anew when the project's requirements change, and only then.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "chatterbot needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 run")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[documents,speech,voice,playground]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.installed
