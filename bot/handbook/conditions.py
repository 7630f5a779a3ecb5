"""A condition as a reader's list: each fact a link, each option with the words of its button."""

from bot.handbook.markup import Html, choice, joined, listed, tag
from bot.handbook.material import Material
from bot.rulebook.conditions import ADVISED, All, AnyOf, Condition, Counts, Holds, Is, IsNot, Part, Ranks


def condition(material: Material, when: Condition) -> Html:
    """The condition with the line that says how its parts are read."""
    if isinstance(when, Part):
        return listed([_part(material, when)], "parts")
    if not when.parts:
        return tag("p", "Always.")
    if isinstance(when, AnyOf):
        return Html(tag("p", "At least one of these:") + _branches(material, when))
    intro = tag("p", "All of these together:") if len(when.parts) > 1 else Html()
    return Html(intro + listed((_point(material, part) for part in when.parts), "parts"))


def _point(material: Material, when: Condition) -> Html:
    if isinstance(when, Part):
        return _part(material, when)
    if isinstance(when, AnyOf):
        return Html(f"at least one of these: {_branches(material, when)}")
    return _together(material, when)


def _branches(material: Material, when: AnyOf) -> Html:
    return listed((_point(material, part) for part in when.parts), "parts")


def _together(material: Material, when: All) -> Html:
    """Parts side by side in one line, as they stand in one branch."""
    return joined((_point(material, part) for part in when.parts), " and ")


def _part(material: Material, part: Part) -> Html:
    fact = tag("span", material.fact(part.fact), class_="fact")
    return Html(f"{fact} {_test(material, part)}")


def _test(material: Material, part: Part) -> Html:
    match part.test:
        case Holds(wanted):
            words = tag("span", f"({material.book.need(part.fact).words})", class_="quiet")
            return Html(f"{'holds' if wanted else 'does not hold'} {words}")
        case Counts():
            return _counts(material, part.fact, part.test)
        case Is(values) if part.fact == ADVISED:
            return Html(f"is {choice(material.model(value) for value in values)}")
        case IsNot(values) if part.fact == ADVISED:
            return Html(f"is not {choice(material.model(value) for value in values)}")
        case Is(values):
            return Html(f"is {_options(material, part.fact, values)}")
        case IsNot(values):
            return Html(f"is asked, and is not {_options(material, part.fact, values)}")
        case Ranks(least, most):
            bounds = [
                f"{words} {_options(material, part.fact, (bound,))}"
                for words, bound in (("at least", least), ("at most", most))
                if bound is not None
            ]
            return Html("ranks " + " and ".join(bounds))


def _counts(material: Material, tally: str, test: Counts) -> Html:
    least, most = test.least, test.most
    if least == most:
        words = f"is exactly {least}"
    else:
        bounds = [f"at least {least}"] if least is not None else []
        bounds += [f"at most {most}"] if most is not None else []
        words = "is " + " and ".join(bounds)
    kind = next(one.counts for one in material.book.tallies if one.id == tally)
    return Html(f"{words} {tag('span', f'(how many {kind} needs hold)', class_='quiet')}")


def _options(material: Material, question: str, options: tuple[str, ...]) -> Html:
    known = material.book.question(question).options
    names = choice(tag("b", option) for option in options)
    labels = f"({' / '.join(known[option].label for option in options)})"
    return Html(f"{names} {tag('span', labels, class_='quiet')}")
