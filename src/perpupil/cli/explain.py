"""`perpupil explain`: why a unit gets what it gets, down to the facts."""

from __future__ import annotations

import re
from argparse import Namespace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from perpupil.cli.main import FINE, FOUND
from perpupil.cli.sources import Misuse, add_command, add_inputs, allocate, guarded

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation
    from perpupil.allocation.explain import Known, LineExplanation, Reason
    from perpupil.formula.records import Formula

_EXAMPLE = """\
  perpupil explain formulas/new_jersey_sfra_fy2021 --unit 0010
  perpupil explain formulas/new_jersey_sfra_fy2021 --unit 0010 --line security_aid"""

_DEPTH_SHOWN = 40
_TERMS_SHOWN = 12
_UNGROUPED = re.compile(r"(?<![\w.,'\"“])\d{5,}(?![\w.,'\"”])", re.ASCII)
"""A whole number of an expression, which has no separators."""


def add_to(commands: Any) -> None:  # noqa: ANN401  argparse's own type is private
    """Add the command."""
    parser = add_command(
        commands, "explain", "Say why a unit gets what it gets: words, arithmetic, and the facts below.", _EXAMPLE
    )
    add_inputs(parser)
    parser.add_argument("--unit", required=True, metavar="ID", help="the unit's id, with its leading zeros")
    parser.add_argument(
        "--line", action="append", default=[], metavar="NAME", help="one line in full depth; may be given again"
    )
    parser.add_argument("--json", action="store_true", help="the whole tree for a script")
    parser.set_defaults(command=guarded(_explain))


def _explain(given: Namespace) -> int:
    from perpupil.allocation.explain import explain
    from perpupil.cli.printing import findings_as_data, print_findings, print_json
    from perpupil.findings import Severity, has_errors

    allocation, _, findings = allocate(given)
    if allocation is None:
        if given.json:
            print_json({"findings": findings_as_data(findings)})
        else:
            print_findings(findings)
        return FOUND
    _require_known(allocation, given)
    explanations = explain(allocation, given.unit, tuple(given.line))
    if given.json:
        print_json([as_data(one) for one in explanations])
        return FOUND if has_errors(findings) else FINE
    _print_heading(allocation, given.unit)
    for one in explanations:
        _print_line(allocation, one, in_depth=bool(given.line))
    print_findings([one for one in findings if one.severity is not Severity.NOTE])
    return FOUND if has_errors(findings) else FINE


def _require_known(allocation: Allocation, given: Namespace) -> None:
    from perpupil.formula.functions import closest

    for what, asked, known in (
        ("unit", [given.unit], allocation.units),
        ("line", given.line, tuple(allocation.formula.lines)),
    ):
        for one in asked:
            if one not in known:
                near = closest(one, known)
                message = f"There is no {what} {one!r}." + (f" Did you mean {near}?" if near else "")
                raise Misuse(message)


def as_data(one: LineExplanation) -> dict[str, Any]:
    """Give an explanation for a script; a value met before is named and not repeated."""
    from perpupil.exact.numerals import write_number
    from perpupil.money import plain

    return {
        "unit": one.unit,
        "line": one.line,
        "title": one.title,
        "sentence": one.sentence,
        "amount": plain(one.amount_cents),
        "parts": [{"words": part.words, "amount": write_number(part.amount)} for part in one.parts],
        "reason": _reason_as_data(one.root, set()),
    }


def _reason_as_data(reason: Reason, seen: set[str], depth: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": reason.name,
        "title": reason.title,
        "kind": reason.kind,
        "value": _exact(reason.value),
    }
    if reason.name in seen:
        return data
    seen.add(reason.name)
    if reason.expression:
        rounding = reason.rounding.words() if reason.rounding else None
        data |= {"expression": reason.expression, "before_rounding": _exact(reason.exact), "rounding": rounding}
        data["parts"] = (
            [_reason_as_data(part, seen, depth + 1) for part in reason.children] if depth < _DEPTH_SHOWN else []
        )
    else:
        data["source"] = reason.source
    return data


def _exact(value: Known) -> str | bool:
    from perpupil.exact.numerals import write_number

    return value if isinstance(value, bool | str) else write_number(value)


def _print_heading(allocation: Allocation, unit: str) -> None:
    from perpupil.cli.printing import console
    from perpupil.money import spoken

    position = allocation.units.index(unit)
    total = spoken(int(allocation.totals_cents[position]), allocation.formula.currency)
    console().print(f"{allocation.world.unit(position)}: {total} by “{allocation.formula.title}”", style="bold")


