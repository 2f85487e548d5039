"""Place labels beside their points, without covering others."""

from collections.abc import Sequence

from hpsearch.records import Record, field

Box = tuple[float, float, float, float]
"""Left, low, right, high, in points of 1/72 inch."""

_LETTER, _LINE, _GAP, _DOT = 4.6, 8.0, 6.0, 3.5
"""The width of a letter of size 8, the height of a line, the space beside a point, and half its width."""


class PointLabels(Record):
    """Places labels of `points` in a panel of `size`, (width, height), all in points of 1/72 inch."""

    size: tuple[float, float]
    points: Sequence[tuple[float, float]]
    placed: list[Box] = field(default_factory=list)

    def place(self, text: str, point: tuple[float, float]) -> tuple[float, float]:
        """Return the offset of the text from its point: the first of several positions that covers least."""
        wide = _LETTER * len(text)
        beside, above, below = -_LINE / 2 + 1, _GAP, -_GAP - _LINE + 2
        offsets = [(_GAP + 1, beside), (-_GAP - 1 - wide, beside), *((-wide / 2, each) for each in (above, below))]
        offsets += [(x, y) for y in (above, below) for x in (_GAP / 2, -_GAP / 2 - wide)]
        offsets += [(-wide / 2, above + _LINE * lines) for lines in (1, -4, 2, -5, 3)]
        chosen = min(offsets, key=lambda offset: self._covered(_box(point, offset, wide)))
        self.placed.append(_box(point, chosen, wide))
        return chosen

    def _covered(self, box: Box) -> int:
        """Return how many points and labels a label would cover; many if it is partly outside of the panel."""
        left, low, right, high = box
        outside = left < 0 or low < 0 or right > self.size[0] or high > self.size[1]
        dots = sum(left - _DOT < x < right + _DOT and low - _DOT < y < high + _DOT for x, y in self.points)
        labels = sum(
            left < other[2] and other[0] < right and low < other[3] and other[1] < high for other in self.placed
        )
        return 1_000 * outside + dots + 10 * labels


def _box(point: tuple[float, float], offset: tuple[float, float], wide: float) -> Box:
    left, low = point[0] + offset[0], point[1] + offset[1]
    return left, low, left + wide, low + _LINE
