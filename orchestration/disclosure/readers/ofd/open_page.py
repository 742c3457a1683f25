"""One page of an OFD file as the fixed layouts ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orchestration.disclosure.readers.fixed_layout.page.bitmap import Bitmap
from orchestration.disclosure.readers.fixed_layout.page.drawing import Drawing, DrawingCollector, Step
from orchestration.disclosure.readers.fixed_layout.page.frame import Frame, OwnRect
from orchestration.disclosure.readers.fixed_layout.page.letters import Letters, Sheet
from orchestration.disclosure.readers.ofd.drawn import Drawn, DrawnPath, DrawnPicture, DrawnText
from orchestration.disclosure.readers.ofd.letters import OfdLetters
from orchestration.disclosure.readers.ofd.objects import OfdObjects
from orchestration.disclosure.readers.ofd.page_pictures import draw_pictures


@dataclass(frozen=True, slots=True)
class OfdPage:
    """A page with all that is drawn on it, its templates and annotations included."""

    sheet: Sheet
    drawn: Sequence[Drawn]
    objects: OfdObjects
    struck: Sequence[OwnRect]

    def read_letters(self, part: tuple[float, float] | None = None) -> OfdLetters:
        texts = [(item, each) for item, each in enumerate(self.drawn, start=1) if isinstance(each, DrawnText)]
        return OfdLetters(texts, self.sheet, self.objects, part)

    def read_drawing(self, frame: Frame) -> Drawing:
        collector = DrawingCollector()
        for item, each in enumerate(self.drawn, start=1):
            collector.items.append(item)
            collector.is_ruled = each.look.is_ruled
            match each:
                case DrawnText():
                    collector.texts.append(item)
                case DrawnPicture():
                    collector.pictures.extend([item], [each.rect])
                case DrawnPath():
                    outline = _levelled(each.outline, frame) if frame.tilt else each.outline
                    collector.take_outline(item, outline, each.segments, each.paint, each.bounds)
        return collector.drawing(frame)

    def draw(self) -> Bitmap | None:
        return draw_pictures(self.sheet, self.drawn, self.objects.read_media)

    def check_size(self, letters: Letters) -> None:
        """Do nothing: a page without a size is refused before it is drawn."""

    def has_lost_text(self, drawing: Drawing) -> bool:
        """Return False: text is stated as characters, whatever its font."""
        return False


def _levelled(outline: Sequence[Step], frame: Frame) -> list[Step]:
    points = frame.level(np.array([step.point for step in outline])).tolist()
    return [step._replace(point=(x, y)) for step, (x, y) in zip(outline, points, strict=True)]
