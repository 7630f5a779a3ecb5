"""The double from the command line: serve it, or hold one consultation with whatever bot connects.

It prints the two settings that point a bot at it. With `--consult` it ends with 0 when the advice has come and the bot
has done nothing that no bot may do, and with 1 otherwise.
"""

import argparse
import asyncio
import sys

from .server import TOKEN, Double

MOST_SCREENS = 60


async def consult(double, advice, within):
    """Press the first button of each screen until one offers `advice`; that screen."""
    ann = double.user("Ann")
    ann.say("/start")
    seen = None
    for _ in range(MOST_SCREENS):
        before = seen
        screen = await ann.sees(lambda one, before=before: one.keyboard and (one.id, one.edits) != before, within)
        if advice in screen.labels:
            return screen
        seen = (screen.id, screen.edits)
        press = ann.press_data(next(one["callback_data"] for one in screen.buttons if "callback_data" in one), screen)
        await ann.answered(press, within)
    raise AssertionError(f"no advice after {MOST_SCREENS} screens; the chat shows\n{ann.chat}")


async def main(given):
    async with Double(given.token, given.port, given.host) as double:
        for name, value in double.settings().items():
            sys.stdout.write(f"{name}={value}\n")
        sys.stdout.flush()
        if given.consult:
            screen = await consult(double, given.advice, given.within)
            sys.stdout.write(f"{screen.text}\n")
        else:
            await asyncio.Event().wait()


def arguments():
    reading = argparse.ArgumentParser(prog="telegram_double", description=__doc__)
    reading.add_argument("--consult", action="store_true", help="hold one consultation and end")
    reading.add_argument("--advice", default="Why not the others", help="the button that only the advice has")
    reading.add_argument("--within", type=float, default=60, help="seconds to wait for each screen")
    reading.add_argument("--host", default="127.0.0.1")
    reading.add_argument("--port", type=int, default=0)
    reading.add_argument("--token", default=TOKEN)
    return reading.parse_args()


if __name__ == "__main__":
    try:
        asyncio.run(main(arguments()))
    except AssertionError as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
