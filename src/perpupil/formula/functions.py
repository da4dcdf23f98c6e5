"""The closed list of functions: how each is called, what it does, and a worked example that is run as a test."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Option:
    """An argument that may be left out."""

    name: str
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Worked:
    """An example: an expression, what each column of facts holds unit by unit, and what comes out."""

    expression: str
    facts: Mapping[str, Sequence[str]]
    result: Sequence[str]


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the language."""

    name: str
    arguments: tuple[str, ...]
    meaning: str
    example: Worked
    options: tuple[Option, ...] = ()
    repeats: bool = False
    """Whether the last argument may be given again."""

    @property
    def option_names(self) -> tuple[str, ...]:
        """The names of its options."""
        return tuple(option.name for option in self.options)

    @property
    def call(self) -> str:
        """How it is written: `tier(x, table, marginal=false)`."""
        parts = [*self.arguments, *(["…"] if self.repeats else [])]
        parts += [
            f"{option.name}={option.default}" if option.default else f"{option.name}=…" for option in self.options
        ]
        return f"{self.name}({', '.join(parts)})"


def _function(
    name: str, arguments: str, meaning: str, example: Worked, *options: Option, repeats: bool = False
) -> Function:
    return Function(name, tuple(arguments.split()), meaning, example, options, repeats)


_ALL = (
    _function(
        "if",
        "condition then otherwise",
        "One value where the condition holds, the other where it does not. Only the value that is taken is worked out, so a division can be guarded.",
        Worked("if(n > 0, a / n, 0)", {"a": ["3", "5"], "n": ["2", "0"]}, ["3/2", "0"]),
    ),
    _function(
        "min",
        "a b",
        "The least of two or more numbers, unit by unit.",
        Worked("min(a, 10)", {"a": ["3", "12"]}, ["3", "10"]),
        repeats=True,
    ),
    _function(
        "max",
        "a b",
        "The greatest of two or more numbers, unit by unit.",
        Worked("max(0, a - 5)", {"a": ["3", "12"]}, ["0", "7"]),
        repeats=True,
    ),
    _function("abs", "x", "The number without its sign.", Worked("abs(a)", {"a": ["-3", "4"]}, ["3", "4"])),
    _function(
        "round",
        "x",
        "The number rounded to so many digits after the point.",
        Worked("round(a, 1)", {"a": ["2.25", "-2.25"]}, ["2.3", "-2.3"]),
        Option("digits", "0", "digits after the point; negative for tens, hundreds …"),
        Option("mode", '"half_up"', "one of half_up, half_even, half_down, up, down"),
    ),
    _function("floor", "x", "The whole number at or below.", Worked("floor(a)", {"a": ["2.9", "-2.1"]}, ["2", "-3"])),
    _function("ceil", "x", "The whole number at or above.", Worked("ceil(a)", {"a": ["2.1", "-2.9"]}, ["3", "-2"])),
    _function(
        "total",
        "x",
        "The sum over all units; with `by`, over the units with the same text in that column.",
        Worked("total(a, by=region)", {"a": ["1", "2", "4"], "region": ["north", "north", "south"]}, ["3", "3", "4"]),
        Option("by", "", "a column of facts that holds text"),
    ),
    _function(
        "share",
        "x",
        "The unit's part of the sum over all units: x / total(x).",
        Worked("share(a)", {"a": ["1", "3"]}, ["0.25", "0.75"]),
        Option("by", "", "a column of facts that holds text"),
    ),
    _function(
        "tier",
        "x table",
        "The value of the tier that x has reached: the last row whose `from` is at most x, and 0 below the first row. With `marginal=true` each tier's value is a rate on the part of x inside that tier.",
        Worked("tier(n, [[0, 2], [500, 1]], marginal=true)", {"n": ["400", "700"]}, ["800", "1200"]),
        Option("marginal", "false", "true: pay each tier's rate on the part of x inside it"),
        Option("above", "false", "true: a tier is reached only above its threshold, not at it"),
    ),
    _function(
        "interpolate",
        "x points",
        "A straight line between the two neighboring points; level before the first and after the last.",
        Worked("interpolate(p, [[20, 0.47], [60, 0.57]])", {"p": ["10", "40", "80"]}, ["0.47", "0.52", "0.57"]),
    ),
    _function(
        "prior",
        "x",
        "What x was so many years before the formula's year.",
        Worked("prior(n)", {"n": ["90", "60"], "n_last_year": ["100", "50"]}, ["100", "50"]),
        Option("years", "1", "how many years back"),
    ),
    _function(
        "average",
        "x",
        "The mean of this year's x and of the years before it.",
        Worked("average(n, years=2)", {"n": ["90", "60"], "n_last_year": ["100", "50"]}, ["95", "55"]),
        Option("years", "3", "how many years, this one included"),
    ),
    _function(
        "apportion",
        "pool x",
        "Divides a pool over the units in proportion to x, in parts that add up to the pool exactly; what is left over goes to the largest remainders.",
        Worked("apportion(100, a)", {"a": ["1", "1", "1"]}, ["33.34", "33.33", "33.33"]),
        Option("digits", "2", "digits of the parts: 2 for cents, 0 for dollars"),
    ),
    _function(
        "known",
        "column",
        "Whether the unit's cell in that column of facts is filled.",
        Worked("if(known(a), a, 7)", {"a": ["3", ""]}, ["3", "7"]),
    ),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _ALL}


_LIKELY_MAXIMUM = 300
_FROM_SPREADSHEETS = {
    "roundup": "ceil", "rounddown": "floor", "ceiling": "ceil", "sum": "total", "mean": "average", "avg": "average",
    "iff": "if", "vlookup": "tier", "minimum": "min", "maximum": "max", "isblank": "known",
}  # fmt: skip


def closest(name: str, known: Collection[str]) -> str | None:
    """Give the known name that looks most like a misspelled one, or None.

    Only names of about its length are looked at, those that begin like it first, so that a file of thousands of columns costs no more
    than one of hundreds.

    >>> closest("autsim", ["autism", "autumn"])
    'autism'
    """
    if name.casefold() in _FROM_SPREADSHEETS and _FROM_SPREADSHEETS[name.casefold()] in known:
        return _FROM_SPREADSHEETS[name.casefold()]
    near = 2 + len(name) // 3
    likely = [candidate for candidate in known if abs(len(candidate) - len(name)) <= near]
    lowered = {candidate.casefold(): candidate for candidate in likely}
    if name.casefold() in lowered:
        return lowered[name.casefold()]
    likely.sort(key=lambda candidate: candidate[:1] != name[:1])
    found = difflib.get_close_matches(name, likely[:_LIKELY_MAXIMUM], n=1)
    return found[0] if found else None
