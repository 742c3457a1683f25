"""Forms that draw forms are weighed before PDFium reads them; what real programs nest is left alone."""

import zlib

import pytest

from orchestration.disclosure.readers.content import UnreadableFile
from orchestration.disclosure.readers.pdf import expansion
from orchestration.disclosure.readers.pdf.expansion import Stream, refuse_expansion

FORM = b"<< /Type /XObject /Subtype /Form /Resources %s >>"
PAGE = b"5 0 obj << /Type /Page /Resources << /XObject << /Fm0 10 0 R /Im1 20 0 R >> >> >> endobj"


def form(number: int, content: bytes, resources: bytes = b"<< >>") -> Stream:
    return Stream(number, FORM % resources, content)


def draws(number: int) -> bytes:
    return b"<< /XObject << /Fm0 %d 0 R >> >>" % number


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansion, "MAX_DRAWN_BYTES", 5_000)


def test_forms_of_the_same_name_that_draw_one_another_are_left_alone() -> None:
    forms = (form(10, b"/Fm0 Do", draws(11)), form(11, b"/Fm0 Do", draws(12)), form(12, b"0 0 5 5 re f"))
    refuse_expansion(PAGE, iter((Stream(4, b"<< >>", b"/Fm0 Do /Im1 Do"), *forms)))


def test_a_form_that_is_drawn_over_and_over_is_refused() -> None:
    forms = (form(10, b"/Fm0 Do " * 10, draws(11)), form(11, b"/Fm0 Do " * 10, draws(12)), form(12, b"f"))
    with pytest.raises(UnreadableFile, match="draws the same forms over and over"):
        refuse_expansion(PAGE, iter(forms))


def test_a_page_that_draws_a_form_over_and_over_is_refused() -> None:
    page = Stream(4, b"<< /Filter /FlateDecode >>", zlib.compress(b"/Fm0 Do " * 30))
    with pytest.raises(UnreadableFile, match="draws the same forms over and over"):
        refuse_expansion(PAGE, iter((page, form(10, b"f"))))


def test_pictures_may_be_drawn_as_often_as_a_page_likes() -> None:
    picture = Stream(20, b"<< /Subtype /Image >>", b"")
    refuse_expansion(PAGE, iter((Stream(4, b"<< >>", b"/Im1 Do " * 1_000), form(10, b"f"), picture)))


def test_a_form_within_itself_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="draws itself"):
        refuse_expansion(PAGE, iter((form(10, b"/Fm0 Do", draws(11)), form(11, b"/Fm0 Do", draws(10)))))


@pytest.mark.parametrize("resources", [b"30 0 R", b"<< /XObject 31 0 R >>"])
def test_resources_are_found_where_they_lie_in_an_object_stream(resources: bytes) -> None:
    first, second = b"<< /XObject << /Fm0 10 0 R >> >> ", b"<< /Fm0 10 0 R >>"
    index = b"30 0 31 %d " % len(first)
    objects = Stream(40, b"<< /Type /ObjStm /N 2 /First %d >>" % len(index), index + first + second)
    with pytest.raises(UnreadableFile, match="draws itself"):
        refuse_expansion(b"", iter((form(10, b"/Fm0 Do", resources), objects)))


def test_forms_inside_forms_have_an_end() -> None:
    forms = (form(at, b"/Fm0 Do", draws(at + 1)) for at in range(10, 100_000))
    with pytest.raises(UnreadableFile, match="more than 40 deep"):
        refuse_expansion(PAGE, iter(forms))
