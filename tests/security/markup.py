"""Reading a page as a browser would: what is an element, what is an attribute, what is only text."""

from html.parser import HTMLParser

SILENT = ("script", "style", "template")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = ("title", "placeholder", "aria-label", "alt")
FOREIGN = {"iframe", "object", "embed", "base", "frameset", "applet", "marquee", "style", "math", "foreignobject"}
ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "srcset"}


class Page(HTMLParser):
    """Elements with their attributes, texts with the element they stand in."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        where = self.open[-1] if self.open else ""
        if data.strip() and where not in SILENT:
            self.texts.append((where, data))

    def spoken(self) -> list[tuple[str, str]]:
        """Everything a person reads or hears."""
        attributes = [(f"{tag} {n}", attrs[n]) for tag, attrs in self.elements for n in SPOKEN if attrs.get(n)]
        return self.texts + attributes

    def dangers(self) -> list[str]:
        """What could run, load or send something that we did not put there."""
        found = []
        for tag, attrs in self.elements:
            if tag in FOREIGN:
                found.append(f"<{tag}>")
            if tag == "script" and attrs.get("type") != "application/json" and not _ours(attrs.get("src", "")):
                found.append(f"<script {attrs}>")
            if tag in ("link", "img", "video", "audio", "source") and not _ours(
                attrs.get("href", "") or attrs.get("src", "")
            ):
                found.append(f"<{tag} {attrs}>")
            if tag == "meta" and attrs.get("http-equiv", "").lower() == "refresh":
                found.append("<meta refresh>")
            for name, value in attrs.items():
                bare = name.removeprefix("data-")
                runs = name.startswith("on") or bare.startswith("hx-on") or name in ("style", "srcdoc")
                sends = bare.startswith("hx-") and any(word in value for word in ("evil", "alert", "js:"))
                leads = name in ADDRESSES and _scheme(value) not in ("", "http", "https", "mailto")
                if runs or sends or leads:
                    found.append(f"<{tag} {name}={value!r}>")
        return found


def _ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")


def _scheme(address: str) -> str:
    head = "".join(letter for letter in address if letter > " ").split("/")[0].split("?")[0].split("#")[0]
    return head.split(":")[0].lower() if ":" in head else ""
