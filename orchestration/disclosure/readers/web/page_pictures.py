"""Pictures that came with a page: in its own text (data: URIs), or as parts of the message that holds it. Nothing is
ever fetched; which pictures may show a sheet belongs to `pointers`."""

import base64
import binascii
from collections.abc import Callable, Mapping
from email.message import Message
from functools import partial
from urllib.parse import unquote_to_bytes

from lxml import etree

_DATA = "data:"
_ENCODED = ";base64"


def embedded_picture(element: etree._Element, parts: Mapping[str, Callable[[], bytes]]) -> Callable[[], bytes] | None:
    """Return what gives the bytes of the picture that an element shows; None where they did not come with the page."""
    address = str(element.get("src") or element.get("data-src") or "").strip()
    return partial(_decoded, address) if address.lower().startswith(_DATA) else parts.get(address)


def pictures_of(message: Message) -> dict[str, Callable[[], bytes]]:
    """Return the pictures among the parts of a message, by each address under which its pages may name them."""
    pictures: dict[str, Callable[[], bytes]] = {}
    for part in message.walk():
        if part.get_content_maintype() != "image":
            continue
        load = partial(_payload, part)
        if location := str(part.get("Content-Location", "")).strip():
            pictures[location] = load
        if identifier := str(part.get("Content-ID", "")).strip(" <>"):
            pictures[f"cid:{identifier}"] = load
    return pictures


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(address: str) -> bytes:
    """Return the bytes of a data: URI; empty where it is broken.

    Source: RFC 2397.
    """
    head, _, content = address[len(_DATA) :].partition(",")
    data = unquote_to_bytes(content)
    if not head.lower().rstrip().endswith(_ENCODED):
        return data
    try:
        return base64.b64decode(b"".join(data.split()))
    except (binascii.Error, ValueError):
        return b""
