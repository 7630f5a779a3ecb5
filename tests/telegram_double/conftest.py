"""A double, a bot on it, and Ann, who has written to the bot before."""

import pytest

from . import Double
from .client import Client


@pytest.fixture
async def double():
    async with Double() as double:
        yield double


@pytest.fixture
async def bot(double):
    async with Client(double) as client:
        yield client


@pytest.fixture
def ann(double):
    return double.user("Ann", number=7, begun=True)
