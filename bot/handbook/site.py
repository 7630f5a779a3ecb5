"""The whole handbook as texts by file name: a pure function of content, certificate and picture."""

from collections.abc import Mapping

from bot import __version__
from bot.content import Content
from bot.handbook.article_pages import article_pages
from bot.handbook.certificate_page import JSON_FILE, Certified, certificate_json, certificate_page
from bot.handbook.drawing import inlined
from bot.handbook.figures import figures
from bot.handbook.frame import STYLE_FILE, framed, style
from bot.handbook.front_page import front_page
from bot.handbook.graph_page import graph_page, links
from bot.handbook.list_pages import list_pages
from bot.handbook.material import Material
from bot.handbook.model_pages import model_pages
from bot.handbook.question_pages import question_pages
from bot.handbook.rule_pages import rule_pages


def material(content: Content) -> Material:
    """What every page is made of; counts over the whole answer space."""
    return Material(content, figures(content))


def site(material: Material, certificate: Certified, picture: str | None = None) -> Mapping[str, str]:
    """Every file of the handbook. `picture` is the graph as graphviz drew it."""
    graph = inlined(picture, links(material)) if picture else None
    pages = (
        front_page(material),
        *list_pages(material),
        *model_pages(material),
        *question_pages(material),
        *rule_pages(material),
        *article_pages(material),
        graph_page(material, graph),
        certificate_page(certificate),
    )
    foot = f"Written by fixpoint {__version__} from revision {material.content.revision}."
    found = {page.file: framed(page, foot) for page in pages}
    return {**found, STYLE_FILE: style(), JSON_FILE: certificate_json(certificate)}
