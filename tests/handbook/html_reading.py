"""A page as a test reads it: elements with their attributes and text, and whatever is not well formed."""

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
RAW = {"script", "style"}


class Element:
    def __init__(self, name, attributes, above):
        self.name, self.attributes, self.above = name, attributes, above
        self.text = ""

    def inside(self, name):
        above = self.above
        while above is not None:
            if above.name == name:
                return above
            above = above.above
        return None


class Reading(HTMLParser):
    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.faults, self._open = [], [], []
        self.feed(html)
        self.close()
        self.faults += [f"<{one.name}> is never closed" for one in self._open]

    def handle_starttag(self, name, attributes):
        if len({key for key, _ in attributes}) != len(attributes):
            self.faults.append(f"<{name}> has an attribute twice")
        element = Element(name, dict(attributes), self._open[-1] if self._open else None)
        self.elements.append(element)
        if name not in VOID:
            self._open.append(element)

    def handle_startendtag(self, name, attributes):
        self.handle_starttag(name, attributes)
        if name not in VOID:
            self.handle_endtag(name)

    def handle_endtag(self, name):
        if not self._open or self._open[-1].name != name:
            self.faults.append(f"</{name}> closes {self._open[-1].name if self._open else 'nothing'}")
        else:
            self._open.pop()

    def handle_data(self, words):
        for one in self._open:
            one.text += words

    def of(self, *names):
        return [one for one in self.elements if one.name in names]

    def one(self, name):
        (found,) = self.of(name)
        return found

    @property
    def ids(self):
        return [one.attributes["id"] for one in self.elements if "id" in one.attributes]

    def values(self, *attributes):
        return [one.attributes[key] for one in self.elements for key in attributes if key in one.attributes]

    @property
    def words(self):
        """What a reader sees of the page."""
        return " ".join(self.one("main").text.split())
