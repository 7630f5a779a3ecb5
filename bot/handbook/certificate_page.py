"""The certificate as a page: its own summary, and every finding with where it stands and what to do."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from bot.handbook.frame import Page, section
from bot.handbook.markup import Html, joined, tag

JSON_FILE = "certificate.json"


class Certified(Protocol):
    """What the page needs of a certificate."""

    def summary(self) -> str:
        """A few lines for a person."""
        ...

    def as_json(self) -> dict[str, Any]:
        """The certificate as plain data."""
        ...


def certificate_page(certificate: Certified) -> Page:
    """What holds over every answer set, and what does not."""
    data = certificate.as_json()
    whole = tag("p", "The same as data: ", tag("a", JSON_FILE, href=JSON_FILE), ".")
    summary = section("In short", tag("pre", certificate.summary(), tabindex="0"), whole)
    found = joined(_findings(name.capitalize(), data[name]) for name in ("findings", "hints") if data.get(name))
    lead = "Every reachable answer set was looked at; nothing here is sampled."
    return Page("certificate.html", "Certificate", Html(summary + found), lead=lead)


def certificate_json(certificate: Certified) -> str:
    """The certificate as a file."""
    return json.dumps(certificate.as_json(), ensure_ascii=False, indent=1) + "\n"


def _findings(title: str, found: Any) -> Html:
    if not isinstance(found, list):
        return Html()
    points = [tag("li", _finding(one) if isinstance(one, Mapping) else str(one)) for one in found]
    return section(title, tag("ol", *points, class_="findings"))


def _finding(one: Mapping[str, Any]) -> Html:
    where = f"{one.get('file', '')}:{one.get('line', '')}".strip(":")
    rule = f" {one['rule']}:" if one.get("rule") else ""
    do = tag("p", f"What to do: {one['do']}") if one.get("do") else Html()
    return joined((tag("code", where), f"{rule} {one.get('text', '')} ", tag("code", str(one.get("code", ""))), do))
