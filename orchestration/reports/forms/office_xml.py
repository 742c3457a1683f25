"""XML of office files as it is looked through and mended: parsed without entities and without the network, and the
texts that are put into it. Which elements are meant belongs to the templates."""

from functools import lru_cache
from posixpath import dirname, join, normpath
from xml.sax.saxutils import escape

from lxml import etree

from orchestration.disclosure.messages.message import message
from orchestration.reports.forms.package_file import PackageFile, TemplateRefused
from orchestration.reports.printable import printable

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_DOCUMENT = "/officeDocument"


def parse(package: PackageFile, name: str) -> etree._Element:
    """The root of a part. Raises TemplateRefused where it is not there or not well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(package.parts[name], parser)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise TemplateRefused(message("forms.part_damaged", part=name)) from error


def main_part(package: PackageFile) -> str:
    """The name of the workbook or document itself. Raises TemplateRefused."""
    for target, kind in relations(package, ""):
        if kind.endswith(_OFFICE_DOCUMENT):
            return target
    raise TemplateRefused(message("forms.no_main_part"))


def relations(package: PackageFile, part: str) -> tuple[tuple[str, str], ...]:
    """The parts that a part leads to, each with the kind of its relation."""
    return tuple((target, kind) for target, kind in relations_by_id(package, part).values())


def relations_by_id(package: PackageFile, part: str) -> dict[str, tuple[str, str]]:
    """The same by the id under which the part refers to each."""
    folder = dirname(part)
    root = parse(package, join(folder, "_rels", f"{part.rpartition('/')[2]}.rels"))
    return {
        relation.get("Id", ""): (_absolute(folder, relation.get("Target", "")), relation.get("Type", ""))
        for relation in root.iter(f"{{{RELATIONSHIPS}}}Relationship")
        if relation.get("TargetMode") != "External"
    }


def _absolute(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))


@lru_cache(maxsize=4096)
def text_of_xml(text: str) -> str:
    """A text as it stands between tags."""
    return escape(printable(text))
