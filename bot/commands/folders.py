"""What several commands begin with: the settings, and the content that the command line names."""

import sys
from argparse import Namespace
from typing import Any

from bot.app import open_content
from bot.content import Content
from bot.settings import Settings, read_settings, strangers


def settings_of(arguments: Namespace) -> Settings:
    """The settings, with the folders and the database that the command line names."""
    found = read_settings()
    for line in strangers():
        warn(line)
    named: dict[str, Any] = {
        key: getattr(arguments, key) for key in ("rules", "knowledge") if getattr(arguments, key, None) is not None
    }
    return found.model_copy(update=named)


def content_of(arguments: Namespace, above: str | None = None) -> Content:
    """The content that the command is about. Raises ContentError. `above`: as in `load`."""
    return open_content(settings_of(arguments), above)


def warn(line: str) -> None:
    """One line on stderr that is no error."""
    print(f"fixpoint: {line}", file=sys.stderr)
