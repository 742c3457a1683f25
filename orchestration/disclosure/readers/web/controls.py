"""What a person sees in the controls of a form: what was typed or chosen. Buttons and boxes to tick show no text."""

from lxml import etree

_TYPED = frozenset({"", "text", "number", "tel", "search", "email", "url", "date", "month", "week", "time"})
_ALL_KNOWN = _TYPED | {
    *("hidden", "password", "button", "submit", "reset", "image", "checkbox", "radio", "file", "color", "range"),
    "datetime-local",
}


def shown_value(control: etree._Element) -> str:
    """Return the text that an input, a selection or a text area shows."""
    if control.tag == "textarea":
        return "".join(map(str, control.itertext())).removeprefix("\n")
    if control.tag == "select":
        return " ".join(_chosen(control))
    kind = str(control.get("type", "")).strip().lower()
    is_typed = kind in _TYPED or kind not in _ALL_KNOWN  # browsers take an unknown type for text
    return str(control.get("value", "")) if is_typed else ""


def _chosen(control: etree._Element) -> list[str]:
    options = list(control.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if control.get("multiple") is None:
        chosen = chosen[-1:] or options[:1]
    return [" ".join("".join(map(str, option.itertext())).split()) for option in chosen]