def _print_line(allocation: Allocation, one: LineExplanation, *, in_depth: bool) -> None:
    from perpupil.cli.printing import console
    from perpupil.formula.figures import dollars
    from perpupil.money import spoken

    out = console()
    formula = allocation.formula
    currency = formula.currency
    out.print()
    out.print(f"{one.title}: {spoken(one.amount_cents, currency)}", style="bold", markup=False)
    out.print(f"  {one.sentence}", markup=False)
    out.print(f"  {_arithmetic(one.root, formula)}", markup=False)
    if len(one.parts) > 1:
        for part in one.parts:
            out.print(f"    {part.words}: {dollars(part.amount, currency)}", markup=False)
    if in_depth:
        _print_tree(out, one.root, set(), "  ", formula)


def _print_tree(out: Any, reason: Reason, seen: set[str], indent: str, formula: Formula) -> None:  # noqa: ANN401  rich's console
    for part in reason.children:
        if part.expression:
            again = part.name in seen
            told = f" = {_shown(part, formula.currency)} (see above)" if again else f": {_arithmetic(part, formula)}"
            out.print(f"{indent}└ {part.title}{told}", markup=False)
            if not again and len(indent) < 2 * _DEPTH_SHOWN:
                seen.add(part.name)
                _print_tree(out, part, seen, indent + "  ", formula)
        else:
            out.print(
                f"{indent}· {part.title} = {_shown(part, formula.currency)}  ({part.source})", markup=False, style="dim"
            )


def _arithmetic(reason: Reason, formula: Formula) -> str:
    """Write an expression with its numbers: `80 × $7,251.246 = $580,099.68, rounded to the dollar: $580,100`."""
    from perpupil.allocation.explain import rounding_of, substituted

    currency = formula.currency
    exact, value = (_written(one, reason, currency) for one in (reason.exact, reason.value))
    if not reason.applies:
        return f"{value}: its condition does not hold here"
    # What a branch not taken asks for has no value here, so its title stands.
    shown = {name: f"“{formula.title_of(name)}”" for name in _known(formula) if formula.title_of(name) != name}
    shown |= {part.name: _shown(part, currency) for part in reason.children}
    text = _with_signs(_without_zeros(substituted(reason, shown).partition(" when ")[0]))
    # A sum by name stands in the sentence; a number alone is its own arithmetic.
    text = exact if text.startswith("by_unit(") or text == _plain(reason) else text
    if text != exact:
        text = f"{text} = {exact}"
    if reason.rounding is not None and reason.value != reason.exact:
        text += f", rounded {rounding_of(reason)}: {value}"
    return text


def _known(formula: Formula) -> tuple[str, ...]:
    return (*formula.parameters, *formula.counts, *formula.steps, *formula.lines)


def _without_zeros(text: str) -> str:
    """Leave the zeros out of a very long sum; the tree still holds every term."""
    return re.sub(r" \+ \$?0(?= [+-] |$)", "", text) if text.count(" + ") > _TERMS_SHOWN else text


def _with_signs(text: str) -> str:
    """Write signs as people do."""
    for written, shown in (
        (" * ", " × "),
        (" / ", " ÷ "),
        (" - ", " − "),
        (" >= ", " ≥ "),
        (" <= ", " ≤ "),
        (" == ", " = "),
        (" != ", " ≠ "),
    ):
        text = text.replace(written, shown)
    return _UNGROUPED.sub(lambda found: f"{int(found[0]):,}", text)


def _plain(reason: Reason) -> str:
    from perpupil.exact.numerals import write_number

    return write_number(reason.exact) if isinstance(reason.exact, Fraction) else ""


def _shown(reason: Reason, currency: str) -> str:
    return _written(reason.value, reason, currency)


def _written(value: Known, reason: Reason, currency: str) -> str:
    """Write a value for a person; a fraction that never ends is cut, and says so."""
    from perpupil.formula.figures import figure
    from perpupil.formula.keys import Denomination
    from perpupil.formula.parsing import parse
    from perpupil.formula.syntax import Table
    from perpupil.formula.wording import rows_in_words

    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        is_factor = reason.denomination is Denomination.SHARE and value > 1
        return figure(value, Denomination.NUMBER if is_factor else reason.denomination, currency)
    table = parse(value) if value.startswith("[[") and reason.kind == "parameter" else None
    return rows_in_words(table.rows, reason.denomination) if isinstance(table, Table) else f"“{value}”"
