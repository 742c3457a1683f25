"""Whose name a name is: short forms are of the same body, units under it are not."""

import pytest

from orchestration.disclosure.layouts.loader import load_layouts
from orchestration.disclosure.resolution.names import same_body


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪市财政局", "财政局"),
        ("云溪市财政局", "云溪市财政局（本级）"),
        ("云溪市财政局", "云溪市财政局机关"),
        ("云溪市财政局", "云 溪 市 财 政"),
        ("云溪市卫生健康委员会", "云溪市卫健委"),
        ("云溪市人民政府办公室", "云溪市政府办"),
        ("云溪市城南街道办事处", "云溪市城南街道"),
        ("云溪市人民代表大会常务委员会", "云溪市人大常委会"),
        ("中国人民政治协商会议云溪市委员会", "云溪市政协"),
        ("中国共产主义青年团云溪市委员会", "云溪市团委"),
        ("云溪县文化体育和旅游局", "云溪县文化旅游体育局"),
    ],
)
def test_a_short_form_is_of_the_same_body(one: str, other: str) -> None:
    vocabulary = load_layouts().vocabulary
    assert same_body(one, other, vocabulary) and same_body(other, one, vocabulary)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云溪市财政局", "云溪市财政局信息中心"),
        ("云溪市卫健委", "云溪市卫生健康委员会监督所"),
        ("云溪市教育局", "云溪市教育局第一小学校"),
        ("云溪市财政局", "云溪市审计局"),
        ("云溪市人民政府办公室", "云溪市人民政府"),
    ],
)
def test_a_unit_or_another_body_is_not(one: str, other: str) -> None:
    vocabulary = load_layouts().vocabulary
    assert not same_body(one, other, vocabulary) and not same_body(other, one, vocabulary)
