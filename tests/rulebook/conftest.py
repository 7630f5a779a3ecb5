"""The fixtures of the rule-file tests; the rules to break stand in small_rules.py."""

from small_rules import problems, real, small

__all__ = ["problems", "real", "small"]
