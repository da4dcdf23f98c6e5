"""How results look on a terminal: tables, findings, progress. Loaded only when there is something to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from perpupil.findings import Severity
from perpupil.limits import FINDINGS_SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perpupil.findings import Finding

PLAIN_WIDTH = 160
"""Characters a line where the output is not a terminal: a file should not be cut at 80."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def console(*, to_errors: bool = False) -> Console:
    """Give a console for results, or for findings and progress."""
    stream = sys.stderr if to_errors else sys.stdout
    return Console(
        file=stream, width=None if stream.isatty() else PLAIN_WIDTH, highlight=False, markup=False, emoji=False
    )


def table(title: str, *headings: str) -> Table:
    """Begin a table; a heading that begins with `>` is set to the right, as figures are."""
    made = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for heading in headings:
        right = heading.startswith(">")
        made.add_column(heading.lstrip(">"), justify="right" if right else "left", no_wrap=right, overflow="fold")
    return made


def print_findings(findings: Sequence[Finding], *, as_result: bool = False) -> None:
    """Print findings: where and what, why it matters, what to do; errors first."""
    order = list(Severity)
    ranked = sorted(findings, key=lambda one: order.index(one.severity))
    out = console(to_errors=not as_result)
    for one in ranked[:FINDINGS_SHOWN]:
        out.print(
            Text(f"{one.severity}", style=_STYLES[one.severity]),
            Text(f"{one.where}  [{one.code}]", style="dim"),
            sep="  ",
        )
        out.print(Text(f"  {one.what}"))
        out.print(Text(f"  Why it matters: {one.why}", style="dim"))
        out.print(Text(f"  What to do: {one.fix}"))
    if len(ranked) > FINDINGS_SHOWN:
        out.print(f"… and {len(ranked) - FINDINGS_SHOWN:,} more findings.")
    if findings:
        counts = {level: sum(one.severity is level for one in findings) for level in order}
        out.print(", ".join(f"{count} {level}{'s' if count != 1 else ''}" for level, count in counts.items() if count))


def signed(amount_cents: int, currency: str = "USD") -> str:
    """Write a change of money with its sign: `+$1,200`."""
    from perpupil.money import spoken

    return f"{'+' if amount_cents > 0 else ''}{spoken(amount_cents, currency)}"


def percent(part: int, whole: int) -> str:
    """Write a part of a whole in percent, to one digit: `2.4%`."""
    from perpupil.exact.numerals import group_thousands, write_decimal
    from perpupil.exact.rounding import Rounding

    return f"{group_thousands(write_decimal(Rounding(1).of(Fraction(100 * part, whole)), 1))}%"


def signed_percent(part: int, whole: int) -> str:
    """Write a part of a whole as a change in percent, to one digit: `+2.4%`."""
    text = percent(part, whole)
    return text if text.startswith("-") or text == "0.0%" else f"+{text}"


def findings_as_data(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Give findings for a script."""
    return [
        {
            "code": one.code,
            "severity": str(one.severity),
            "file": one.where.source,
            "line": one.where.line,
            "column": one.where.column,
            "path": one.where.path,
            "what": one.what,
            "why": one.why,
            "fix": one.fix,
        }
        for one in findings
    ]


def print_json(content: object) -> None:
    """Print a result for a script."""
    is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(json.dumps(content, ensure_ascii=not is_unicode, indent=1) + "\n")


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[..., None]]:
    """Show how far a longer piece of work has come; call what is given once a step, with the name of the next."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(to_errors=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=total)

        def step(name: str = "") -> None:
            bar.update(task, advance=1, description=name or what)

        yield step
