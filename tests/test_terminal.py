"""What the terminal adds to the conversation: everything kept, as JSON, on request."""

import io
import json

import pytest

from bot.consult import Consulting
from bot.store.crypt import Keys
from bot.store.sqlite import open_store
from bot.terminal import piped
from bot.wording.sentences import Voice


async def said(shipped, path, lines):
    store = await open_store(path, Keys([bytes(32)]))
    out = io.StringIO()
    try:
        consulting = Consulting(store, shipped, Voice())
        await consulting.begin()
        await piped(consulting, io.StringIO(lines), out, resume=False)
    finally:
        await store.close()
    return out.getvalue()


@pytest.mark.parametrize("command", ["/mydata", "/my_data", "/MyData@FixpointBot please"])
async def test_everything_kept_is_printed_as_json_and_the_screen_stays(shipped, tmp_path, command):
    told = await said(shipped, tmp_path / "fixpoint.db", f"Start\nnobody\n{command}\n")

    printed, _, after = told.partition(f"> {command}\n")[2].partition("\n}\n")
    kept = json.loads(printed + "\n}")
    assert kept["consultation"]["answers"] == {"it": ["nobody"]}
    assert "What is the most sensitive data you hold?" in after
