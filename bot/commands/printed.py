"""How advice, its tree, what blocks a model and articles look on a terminal; the only command that imports rich."""

import re

from rich.console import Console, Group
from rich.markdown import Markdown
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from bot.analysis.blocked import Blocked
from bot.analysis.tree import Branch
from bot.content import Content
from bot.inference.report import Advice, Change, Pair, Reason
from bot.library.articles import Article, Source
from bot.model import Answers

WIDTH = 100
_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
STATES = {
    "blocked": ("blocked", "red"),
    "open": ("open", "yellow"),
    "outranked": ("outranked", "yellow"),
    "holds": ("holds", "green"),
}
STYLES = {"model": "bold", "rule": "bold cyan", "need": "magenta", "tally": "magenta", "answer": "green", "note": "dim"}


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which knows what it means."""
        raise BrokenPipeError


def _console() -> Console:
    return _Console(width=min(Console().width, WIDTH), highlight=False)


def print_advice(content: Content, answers: Answers, advice: Advice, receipt: str | None) -> None:
    """The advice as a person reads it: the model, why, why not, what else, what would change it."""
    console = _console()
    console.print(Panel(_headline(content, advice), border_style="cyan" if advice.model else "yellow", padding=(1, 2)))
    _said(console, "You said", [_line(content, name, options) for name, options in answers.items()])
    _said(console, "Why", [_with_rule(reason) for reason in advice.because])
    _said(
        console,
        "Why not the others",
        [_with_rule(reasons[0]) for reasons in advice.why_not.values() if reasons],
    )
    _said(console, "You asked for things that do not go together", [_with_rule(one) for one in advice.contradictions])
    _said(console, "Besides", [_with_rule(one) for one in advice.extras])
    changes = [_change(content, one) for one in advice.changes]
    if advice.model:
        pair = content.adviser.pair(answers)
        changes += [f"{_change(content, pair)} (only both together)"] if pair else []
        _said(console, "What would change it", changes[:8] or ["No single answer would change this."])
        if len(changes) > 8:  # noqa: PLR2004 - more than a screen is read as JSON
            console.print(Padding(f"... and {len(changes) - 8} more; see --json", (0, 4)))
    if advice.ignored:
        names = ", ".join(advice.ignored)
        _said(console, "Not asked with these answers, and so not used", [names])
    console.print(Text(f"Rules {advice.revision}" + (f"; receipt {receipt}" if receipt else ""), style="dim"))


def _headline(content: Content, advice: Advice) -> Group:
    if advice.model is None:
        said = ", ".join(content.book.model(model).said for model in advice.possible)
        lines = [Text("Still open", style="bold yellow"), Text(f"Possible: {said}.")]
    else:
        model = content.book.model(advice.model)
        lines = [Text(model.said[0].upper() + model.said[1:], style="bold cyan"), Text(model.means)]
        lines += [Text(f"What it will not give: {model.not_given}", style="dim")]
    if advice.ask_next:
        lines.append(Text(f"To be asked next: {content.book.question(advice.ask_next).ask}"))
    return Group(*lines)


def _line(content: Content, name: str, options: tuple[str, ...]) -> str:
    question = content.book.question(name)
    if len(options) == len(question.options):
        return f"not sure: {question.ask}"
    return " or ".join(question.options[option].said for option in options)


def _with_rule(reason: Reason) -> str:
    return f"{reason.say} ({reason.rule})"


def _change(content: Content, change: Change | Pair) -> str:
    said = " and ".join(content.book.question(name).options[option].said for name, option in change.answers.items())
    ease = {"yes": "", "slowly": " (changes slowly)", "no": " (hardly yours to change)"}[change.can_change]
    return f"If {said}: {content.book.model(change.model).said}{ease}"


def _said(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print(Text(title, style="bold"))
        table = Table.grid(padding=(0, 1))
        for line in lines:
            table.add_row(" -", escape(line))
        console.print(Padding(table, (0, 0, 1, 1)))


def print_tree(branch: Branch) -> None:
    """The tree from the model back to the answers."""
    _console().print(_grown(branch, Tree(_label(branch), guide_style="dim")))


def _grown(branch: Branch, tree: Tree) -> Tree:
    for one in branch.below:
        _grown(one, tree.add(_label(one)))
    return tree


def _label(branch: Branch) -> Text:
    text = Text(branch.name, style=STYLES[branch.kind])
    return text.append(f"  {branch.text}", style="default not bold") if branch.text else text


def print_blocked(content: Content, found: Blocked) -> None:
    """What is said about the model, then each rule that names it with the first part in its way."""
    console = _console()
    said = content.book.model(found.model).said
    if found.advised == found.model:
        console.print(Text(f"These answers do lead to {said}.", style="bold green"))
    elif found.possible:
        console.print(Text(f"{said}: still possible, not settled.", style="bold yellow"))
    else:
        other = content.book.model(found.advised).said if found.advised else "another model"
        console.print(Text(f"Not {said}: these answers lead to {other}.", style="bold"))
    _said(console, "What is said", [_with_rule(one) for one in found.sentences])
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("rule", "tier", "state", "first part in the way", "because you said"):
        table.add_column(column, overflow="fold")
    for one in found.blocks:
        word, style = STATES[one.state]
        facts = ", ".join(f"{name}: {' or '.join(options)}" for name, options in one.facts.items())
        table.add_row(one.rule, one.tier, Text(word, style=style), escape(one.part), escape(facts) or "(not answered)")
    console.print(table)


def print_titles(themes: list[tuple[str, list[tuple[str, str]]]]) -> None:
    """Every article, by theme."""
    console = _console()
    for title, articles in themes:
        if title:
            console.print(Text(title, style="bold"))
        table = Table.grid(padding=(0, 2))
        for name, said in articles:
            table.add_row(f" {name}", escape(said))
        console.print(Padding(table, (0, 0, 1, 0)))


def print_article(article: Article, uses: list[tuple[str, str]], note: str = "") -> None:
    """An article as a person reads it, what it rests on, and what uses it. `note` stands above its text."""
    console = _console()
    console.print(Text(article.title, style="bold cyan"))
    console.print(Padding(Text(article.summary, style="italic"), (0, 0, 1, 0)))
    if note:
        console.print(Padding(Text(note), (0, 0, 1, 0)))
    console.print(Markdown(_LINK.sub(r"\1", article.body)))
    console.print()
    _said(console, "Sources", [_source(one) for one in article.sources])
    _said(console, "Used by", [f"{name}: {says}" for name, says in uses] or ["no rule; other articles lead to it"])
    _said(console, "Related", list(article.related))
    console.print(Text(f"Reviewed on {article.reviewed.isoformat()}", style="dim"))


def _source(source: Source) -> str:
    marks = {"sourced": "", "sourced-vendor": "; its writer sells this", "rule of thumb": "; a rule of thumb"}
    year = "undated" if source.year == "n.d." else source.year
    compared = "compared" if source.compared else "not yet compared"
    return f"{source.title}, {source.publisher}, {year} ({compared}{marks[source.confidence]})"


def print_answer(found: list[tuple[Article, str]], *, known: bool, more: str) -> None:
    """The articles that answer a question, with the passages that speak of it; or an honest no.

    `more` is what the command line says besides, to read on in the same language and folder.
    """
    console = _console()
    if not known:
        console.print("That is not in the library: no article answers it.")
        found = found[:2]
        if found:
            console.print("What comes nearest:\n")
    for article, passage in found:
        console.print(Text.assemble((article.title, "bold"), (f"  ({article.id})", "dim")))
        console.print(article.summary, markup=False)
        console.print(Padding(_marked(passage, bold=console.is_terminal), (0, 0, 1, 2)))
    if found:
        console.print(Text(f"All of it: fixpoint learn {found[0][0].id}{more}", style="dim"))


def _marked(passage: str, *, bold: bool) -> Text:
    """A passage with what matched in bold; where nothing can be bold the stars stay."""
    text = Text(style="dim")
    for number, part in enumerate(passage.split("**") if bold else [passage]):
        text.append(part, "bold" if number % 2 else "")
    return text


def print_compared(models: tuple[str, str], rows: list[tuple[str, str, str]]) -> None:
    """Two models over the characteristics."""
    table = Table(header_style="bold", show_lines=True)
    for column in ("", *models):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    _console().print(table)
