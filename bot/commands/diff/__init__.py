"""`fixpoint diff`: the command, the sides it compares, what was declared or stored, and the forms it is told in."""

from bot.commands.diff.command import EXAMPLE, arguments, run

__all__ = ["EXAMPLE", "arguments", "run"]
