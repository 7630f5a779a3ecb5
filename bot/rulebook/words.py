"""Conditions in words, for maintainers: close to what stands in the file, read aloud."""

from bot.rulebook.conditions import AnyOf, Condition, Counts, Holds, Is, IsNot, Part, Ranks


def in_words(condition: Condition) -> str:
    """A condition as a sentence without its full stop."""
    if isinstance(condition, Part):
        return f"{condition.fact} {_test(condition)}"
    if not condition.parts:
        return "always"
    if isinstance(condition, AnyOf):
        return "(" + " or ".join(in_words(part) for part in condition.parts) + ")"
    return " and ".join(in_words(part) for part in condition.parts)


def _test(part: Part) -> str:
    match part.test:
        case Is(values):
            return "is " + " or ".join(values)
        case IsNot(values):
            return "is asked and not " + " or ".join(values)
        case Holds(wanted):
            return "holds" if wanted else "does not hold"
        case Counts(least, most) if least == most:
            return f"is {least}"
        case Counts(least, most) | Ranks(least, most):
            bounds = [f"at least {least}"] if least is not None else []
            return "is " + " and ".join([*bounds, *([f"at most {most}"] if most is not None else [])])
