"""A process's diagram as SVG that any browser opens, with what a case did in it coloured. Knows figures, not BPMN."""

from collections.abc import Collection, Iterable, Sequence
from html import escape
from typing import Any, Protocol

_DONE, _NOW, _PLAIN = ("#e4eee8", "#1f5c4d"), ("#faf0d9", "#7a5200"), ("#ffffff", "#655b4d")
_FONT = 'font-family="PingFang SC,Microsoft YaHei,SimSun,sans-serif" font-size="12"'
_MARGIN = 30


class Shape(Protocol):
    """What is drawn at a place."""

    id: str
    kind: str
    name: str
    x: float
    y: float
    width: float
    height: float


class Line(Protocol):
    """What connects two."""

    id: str
    name: str
    points: tuple[tuple[float, float], ...]


def draw(title: str, shapes: Sequence[Any], lines: Sequence[Any], done: Collection[str], now: Collection[str]) -> str:
    """The diagram: green is done, amber is where the case is."""
    xs = [at for one in shapes for at in (one.x, one.x + one.width)] or [0.0]
    ys = [at for one in shapes for at in (one.y, one.y + one.height)] or [0.0]
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN - 30
    width, height = max(xs) - left + _MARGIN, max(ys) - top + _MARGIN + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:g} {top:g} {width:g} {height:g}" {_FONT}>',
        '<defs><marker id="end" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L10 5L0 10z" fill="#655b4d"/></marker></defs>',
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="#fffdf8"/>',
        f'<text x="{left + 10:g}" y="{top + 22:g}" font-size="16">{escape(title)} · 绿色办过,黄色在办</text>',
        *(_line(one) for one in lines),
        *(_shape(one, _DONE if one.id in done else _NOW if one.id in now else _PLAIN) for one in shapes),
        "</svg>",
    ]
    return "\n".join(parts)


def _line(one: Line) -> str:
    points = " ".join(f"{x:g},{y:g}" for x, y in one.points)
    drawn = f'<polyline points="{points}" fill="none" stroke="#655b4d" marker-end="url(#end)"/>'
    if not one.name:
        return drawn
    (x, y), (to_x, to_y) = one.points[0], one.points[1]
    return drawn + _text((x + to_x) / 2, (y + to_y) / 2 - 5, [one.name], "#655b4d")


def _shape(one: Shape, colours: tuple[str, str]) -> str:
    fill, ink = colours
    middle, centre = one.x + one.width / 2, one.y + one.height / 2
    look = f'fill="{fill}" stroke="{ink}" stroke-width="{3 if one.kind == "endEvent" else 1.5}"'
    if one.kind.endswith("Event"):
        drawn = f'<circle cx="{middle:g}" cy="{centre:g}" r="{one.width / 2:g}" {look}/>'
        return drawn + _text(middle, one.y + one.height + 14, _wrapped(one.name, 8), ink)
    if one.kind.endswith("Gateway"):
        corners = f"{middle:g},{one.y:g} {one.x + one.width:g},{centre:g} {middle:g},{one.y + one.height:g}"
        drawn = f'<polygon points="{corners} {one.x:g},{centre:g}" {look}/>'
        return drawn + _text(middle, one.y - 6, [one.name], ink)
    frame = one.kind in ("participant", "lane")
    box = f'<rect x="{one.x:g}" y="{one.y:g}" width="{one.width:g}" height="{one.height:g}"'
    if frame or one.kind == "subProcess":
        return f'{box} fill="none" stroke="#ddd2bd"/>' + _text(one.x + 8, one.y + 16, [one.name], "#655b4d", "start")
    words = _wrapped(one.name, max(int(one.width / 13), 4))
    return f'{box} rx="8" {look}/>' + _text(middle, centre - 8 * (len(words) - 1) + 4, words, "#28231c")


def _wrapped(name: str, most: int) -> list[str]:
    return [name[at : at + most] for at in range(0, len(name), most)][:4]


def _text(x: float, y: float, words: Iterable[str], ink: str, anchor: str = "middle") -> str:
    return "".join(
        f'<text x="{x:g}" y="{y + 16 * number:g}" text-anchor="{anchor}" fill="{ink}">{escape(word)}</text>'
        for number, word in enumerate(words)
    )
