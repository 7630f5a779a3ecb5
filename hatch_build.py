"""Puts the content folders into the wheel, so that it works from an empty folder."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ContentHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds rules/ and knowledge/ as bot/_content; an editable install reads them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folders that a wheel carries."""
        if version == "standard":
            build_data["force_include"] |= {"rules": "bot/_content/rules", "knowledge": "bot/_content/knowledge"}
