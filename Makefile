# make serve   the service with the first graph, at http://127.0.0.1:8000/
# make test    everything that is checked
# make help    the rest

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
RDF := $(shell find ontology shapes graph queries -type f 2>/dev/null)
WEB := $(shell find api/web -type f -not -path '*/node_modules/*' 2>/dev/null)
SERVE_FLAGS ?=

.PHONY: help serve test check format store assets engines wheel release clean

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: $(VENV)/.installed assets store  ## Build what is missing and serve on 127.0.0.1:8000
	$(BIN)/cuibono serve --data .cuibono $(SERVE_FLAGS)

test: $(VENV)/.dev assets  ## Run all checks: style, types, tests in Python and in the pages' scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	cd api/web && PATH="$(abspath $(BIN)):$$PATH" npm test
	$(BIN)/pytest -n auto --dist loadfile

store: .cuibono/current  ## Build the store from graph/, through the gate

.cuibono/current: $(VENV)/.installed $(RDF)
	$(BIN)/cuibono load --bundled --data .cuibono
	@touch $@

assets: api/cuibono/web/assets/manifest.json  ## Build the pages' styles and scripts

api/cuibono/web/assets/manifest.json: $(VENV)/.installed $(WEB)
	cd api/web && PATH="$(abspath $(BIN)):$$PATH" npm install --no-package-lock --no-audit --no-fund --loglevel=error
	cd api/web && PATH="$(abspath $(BIN)):$$PATH" npm run build
	@touch $@

engines:  ## Install the SPARQL engines that the remote store is tested on, where they can be had
	@bash .ci/engines

format: $(VENV)/.dev  ## Lay out code and graph files
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/cuibono format

wheel: $(VENV)/.dev assets  ## Build dist/*.whl
	$(BIN)/python -m hatchling build -t wheel -d dist

release: $(VENV)/.dev  ## Write the vocabulary of this version to ontology/releases/, where it never changes
	$(BIN)/python -m cuibono.publish.releases

clean:  ## Remove what was built
	rm -rf $(VENV) .cuibono dist api/web/node_modules api/cuibono/web/assets

$(VENV)/.installed: $(BIN)/pip pyproject.toml constraints.txt
	$(BIN)/pip install --quiet -c constraints.txt --group assets -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/pip install --quiet -c constraints.txt --group dev
	@touch $@

# Debian and Ubuntu split `venv` from Python; where it is missing it is installed, by root only.
$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is older (make PYTHON=...)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo "Python has no venv module; installing it"; \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		as_root=$$(test "$$(id -u)" = 0 || echo "sudo -n"); \
		$$as_root apt-get update -qq && $$as_root apt-get install -y -qq $$package || \
		{ echo "please install it: apt-get install $$package"; exit 1; }; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
