"""Two support models side by side over the thirteen characteristics, as text that fits a phone."""

from bot.content import Content
from bot.conversation.acts import Button, Draw, Open, Screen
from bot.conversation.page import Page, lines

BETWEEN = "--"
"""Between the ids of two models; no id holds it."""


def pair_of(of: str, content: Content) -> tuple[str, ...] | None:
    """The models that a place names: none yet, one, or two. None if it names something else."""
    names = tuple(filter(None, of.split(BETWEEN)))
    known = {model.id for model in content.book.models}
    return names if len(names) <= 2 and len({*names} & known) == len(names) else None  # noqa: PLR2004 - side by side


def model_of_article(article: str, content: Content) -> str | None:
    """The model that an article is about."""
    return next((model.id for model in content.book.models if model.article == article), None)


def side_by_side(content: Content, one: str, other: str) -> list[tuple[str, str, str]]:
    """The characteristics with what is said of two models; those that speak of other models only are left out."""
    rows = content.library.characteristics
    return [(row.title, row.models[one], row.models[other]) for row in rows if {one, other} <= set(row.models)]


def compare(page: Page) -> Screen | None:
    """The choice of a first model, of a second one, or both side by side."""
    say, pair = page.say, pair_of(page.consultation.place.of, page.content)
    if pair is None or not page.content.library.characteristics:
        return None
    if not pair and page.consultation.receipt and page.advice is not None and page.advice.model:
        pair = (page.advice.model,)
    models = [one.id for one in page.content.book.models]
    if len(pair) < 2:  # noqa: PLR2004 - as above
        others = [name for name in models if name not in pair]
        text = say.compare_second.format(model=page.model(pair[0]).said) if pair else say.compare_first
        options = tuple(Button(page.model(name).said, Open("compare", BETWEEN.join((*pair, name)))) for name in others)
        return page.screen(text, options=options, navigation=(page.back(),))
    one, other = (page.model(name) for name in pair)
    blocks = [
        f"**{title}**\n"
        + lines([say.compare_line.format(model=model.said, says=told) for model, told in ((one, says), (other, said))])
        for title, says, said in side_by_side(page.content, one.id, other.id)
    ]
    if not blocks:
        return None
    picture = (Button(say.picture_button, Draw("compare")),) if page.voice.pictures else ()
    read = page.read((one.article, other.article))
    title = say.compare.format(one=one.said, other=other.said)
    return page.screen(title, *blocks, navigation=(*picture, *read, *_more(page), page.back()))


def _more(page: Page) -> tuple[Button, ...]:
    """The themes under which the articles of the characteristics stand."""
    library, articles = page.content.library, page.content.articles
    told = {articles[row.article].theme for row in library.characteristics if row.article in articles}
    return tuple(Button(theme.title, Open("theme", theme.id)) for theme in library.themes if theme.id in told)
