# The two commands: `make serve` and `make test`. Each sets up what it needs, in .venv.

FILE ?= events.yaml
VENV := .venv
NODE := $(addsuffix /node_modules,tests/parsers tests/browser tests/lighthouse)
BIN := $(VENV)/bin
# The newest suitable Python, so that an older `python3` is no obstacle.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

# Tests start many processes: each would compile the whole package anew if none kept its bytecode.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve unit test environments lowest newest wheel check fuzz bench bench-short docs schema translations screenshots clean

serve: $(VENV)/.installed
	$(BIN)/itinerary serve $(FILE)

test: environments
	$(VENV)/s3/bin/pytest -n auto tests/s3
	$(BIN)/pytest -n auto --dist worksteal

# All that the tests need; needs a network.
environments: $(VENV)/.test $(VENV)/s3/.installed $(VENV)/vdirsyncer $(NODE)

# The tests without a server, a browser, a database or a whole site, with a fifth of the random
# values: for use while you work.
unit: $(VENV)/.test
	$(BIN)/pytest -n auto --dist worksteal --hypothesis-profile quick -m "not whole" tests/unit tests/test_rooms.py

# The tests of features that libraries provide, with the oldest versions that setup.cfg admits.
LOWEST := unit/model unit/source unit/cli unit/render/words/test_markdown.py properties/test_zone_names.py \
	unit/render/drawings/test_share_image.py unit/render/documents unit/website/files/test_feeds.py \
	contracts/test_golden.py contracts/test_translations.py process/test_publish.py
lowest: $(VENV)/lowest/.installed
	$(VENV)/lowest/bin/pytest -n auto --dist worksteal --hypothesis-profile quick $(LOWEST:%=tests/%)

# The unit tests on the newest installed Python, if that is newer than 3.11.
newest:
	@newest=$$(for p in "$$HOME"/.pyenv/versions/*/bin/python3 $$(seq -f python3.%g 12 30); do \
		"$$p" -c 'import sys; sys.version_info >= (3, 12) and print(*sys.version_info[:2], sys.executable)' 2>/dev/null; \
	done | sort -n -k 1,1 -k 2,2 | tail -1 | cut -d ' ' -f 3); \
	if [ -n "$$newest" ]; then $(MAKE) unit VENV=$(VENV)/newest PYTHON="$$newest"; \
	else echo "Python here is not newer than 3.11."; fi

# A wheel, installed alone, serves the site.
wheel: $(VENV)/.test
	.ci/wheel

check: $(VENV)/.test $(VENV)/audit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tools.audit $(VENV)/audit/bin/pip-audit $(dir $(NODE))

# The attacks and the properties, in rounds of ten times as many examples as in `make test`, until
# the time is over.
MINUTES ?= 10
fuzz: $(VENV)/.test
	end=$$(( $$(date +%s) + 60 * $(MINUTES) )); while [ $$(date +%s) -lt $$end ]; do \
		$(BIN)/pytest -n auto --dist worksteal --hypothesis-profile fuzz \
			-m "hostile or hypothesis" tests/hostile tests/contracts tests/properties tests/unit || exit 1; \
	done

# In an environment of its own, so that its libraries are not among the tested ones.
$(VENV)/audit: | $(VENV)/.python
	$(BIN)/python -m venv $@
	$@/bin/pip install --quiet 'pip-audit >=2.9' || echo "pip-audit cannot be installed here."

# Speed against nginx and Radicale, and in a browser: writes bench/REPORT.md in some twenty minutes.
# Best on a quiet machine.
bench: $(VENV)/.test tests/lighthouse/node_modules $(VENV)/radicale $(VENV)/plain/.installed
	$(BIN)/python -m bench --radicale $(VENV)/radicale/bin/radicale --plain $(VENV)/plain/bin/python

# Whether the benchmarks work; what they measure in such a short time means nothing.
bench-short: $(VENV)/.test tests/lighthouse/node_modules
	$(BIN)/python -m bench.ledger --short
	$(BIN)/python -m bench.fleet --short
	$(BIN)/python -m bench.selections --short
	$(BIN)/python -m bench --short

# What `pip install itinerary` gives, without extras and what the tests need.
$(VENV)/plain/.installed: $(VENV)/.test
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/plain
	$(BIN)/uv pip install --quiet --python $(VENV)/plain/bin/python --editable .
	touch $@

# Radicale is GPL: in an environment of its own, run as another program, never imported.
$(VENV)/radicale: | $(VENV)/.python
	$(BIN)/python -m venv $@
	$@/bin/pip install --quiet 'radicale >=3.5'

# vdirsyncer's aiostream is GPL: likewise.
$(VENV)/vdirsyncer: | $(VENV)/.python
	$(BIN)/python -m venv $@
	$@/bin/pip install --quiet 'vdirsyncer >=0.21'

# The reference of commands, options and environment variables.
docs: $(VENV)/.test
	$(BIN)/python -m tools.reference
	$(BIN)/python -m tools.architecture
	$(BIN)/python -m tools.glossary
	$(BIN)/python -m tools.autonyms

# The JSON Schema that editors use for events.yaml and the examples.
schema: $(VENV)/.installed
	$(BIN)/itinerary schema > docs/itinerary.schema.json

# After a change of messages: collect them, merge them into the .po files (translate what is new
# there), and compile.
translations: $(VENV)/.installed
	$(BIN)/pybabel -q extract -F itinerary/translations/babel.cfg -k say -c Translators: --strip-comments \
		-o itinerary/translations/messages.pot --omit-header --add-location=file --sort-by-file .
	sed '/^#: /d' itinerary/translations/messages.pot > $(VENV)/messages.pot
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d itinerary/translations \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=100
	$(BIN)/pybabel -q compile -d itinerary/translations

# The pictures of the documentation, with Debian's Chromium.
screenshots: $(VENV)/.test
	$(BIN)/python -m tools.screenshots

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Itinerary needs Python 3.11 or newer; install it first."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	touch $@

$(VENV)/.installed: $(VENV)/.python setup.cfg pyproject.toml
	PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --editable .
	touch $@

# With uv alone, which takes seconds where pip takes a minute.
$(VENV)/.test: $(VENV)/.python setup.cfg pyproject.toml
	$(BIN)/pip install --quiet 'uv >=0.8'
	$(BIN)/uv pip install --quiet --python $(BIN)/python --editable '.[test]'
	touch $(VENV)/.installed $@

# In an environment of its own, because s3fs holds a library back (docs/guides/deploy.md): the other
# tests run on the versions of a plain install.
$(VENV)/s3/.installed: $(VENV)/.test
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/s3
	$(BIN)/uv pip install --quiet --python $(VENV)/s3/bin/python --editable '.[test-s3]'
	touch $@

$(VENV)/lowest/.installed: $(VENV)/.test
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/lowest
	$(BIN)/uv pip install --quiet --python $(VENV)/lowest/bin/python --resolution lowest-direct --editable '.[test]'
	touch $@

# ical.js reads the feeds as Thunderbird does; axe and Lighthouse check the pages. Without npm those
# tests are skipped and say so.
%/node_modules: %/package-lock.json
	@if command -v npm >/dev/null; then cd $* && npm ci --silent --no-audit --no-fund && touch node_modules; \
	else echo "npm is not installed: the tests in need of $* will be skipped."; fi

clean:
	rm -rf $(VENV) build dist *.egg-info $(NODE)
