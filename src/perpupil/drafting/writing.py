"""Writing what was found: a formula that reads like one a person wrote, its facts, and what was published."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from perpupil.drafting.cells import SIGNS
from perpupil.drafting.lastyear import Figures, LastYear
from perpupil.drafting.lines import LineDraft
from perpupil.drafting.rules import Rule, spoken
from perpupil.drafting.weights import Base
from perpupil.exact.numerals import write_number
from perpupil.exact.rounding import Mode, Rounding
from perpupil.money import cents_of
from perpupil.money import spoken as money

ASK = "somebody who is still to be named"
_OWNER = 'owner = "to be named", source = "found in last year\'s table; name the decision"'


def formula_as_toml(
    last: LastYear, lines: Sequence[LineDraft], base: tuple[str, Base] | None, until: date, year: int | None
) -> str:
    """Write the formula."""
    parts = [*_head(last, year), *_parameters(last, lines, base)]
    adjusted = {one.name: f"{one.name}_as_{'published' if one.is_step else 'paid'}" for one in lines if one.adjustments}
    for line in lines:
        parts += _line(last, line, adjusted, until)
    return "\n".join(parts) + "\n"


def _head(last: LastYear, year: int | None) -> Iterator[str]:
    source = re.split(r"[/\\]", last.source)[-1]
    yield f"# Drafted from {_comment(source)}: the simplest rules that give last year's amounts. Read every line before you adopt it."
    yield "language = 1"
    yield f"title = {quoted(f'Draft from {source}')}"
    yield '# equity = "…"  The district\'s own definition of equity stands above every result. Write it here.'
    if year is not None:
        yield f"year = {year}"
    if last.total is not None:
        yield f"published = {quoted(last.total.header)}"
    yield from ("", "[facts]")
    name = f", name = {quoted(last.names.name)}" if last.names is not None else ""
    yield f'unit = {{ column = {quoted(last.unit_name)}, noun = "school"{name} }}'
    blank = [one.name for one in last.facts if not all(one.is_known)]
    if blank:
        yield "# A blank counted as none when the rules were found."
        yield f"blank = {{ {', '.join(f'{one} = 0' for one in blank)} }}"
    if last.currency != "USD":
        yield f"currency = {quoted(last.currency)}"


def _parameters(last: LastYear, lines: Sequence[LineDraft], base: tuple[str, Base] | None) -> Iterator[str]:
    if base is not None:
        yield from ("", "[parameters]")
        value = write_number(base[1].value)
        yield f'{base[0]} = {{ title = "Base amount a student", value = {value}, {_OWNER} }}'
    for line in lines:
        rule = line.choice.rule if line.choice is not None else None
        for one in rule.lists if rule is not None else ():
            values = ", ".join(f"{quoted(text)} = {_number(value)}" for text, value in one.values)
            yield from (
                "",
                f"[parameters.{one.name}]",
                f"title = {quoted(f'{title_of(line.figures)}, by {one.column}')}",
            )
            yield from (f"by = {quoted(one.column)}", f"values = {{ {values} }}", *_OWNER.split(", ", 1))
        if line.is_step and line.choice is None and not line.is_zero:
            there = ((at, value) for at, value in enumerate(line.target.values) if value)
            values = ", ".join(f"{quoted(last.units[at])} = {_number(value)}" for at, value in there)
            yield from ("", f"[parameters.{line.name}_by_unit]", f"by = {quoted(last.unit_name)}")
            yield from (f"values = {{ {values} }}", "otherwise = 0")
        if line.is_step and line.adjustments:
            values = ", ".join(f"{quoted(last.units[at])} = {_number(value)}" for at, value in line.adjustments)
            yield from ("", f"[parameters.{line.name}_corrections]", f"by = {quoted(last.unit_name)}")
            yield from (f"values = {{ {values} }}", "otherwise = 0")


def _line(last: LastYear, line: LineDraft, adjusted: Mapping[str, str], until: date) -> Iterator[str]:
    """Write a line, or a working, with what its comments say of it; and the adjustments that its rule does not give."""
    table = "step" if line.is_step else "line"
    published = f"published = {quoted(line.figures.header)}"
    yield ""
    yield from (f"# {_comment(text)}" for text in comments(line))
    yield f"[{table}.{line.name}]"
    yield f"title = {quoted(title_of(line.figures))}"
    if line.is_zero:
        yield from ("value = 0", published)
    elif line.choice is None:
        yield from _by_unit(last, line, until)
    else:
        rule = line.choice.rule
        yield from (f"{key} = {_as_paid(value, rule, adjusted)}" for key, value in rule.keys)
        yield from _rounding(rule.rounding, is_step=line.is_step)
        if not line.adjustments:
            yield published
        elif line.is_step:
            yield from _corrected(line, published)
        else:
            yield from _adjustments(last, line, until, published)


def comments(line: LineDraft) -> Iterator[str]:
    """Say of a rule how many units it gives exactly, and what else fits."""
    if line.is_zero:
        yield "Nobody got anything by it."
        return
    if line.choice is None:
        yield f"No rule gives these amounts; {line.rest}. They are written out unit by unit."
        yield from line.why
        return
    yield f"Gives {line.exact:,} of {line.count:,} units their amount exactly; {line.confidence}."
    for one in line.choice.rule.unknowns:
        other = one.alternatives()
        if other:
            yield f"{spoken(one.value)} ({one.what}) also fits: {other}."
    for rule in line.choice.others:
        yield f"Fits as well: {rule.words}."
    yield from line.why


def _by_unit(last: LastYear, line: LineDraft, until: date) -> Iterator[str]:
    there = [(at, value) for at, value in enumerate(line.target.values) if value]
    if line.is_step:
        yield from (f'value = "{line.name}_by_unit"', f"published = {quoted(line.figures.header)}")
        return
    yield from _sums(last, there, f"Unknown. No rule gives these amounts ({line.rest}); ask who decided them.", until)
    yield f"published = {quoted(line.figures.header)}"


def _adjustments(last: LastYear, line: LineDraft, until: date, published: str) -> Iterator[str]:
    title = title_of(line.figures)
    yield from ("", f"[line.{line.name}_adjustments]", f"title = {quoted(f'{title}: adjustments')}")
    gives = line.choice.rule.gives if line.choice is not None else ()
    for at, _ in line.adjustments:
        yield f"# {_comment(last.units[at])}: the rule gives {paid(last, gives[at])}, paid was {paid(last, line.target.values[at])}."
    yield from _sums(
        last,
        line.adjustments,
        "Unknown. Last year's amount is not what the rule gives; ask who decided it.",
        until,
    )
    yield from ("", f"[step.{line.name}_as_paid]", f"title = {quoted(f'{title}, as paid')}")
    yield from (f'value = "{line.name} + {line.name}_adjustments"', published)


def paid(last: LastYear, amount: Fraction) -> str:
    """Write an amount for people, with its currency."""
    return money(cents_of(Rounding(2).of(amount)), last.currency)


def _corrected(line: LineDraft, published: str) -> Iterator[str]:
    yield from ("", f"[step.{line.name}_as_published]", f"title = {quoted(f'{title_of(line.figures)}, as published')}")
    yield from (f'value = "{line.name} + {line.name}_corrections"', published)


def _sums(last: LastYear, amounts: Sequence[tuple[int, Fraction]], why: str, until: date) -> Iterator[str]:
    yield 'kind = "fixed_sum"'
    inside = ", ".join(f"{quoted(last.units[at])} = {_number(value)}" for at, value in amounts)
    yield f"amounts = {{ {inside} }}"
    yield from (f"who = {quoted(ASK)}", f"why = {quoted(why)}", f"until = {until.isoformat()}")


def _as_paid(value: str, rule: Rule, adjusted: Mapping[str, str]) -> str:
    """Let a rule that uses another line use it with its adjustments, as it was paid."""
    for name in sorted(set(rule.columns) & set(adjusted)):
        value = re.sub(rf"\b{name}\b", adjusted[name], value)
    return value


def _rounding(rounding: Rounding, *, is_step: bool) -> Iterator[str]:
    if rounding.mode is not Mode.HALF_UP:
        yield f'round = {{ digits = {rounding.digits}, mode = "{rounding.mode}" }}'
    elif is_step or rounding.digits != 2:  # noqa: PLR2004  the cent is the default of lines
        yield f"round = {rounding.digits}" if rounding.digits else 'round = "whole"' if is_step else 'round = "dollar"'


def title_of(figures: Figures) -> str:
    """Give a header as a title: spaces for underscores, no sign of money at the end, and a capital first."""
    text = " ".join(figures.header.replace("_", " ").split())
    text = text.rstrip(SIGNS + " (") or text
    return text[:1].upper() + text[1:]


def facts_as_csv(last: LastYear) -> str:
    """Write the facts, each under its name in the formula."""
    columns: list[tuple[str, Sequence[str]]] = [(last.unit_name, last.units)]
    texts = (*((last.names,) if last.names is not None else ()), *last.texts)
    columns += [(one.name, one.texts) for one in texts]
    columns += [(one.name, _cells(one)) for one in last.facts]
    return _csv(columns)


def published_as_csv(last: LastYear) -> str:
    """Write the amounts of last year, each under its own header."""
    figures = (*last.lines, *((last.total,) if last.total is not None else ()))
    return _csv([(last.unit_name, last.units), *((one.header, _cells(one)) for one in figures)])


def _cells(figures: Figures) -> list[str]:
    return [
        (write_number(value) if known else "") for value, known in zip(figures.values, figures.is_known, strict=True)
    ]


def _csv(columns: Sequence[tuple[str, Sequence[str]]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([header for header, _ in columns])
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    return out.getvalue()


def quoted(text: str) -> str:
    r"""Write a text for TOML.

    >>> print(quoted('the "new" school'))
    "the \"new\" school"
    """
    inside = "".join(
        f"\\{sign}" if sign in '"\\' else sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in text
    )
    return f'"{inside}"'


def _number(value: Fraction) -> str:
    """Write a number for TOML; one that never ends cannot stand there and is cut where nobody sees it."""
    text = write_number(value)
    return text if "/" not in text else write_number(Rounding(20).of(value))


def _comment(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
