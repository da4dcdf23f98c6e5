"""A chart's specification to SVG, by the renderer that Vega-Lite has for servers: no browser, no network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from json import dumps, loads
from types import ModuleType
from typing import Any

from perpupil.documents.font import FOLDER

_SIZED = re.compile(r"<svg ([^>]*?)width=\"(\d+(?:\.\d+)?)\" height=\"(\d+(?:\.\d+)?)\"")


def as_svg(specification: Mapping[str, Any]) -> str:
    """Draw a chart; it grows and shrinks with the page."""
    return _SIZED.sub(r"<svg \1", _drawn(dumps(specification, sort_keys=True)), count=1)


def as_png(specification: Mapping[str, Any], scale: float = 2.0) -> bytes:
    """Draw a chart in dots, so many to each point of the drawing and way."""
    return bytes(_renderer().vegalite_to_png(vl_spec=dict(specification), scale=scale))


@lru_cache(maxsize=64)
def _drawn(text: str) -> str:
    return str(_renderer().vegalite_to_svg(vl_spec=loads(text)))


@lru_cache(maxsize=1)
def _renderer() -> ModuleType:
    """Load the renderer, with the font by which it leaves room for words."""
    import vl_convert  # noqa: PLC0415  it takes a third of a second to load, and few pages have a chart

    vl_convert.register_font_directory(str(FOLDER))
    return vl_convert
