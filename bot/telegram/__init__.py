"""The conversation on Telegram: what arrives, what is shown, when an update is confirmed. It decides nothing else."""

import sys

# httpx, which python-telegram-bot imports and we do not use, brings its own command line along where click and rich
# are installed, which costs time and memory at every start. It takes this for "not installed".
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None is what import takes
