"""What the screens ask of others: the present screen of a chat, and to note what stands in it. It keeps nothing."""

from typing import Protocol

from bot.consult import Reply
from bot.model import ChatId


class Desk(Protocol):
    """Where the present screen of a chat comes from, and where it is noted what was shown."""

    async def look(self, chat: ChatId) -> Reply:
        """The present screen."""
        ...

    def shown(self, chat: ChatId, message: int | None, turn: int, *, new: bool = False) -> None:
        """The message shows the turn; a new one is to be noted at once."""
        ...

    def cleared(self, chat: ChatId, message: int) -> None:
        """A message that was live before stands there no longer."""
        ...

    async def noted(self) -> None:
        """Come back when what was noted is on disk."""
        ...

    def gone(self, chat: ChatId) -> None:
        """Nothing can be sent to this chat any more."""
        ...
