"""Where a page points: attachments, frames, pages that it goes on to, whether by a link or by a script."""

import re
from urllib.parse import unquote

from lxml import etree

_DOCUMENT = re.compile(
    r"([^/\\?=&#:'\"()\s]{1,120}\.(?:pdf|docx?|xlsx?|xlsm|xlsb|wps|et|ods|odt|ofd|ceb|rtf|csv|zip|rar|7z))(?![\w.])",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"([^/\\?=&#:'\"()\s]{1,120}\.(?:jpe?g|png|tiff?|bmp|webp|gif))(?![\w.])", re.IGNORECASE)
_ABOUT_ACCOUNTS = re.compile(r"决算|附件|公开表")
_GOES_ON = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\(|window\.open\()\s*["']([^"'\n]{1,300})["']"""
)
_REFRESH = re.compile(r"url\s*=\s*[\"']?\s*([^\"'\s>]{1,300})", re.IGNORECASE)
_NO_SHEET = re.compile(
    r"icon|logo|banner|btn|button|arrow|qr|ewm|erweima|weixin|filetype|bg|line|dot|share", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*(\d{1,6})(?:px)?\s*(?:;|$)")
_STYLE_WIDTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,6})(?:\.\d+)?px")
_SOURCE_PARAMETERS = frozenset({"src", "data", "filename", "url", "movie"})
_LEAST_PICTURE = 150
"""Pixels; a smaller picture is an ornament, not a sheet."""
_LEAST_EMBEDDED_PICTURE = 8_000
"""Characters of a picture that stands in the page itself."""
_LONGEST = 2_000
"""Characters of an address that are looked at."""
_MOST_NAMES = 100


class Pointers:
    """What pages point to by name, each once: documents, and pages that hold the content instead of this one."""

    def __init__(self) -> None:
        self.documents: list[str] = []
        self.pages: list[str] = []

    def take(self, element: etree._Element) -> str | None:
        """Note where an element points. Return the name of what it shows in its place, for a frame or an object."""
        match element.tag:
            case "a" | "area":
                self._take_link(element)
                return None
            case "meta":
                if str(element.get("http-equiv", "")).lower() == "refresh":
                    found = _REFRESH.search(str(element.get("content", "")))
                    self._note(found[1] if found else "")
                return None
        return self._note(_source(element)) if not _is_tiny(element) else None

    def take_scripts(self, root: etree._Element) -> None:
        """Note where the scripts of a page go on to, and what its head says of that."""
        for script in root.iter("script"):
            for address in _GOES_ON.findall((script.text or "")[:100_000]):
                self._note(address)
        for meta in root.iter("meta"):
            self.take(meta)

    def _take_link(self, link: etree._Element) -> None:
        words = " ".join("".join(map(str, link.itertext())).split())[:200]
        address = str(link.get("href", ""))
        by_script = " ".join(str(link.get(name, "")) for name in ("onclick", "data-href", "data-url", "data-file"))
        for text in (address, words, by_script):
            if found := _DOCUMENT.search(unquote(text[:_LONGEST])):
                self._add(self.documents, found[1])
                return
        goes_anywhere = address not in ("", "#") or by_script.strip()
        if words and goes_anywhere and _ABOUT_ACCOUNTS.search(words):
            self._add(self.pages, words[:60])

    def _note(self, address: str) -> str | None:
        plain = unquote(address.strip()[:_LONGEST])
        if not plain or plain.startswith(("about:", "javascript:", "data:", "mailto:", "#")):
            return None
        if found := _DOCUMENT.search(plain):
            self._add(self.documents, found[1])
            return found[1]
        name = plain[:120]
        self._add(self.pages, name)
        return name

    def _add(self, names: list[str], name: str) -> None:
        if name not in names and len(names) < _MOST_NAMES:
            names.append(name)


def _source(element: etree._Element) -> str:
    """Return the address of what a frame or an object shows; old objects say it in what stands in them."""
    address = element.get("src") or element.get("data")
    if not address and element.tag == "object":
        named = (param for param in element.iter("param") if str(param.get("name", "")).lower() in _SOURCE_PARAMETERS)
        address = next((param.get("value") for param in named), None)
        address = address or next((embed.get("src") for embed in element.iter("embed")), None)
    return str(address or "")


def picture_name(picture: etree._Element) -> str | None:
    """Return the name of a picture that may show a sheet; None for ornaments."""
    address = str(picture.get("src") or picture.get("data-src") or "")
    if _is_tiny(picture) or not address:
        return None
    if address.startswith("data:"):
        return "" if len(address) >= _LEAST_EMBEDDED_PICTURE else None
    address = unquote(address[:_LONGEST])
    found = _PICTURE.search(address)
    name = found[1] if found else address.rsplit("/", 1)[-1][:120]
    is_sized = any(size >= _LEAST_PICTURE for size in _sizes(picture))
    if not is_sized and (_NO_SHEET.search(address) or name.lower().endswith(".gif")):
        return None
    return name


def _is_tiny(element: etree._Element) -> bool:
    return any(size < _LEAST_PICTURE // 2 for size in _sizes(element))


def _sizes(element: etree._Element) -> list[int]:
    declared = (_NUMBER.match(str(element.get(name, ""))) for name in ("width", "height"))
    styled = _STYLE_WIDTH.findall(str(element.get("style", "")).lower())
    return [*(int(found[1]) for found in declared if found), *(int(size) for _, size in styled)]
