"""A chart in an analyst's hand: it shows itself in a notebook without a library of charts, and gives its specification to those who have one."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perpupil.documents.drawing import as_png, as_svg
from perpupil.documents.page import shown
from perpupil.notebook.refusal import Refused, files_refused
from perpupil.notebook.shown import chart_as_html
from perpupil.workspace.files import write

if TYPE_CHECKING:
    from perpupil.documents.page import Chart


class Plot:
    """A chart with what there is to see in it."""

    def __init__(self, chart: Chart) -> None:
        """Take the chart."""
        self.chart = chart

    @property
    def finding(self) -> str:
        """What there is to see, in words."""
        return self.chart.finding

    @property
    def specification(self) -> dict[str, Any]:
        """The chart in Vega-Lite; `altair.Chart.from_dict` takes it."""
        return dict(self.chart.specification)

    @property
    def svg(self) -> str:
        """The drawing."""
        return as_svg(self.chart.specification)

    def __repr__(self) -> str:
        """Say what there is to see."""
        return shown(self.finding)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Show it in a notebook."""
        del include, exclude  # wishes only
        return {"text/html": chart_as_html(self.chart), "image/svg+xml": self.svg, "text/plain": repr(self)}

    def save(self, path: str | PathLike[str]) -> Path:
        """Write it to a file: .svg, .png, or .json for its specification.

        Raises:
            Refused: The name does not end in one of these, or the file cannot be written.

        """
        file = Path(path)
        match file.suffix.lower():
            case ".svg":
                content = self.svg.encode()
            case ".png":
                content = as_png(self.chart.specification)
            case ".json":
                content = (json.dumps(self.specification, ensure_ascii=False, indent=1) + "\n").encode()
            case _:
                raise Refused(f"{file}: a chart is written as .svg, .png or .json.")
        with files_refused():
            write(file, content)
        return file
