"""Read an OFD file into its content, page by page.

Source: GB/T 33190-2016, 7.4 (main entry), 7.5 (document), 7.7 (pages), 14 (annotations), 16 (attachments).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from expectations.vocabulary import ProblemKind, Severity
from orchestration.disclosure.messages.message import Fragment, fragment, joined, message
from orchestration.disclosure.model import NOWHERE, Place, Problem
from orchestration.disclosure.readers.content import Content, Damage, RawFile, UnreadableFile
from orchestration.disclosure.readers.fixed_layout.doubts import hidden_pages, report_pages
from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap
from orchestration.disclosure.readers.fixed_layout.page.letters import Sheet
from orchestration.disclosure.readers.fixed_layout.pages import gather_pages
from orchestration.disclosure.readers.fixed_layout.pieces import PageContent, PageReader
from orchestration.disclosure.readers.ofd.annotations import Annotations
from orchestration.disclosure.readers.ofd.drawn import Drawn
from orchestration.disclosure.readers.ofd.elements import (
    POINTS,
    Area,
    Element,
    Matrix,
    area_of,
    child,
    children,
    is_so,
    text_of,
)
from orchestration.disclosure.readers.ofd.objects import OfdObjects
from orchestration.disclosure.readers.ofd.open_page import OfdPage
from orchestration.disclosure.readers.ofd.package import OfdPackage, Part
from orchestration.disclosure.readers.ofd.resources import Resources
from orchestration.disclosure.readers.ofd.walk import Walk, refuse_itself
from orchestration.disclosure.readers.scan.recogniser import recogniser

MAX_PAGES = 5_000
"""As of a PDF file."""

_A4 = Area(0, 0, 210, 297)
_TO_POINTS = Matrix(POINTS, 0, 0, -POINTS, 0, 0)
_MOST_SIDE = 20_000.0
"""Points; coordinates beyond are no part of a page."""

_MOST_NAMES = 5
_RESOURCES = ("PublicRes", "DocumentRes")


def read_ofd(raw: RawFile) -> Content:
    """Return lines and tables in reading order; places in points from the top left corner of the page.

    `scanned_pages` lists pages whose text is not read, as those of PDF files; one warning per kind of doubt names its
    pages. Pages of several documents in one file are numbered on. Raises UnreadableFile for a file that is encrypted,
    damaged or too large, with the page where there is one.
    """
    package, main, bodies = _open(raw.data)
    pages = sum(len(body.pages) for body in bodies)
    if pages > MAX_PAGES:
        raise UnreadableFile(ProblemKind.TOO_LARGE, message("pages.too_many", pages=pages, limit=MAX_PAGES))
    gathered = gather_pages(_contents(bodies))
    problems = (*report_pages(raw.file_name, gathered.doubtful), *_report_attachments(raw.file_name, package, bodies))
    return Content(gathered.blocks, pages, _producer(main.root), hidden_pages(gathered.doubtful), problems)


def page_pictures(data: bytes, numbers: Collection[int]) -> Iterator[tuple[int, Bitmap | None]]:
    """Yield these pages of a file as they are drawn where they consist of pictures. Raises UnreadableFile."""
    _, _, bodies = _open(data)
    places = ((body, page) for body in bodies for page in body.pages)
    for number, (body, page) in enumerate(places, start=1):
        if number in numbers:
            try:
                yield number, body.open_page(page).draw()
            except Damage as damage:
                raise _damaged(damage, Place(page=number)) from damage


def _open(data: bytes) -> "tuple[OfdPackage, Part, list[_Body]]":
    try:
        package = OfdPackage(data)
        main = package.main()
        bodies = [_Body(package, part) for part in _documents(package, main)]
        if not any(body.pages for body in bodies):
            raise Damage(fragment("pages.no_pages"))
    except Damage as damage:
        raise _damaged(damage) from damage
    return package, main, bodies


def _contents(bodies: list["_Body"]) -> Iterator[PageContent]:
    reader = PageReader(recogniser())
    places = ((body, page) for body in bodies for page in body.pages)
    for number, (body, page) in enumerate(places, start=1):
        try:
            yield from reader.read(body.open_page(page), number)
        except Damage as damage:
            raise _damaged(damage, Place(page=number)) from damage
        except UnreadableFile as refused:
            raise UnreadableFile(refused.kind, refused.message, Place(page=number)) from None


def _documents(package: OfdPackage, main: Part) -> Iterator[Part]:
    """Yield the documents of a file, each in the version that is current. Raises Damage where that is not there: an
    older one has other figures."""
    for body in children(main.root, "DocBody"):
        versions = children(child(body, "Versions"), "Version")
        current = next((version for version in versions if is_so(version, "Current", False)), None)
        if current is None:
            yield package.require(text_of(body, "DocRoot"), main.name)
        else:
            version = package.require(current.get("BaseLoc", ""), main.name)
            yield package.require(text_of(version.root, "DocRoot"), version.name)


def _producer(main: Element) -> str | None:
    information = child(child(main, "DocBody"), "DocInfo")
    return " ".join(filter(None, (text_of(information, name) for name in ("Creator", "CreatorVersion")))) or None


@dataclass(slots=True)
class _Body:
    """One document of a file: its pages, and what these share. Raises Damage."""

    package: OfdPackage
    part: Part
    resources: Resources = field(init=False)
    pages: list[Element] = field(init=False)
    _templates: Mapping[str, Element] = field(init=False)
    _annotations: Annotations = field(init=False)
    _drawn: dict[str, list[Drawn]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        common = child(self.part.root, "CommonData")
        self.resources = Resources(text_of(common, "DefaultCS"))
        for entry in children(common, *_RESOURCES):
            self._add_resources(self.resources, entry, self.part)
        self.pages = list(children(child(self.part.root, "Pages"), "Page"))
        self._templates = {entry.get("ID", ""): entry for entry in children(common, "TemplatePage")}
        self._annotations = Annotations(self.package, self.part)

    def open_page(self, page: Element) -> OfdPage:
        """Return a page with all that is drawn on it. Raises Damage, and UnreadableFile for what no page has."""
        part = self.package.require(page.get("BaseLoc", ""), self.part.name)
        walk = Walk(self._resources_of(part))
        templates = [(_is_foreground(entry, self._templates), entry) for entry in children(part.root, "Template")]
        for is_over, entry in templates:
            if not is_over:
                walk.add(self._template(entry.get("TemplateID", ""), ()))
        for content in children(part.root, "Content"):
            walk.draw_layers(content, _TO_POINTS)
        for is_over, entry in templates:
            if is_over:
                walk.add(self._template(entry.get("TemplateID", ""), ()))
        overlay = self._annotations.draw(page.get("ID", ""), self.resources, _TO_POINTS)
        walk.add(overlay.drawn)
        objects = OfdObjects(walk.drawn, self.package.read_media)
        return OfdPage(self._sheet(part.root), walk.drawn, objects, overlay.struck)

    def _template(self, identifier: str, above: tuple[str, ...]) -> list[Drawn]:
        """Return what a template draws, its own templates first."""
        if identifier in above:
            raise refuse_itself()
        entry = self._templates.get(identifier)
        if entry is None:
            shown = identifier[:40]
            raise Damage(fragment("pages.no_resource", identifier=Fragment(shown, shown)))
        if identifier not in self._drawn:
            part = self.package.require(entry.get("BaseLoc", ""), self.part.name)
            walk = Walk(self._resources_of(part))
            for inner in children(part.root, "Template"):
                walk.add(self._template(inner.get("TemplateID", ""), (*above, identifier)))
            for content in children(part.root, "Content"):
                walk.draw_layers(content, _TO_POINTS)
            self._drawn[identifier] = walk.drawn
        return self._drawn[identifier]

    def _resources_of(self, part: Part) -> Resources:
        own = list(children(part.root, "PageRes"))
        if not own:
            return self.resources
        resources = self.resources.copy()
        for entry in own:
            self._add_resources(resources, entry, part)
        return resources

    def _add_resources(self, resources: Resources, entry: Element, seen_from: Part) -> None:
        found = self.package.find(entry.text or "", seen_from.name)
        if found is not None:
            resources.add(found)

    def _sheet(self, page: Element) -> Sheet:
        """Return the page as it is printed: its own physical box, else that of the document."""
        areas = (child(page, "Area"), child(child(self.part.root, "CommonData"), "PageArea"))
        boxes = (area_of(text_of(area, "PhysicalBox")) for area in areas)
        x, y, width, height = next(filter(None, boxes), _A4)
        left, top = _TO_POINTS.on_point(x, y)
        right, bottom = _TO_POINTS.on_point(x + width, y + height)
        if not (0 < right - left <= _MOST_SIDE and 0 < top - bottom <= _MOST_SIDE):
            raise Damage(fragment("pages.no_size"))
        return Sheet(left, bottom, right, top, 0)


def _is_foreground(entry: Element, templates: Mapping[str, Element]) -> bool:
    template = templates.get(entry.get("TemplateID", ""))
    stated = entry.get("ZOrder") or ("" if template is None else template.get("ZOrder", ""))
    return stated == "Foreground"


def _report_attachments(file_name: str, package: OfdPackage, bodies: list[_Body]) -> Iterator[Problem]:
    """Yield a warning that names the files attached to the documents."""
    names: list[str] = []
    for body in bodies:
        part = package.find(text_of(body.part.root, "Attachments"), body.part.name)
        attached = () if part is None else children(part.root, "Attachment")
        names.extend(entry.get("Name", "") for entry in attached if is_so(entry, "Visible", True))
    if not names:
        return
    named = joined(Fragment(name, name) if name else fragment("pages.nameless") for name in names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        named = fragment("pages.more_attachments", names=named, rest=len(names) - _MOST_NAMES)
    yield Problem(ProblemKind.ELSEWHERE, Severity.WARNING, file_name, message("pages.attachments", names=named))


def _damaged(damage: Damage, place: Place = NOWHERE) -> UnreadableFile:
    return UnreadableFile(ProblemKind.DAMAGED_FILE, message("files.damaged", detail=damage.detail), place)
