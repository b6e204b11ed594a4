# Everything is `./hotel`; these are the words fingers know.

.DEFAULT_GOAL := help
.PHONY: help up test lint format migrate psql check initial docs pictures lock clean

help: ## show this help
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

up: ## run the whole stack
	./hotel up

test: ## lint, types and every test
	./hotel test

lint: ## lint and types only
	./hotel test --lint-only

format: ## format Python and SQL
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .
	.venv/bin/python -m sqlfluff fix db tests/sql

migrate: ## bring a database to this release
	./hotel migrate

psql: ## open psql as an operator
	./hotel psql

check: ## look for contradictions
	./hotel check

initial: ## write the first migration from db/schema, until the first release freezes it
	.venv/bin/python -m db.initial

docs: ## write docs/ from the rows of a fresh database: make docs URL=postgresql:...
	.venv/bin/python -m hotelmate.docs $(URL)

pictures: ## make docs/board*.png anew (needs Chromium)
	.venv/bin/python -m hotelmate.board_pictures

lock: ## write requirements*.lock anew from pyproject.toml
	.venv/bin/python -m hotelmate.lock

clean: ## forget the Python environment and caches; the local data stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .schemathesis
