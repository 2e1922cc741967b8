# make run      set everything up, then serve the portal at http://127.0.0.1:8000 (PORT=8080 make run: another port)
# make setup    the set-up alone
# make test     the whole suite on SQLite, and on PostgreSQL where it is installed
# make check    style, missing migrations, system checks
# make proof    the books of escrow: 10,000 random steps against a plain model, kill -9 among 200 releases, on both databases;
#               30 papers printed in two processes are the same to the byte
# make bench    speed of every page of the menu, the official table and the bulletin; of print, 1 to 60 pages; of the
#               books of escrow; of a quarter's subsidy for 20,000 families; then of the market with BENCH_CONTRACTS
#               contracts on SQLite and PostgreSQL, beside Django's own list and export
#
# DATABASE_URL=postgres://… or sqlite:///PATH chooses the database for all of them.

SHELL := /bin/bash
.DEFAULT_GOAL := run
.DELETE_ON_ERROR:
.PHONY: run setup test check proof bench packages

# Chinese must come out whole in the barest environment, and a new PostgreSQL cluster must be UTF-8.
export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1
export PORT ?= 8000
# What was compiled is kept, whatever the shell says: four workers of two test runs would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

# Looked up only when .venv has to be made: the first Python that is new enough.
PYTHON ?= $(firstword $(foreach name,python3 python3.11 python3.12 python3.13,$(shell $(name) -c \
	'import sys; print(sys.executable if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
VENV := .venv/bin/python
# A stamp carries the digest of its requirements: changed requirements are a missing stamp.
BENCH_CONTRACTS ?= 100000 1000000
digest = $(shell sha256sum $(1) | cut -c1-12)
RUNTIME := .venv/runtime-$(call digest,requirements.txt)
TOOLS := .venv/tools-$(call digest,requirements-dev.txt)
PIP := $(VENV) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
# A worker that has nothing left takes half of what waits for the other: the long tests with real transactions come last.
PYTEST := $(VENV) -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

run: packages $(RUNTIME)
	@exec $(VENV) deploy/prepare.py --demo --serve

setup: packages $(RUNTIME)
	@$(VENV) deploy/prepare.py

packages:
	@$(if $(wildcard $(VENV)),$(VENV),$(or $(PYTHON),$(error 需要 Python 3.11 或更新版本：apt-get install python3))) deploy/packages.py

.venv/bin/pip:
	@echo "建立运行环境 .venv …"
	@$(PYTHON) -m venv --clear .venv

$(RUNTIME): | packages .venv/bin/pip
	@echo "安装运行所需的软件包（核对摘要）…"
	@$(PIP) --requirement requirements.txt
	@touch $@

$(TOOLS): | packages .venv/bin/pip
	@echo "安装测试所需的软件包（核对摘要）…"
	@$(PIP) --requirement requirements-dev.txt
	@touch $@ $(RUNTIME)

check: $(TOOLS)
	$(VENV) -m ruff check
	$(VENV) manage.py makemigrations --check --dry-run
	$(VENV) manage.py check --database default

proof:
	@PROOF=1 $(MAKE) --no-print-directory test PYTEST_ARGS="tests/presale/test_machine.py tests/presale/test_kill.py \
		tests/kit/gongwen/test_identity.py"

bench: $(TOOLS)
	@$(VENV) -m benchmarks
	@$(VENV) -m benchmarks.papers
	@$(VENV) -m benchmarks.escrow
	@$(VENV) -m benchmarks.subsidies
	@$(VENV) -m benchmarks.market $(firstword $(BENCH_CONTRACTS))
	@$(if $(shell command -v pg_virtualenv),pg_virtualenv -t -o shared_buffers=1GB -o max_wal_size=4GB \
		sh -c 'for size in $(BENCH_CONTRACTS); do createdb "bench$$size" && \
		BENCH_DATABASE_URL="postgres:///bench$$size" $(VENV) -m benchmarks.market $$size || exit 1; done',\
		echo "PostgreSQL 未安装：只测 SQLite。")

# Where the suite finds PostgreSQL: the database it is given, or a throw-away cluster, which need not survive a crash
# and keeps no figures about rows that every test takes back. pg_virtualenv's own words go to a file, so that the last
# lines are pytest's.
THROW_AWAY := -o synchronous_commit=off -o full_page_writes=off -o autovacuum=off
ifneq ($(filter postgres%,$(DATABASE_URL)),)
POSTGRESQL := $(PYTEST)
else ifneq ($(and $(shell command -v pg_virtualenv),$(wildcard /usr/lib/postgresql/*/bin/initdb)),)
POSTGRESQL := mkdir -p build && pg_virtualenv -t $(THROW_AWAY) env DATABASE_URL=postgres:///postgres \
	bash -c 'exec $(PYTEST) >&3 2>&3' 3>&1 >build/postgresql.log
endif

test: $(TOOLS)
ifndef POSTGRESQL
	@echo "PostgreSQL 未安装（apt-get install postgresql）：本次只在 SQLite 上测试，PostgreSQL 部分未执行。"
	@test -z "$(CI_STRICT)" || { echo "CI 必须在 PostgreSQL 上测试。"; exit 1; }
endif
	@echo "== SQLite"
	@env -u DATABASE_URL $(PYTEST)
ifdef POSTGRESQL
	@echo "== PostgreSQL"
	@$(POSTGRESQL)
endif
