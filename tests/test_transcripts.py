"""Whole conversations that anybody can read: the real rules, the real store, the pipe's own screens.

A transcript holds the commands (`$ fixpoint chat`), what was typed (`> ...`) and every screen in between. After a
change of rules or wording, `pytest --update-transcripts` rewrites them, and the difference is reviewed like prose.
"""

import io
from itertools import count
from pathlib import Path

import pytest

from bot.consult import Consulting
from bot.conversation.acts import Fresh
from bot.store.crypt import Keys
from bot.store.sqlite import open_store
from bot.terminal import piped
from bot.wording.sentences import Voice

TRANSCRIPTS = Path(__file__).parent / "transcripts"
RUN, TYPED = "$ fixpoint chat", "> "
RESUMED, GERMAN = f"{RUN} --resume", f"{RUN} --language de"


def runs_of(transcript):
    """The commands of a transcript, each with the lines typed into it."""
    runs = []
    for line in transcript.splitlines():
        if line in {RUN, RESUMED, GERMAN}:
            runs.append((line, []))
        elif line.startswith(TYPED):
            runs[-1][1].append(line.removeprefix(TYPED))
    return runs


async def played(runs, shipped, path):
    """The transcript as it reads today. Ids are counted, not random, so that a receipt is always the same."""
    numbers = count(1)

    def fresh():
        return Fresh(f"c{next(numbers)}", "nonce", f"r7k2-{next(numbers):04}")

    out = io.StringIO()
    for command, lines in runs:
        store = await open_store(path, Keys([bytes(32)]))
        try:
            consulting = Consulting(store, shipped, Voice(days=90), make=fresh)
            await consulting.begin()
            print(f"{command}\n", file=out)
            typed = io.StringIO("".join(f"{line}\n" for line in lines))
            wanted = "de" if command == GERMAN else ""
            await piped(consulting, typed, out, resume=command == RESUMED, wanted=wanted)
            print(file=out)
        finally:
            await store.close()
    return out.getvalue().rstrip("\n") + "\n"


@pytest.mark.parametrize("transcript", sorted(TRANSCRIPTS.glob("*.txt")), ids=lambda path: path.stem)
async def test_the_conversation_reads_as_it_did(transcript, shipped, tmp_path, request):
    written = transcript.read_text(encoding="utf-8")

    now = await played(runs_of(written), shipped, tmp_path / "fixpoint.db")

    if request.config.getoption("--update-transcripts"):
        transcript.write_text(now, encoding="utf-8")
    else:
        assert now == written


@pytest.mark.parametrize("transcript", sorted(TRANSCRIPTS.glob("*.txt")), ids=lambda path: path.stem)
def test_no_screen_says_what_a_prospect_should_never_read(transcript):
    said = transcript.read_text(encoding="utf-8").casefold()

    assert [
        word for word in ("invalid", "ungültig", "error", "traceback", "none.", "{", "}", "**") if word in said
    ] == []
