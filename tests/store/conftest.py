"""Fixtures of the store: `engine` is each engine in turn, `sqlite` the one by that name, `store` an open store."""

import pytest
from store_engines import ENGINES, SqliteEngine


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    return ENGINES[request.param](tmp_path)


@pytest.fixture
def sqlite(tmp_path):
    return SqliteEngine(tmp_path)


@pytest.fixture
async def store(engine):
    async with engine.opened() as store:
        yield store
