"""The fixtures of the commands' tests; they stand in commanding.py."""

from commanding import my_rules, told

__all__ = ["my_rules", "told"]
