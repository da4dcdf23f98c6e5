"""A chart's specification to SVG, by the renderer that Vega-Lite has for servers: no browser, no network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from json import dumps, loads
from typing import Any

_SIZED = re.compile(r"<svg ([^>]*?)width=\"(\d+(?:\.\d+)?)\" height=\"(\d+(?:\.\d+)?)\"")


def as_svg(specification: Mapping[str, Any]) -> str:
    """Draw a chart; it grows and shrinks with the page."""
    return _SIZED.sub(r"<svg \1", _drawn(dumps(specification, sort_keys=True)), count=1)


@lru_cache(maxsize=64)
def _drawn(text: str) -> str:
    import vl_convert  # noqa: PLC0415  it takes a third of a second to load, and few pages have a chart

    return str(vl_convert.vegalite_to_svg(vl_spec=loads(text)))
