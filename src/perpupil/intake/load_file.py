"""The district's load file: what the formula gave, posted to the district's own accounts, to the cent."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perpupil.exact.numerals import write_decimal_text
from perpupil.findings import Finding, Place, finding
from perpupil.formula.components import COMPONENTS
from perpupil.intake.accounts import Accounts, Picture
from perpupil.intake.schemas.accounts import LINE
from perpupil.limits import UNITS_NAMED
from perpupil.money import plain

if TYPE_CHECKING:
    from perpupil.allocation.allocation import Allocation

COLUMNS = ("account", "fte", "amount")
POSITIONS = "positions"
"""What a component pays for whose quantity is a number of positions."""
_LOCATION = "{location}"


@dataclass(frozen=True, slots=True)
class LineAmount:
    """What one school gets on one line."""

    unit: str
    line: str
    amount_cents: int
    fte: Fraction | None = None
    """Positions, where the line is a number of them."""


@dataclass(frozen=True, slots=True)
class Load:
    """One row of the load file."""

    account: str
    fte: Fraction
    amount_cents: int


@dataclass(frozen=True, slots=True)
class LoadFile:
    """The rows, one an account, in the order of accounts."""

    rows: tuple[Load, ...]

    @property
    def total_cents(self) -> int:
        """What they add up to."""
        return sum(row.amount_cents for row in self.rows)

    @property
    def fte(self) -> Fraction:
        """How many positions they are."""
        return sum((row.fte for row in self.rows), Fraction(0))

    def text(self) -> str:
        """Write it as `account,fte,amount`."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((row.account, write_decimal_text(row.fte), plain(row.amount_cents)) for row in self.rows)
        return out.getvalue()


def amounts_of(allocation: Allocation) -> Iterator[LineAmount]:
    """Give what each unit of an allocation gets on each line; with positions, where a line pays for them."""
    for name, line in allocation.formula.lines.items():
        has_positions = line.has_quantity and bool(line.kind) and COMPONENTS[line.kind].pays_for == POSITIONS
        for at, (unit, cents) in enumerate(zip(allocation.units, allocation.lines_cents[name].tolist(), strict=True)):
            yield LineAmount(unit, name, cents, allocation.value_at(f"{name}.quantity", at) if has_positions else None)


def without_account(lines: Iterable[LineAmount], accounts: Accounts) -> tuple[str, ...]:
    """Give the lines that have money and no account, in their order."""
    given = dict.fromkeys(one.line for one in lines if one.amount_cents or one.fte)
    return tuple(line for line in given if not accounts.lines.get(line))


def rows_to_fill(lines: Iterable[tuple[str, str]]) -> str:
    """Write the rows that a table of accounts lacks, to be filled in.

    Args:
        lines: Name and title of each line that has no account.

    >>> print(rows_to_fill([("principal", "Principal")]), end="")
    dimension,code,title,account
    line,principal,Principal,
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("dimension", "code", "title", "account"))
    writer.writerows((LINE, name, title, "") for name, title in lines)
    return out.getvalue()


def load_file(
    lines: Iterable[LineAmount], accounts: Accounts, picture: Picture
) -> tuple[LoadFile | None, tuple[Finding, ...]]:
    """Post lines to accounts; nothing is written while any line that has money has no account.

    Args:
        lines: What each school gets on each line.
        accounts: The district's table; its rows of dimension `line` name the accounts.
        picture: How accounts are cut, so that every segment is known to the table.

    """
    given = [one for one in lines if one.amount_cents or one.fte]
    places = {line: _place(line, accounts, picture) for line in dict.fromkeys(one.line for one in given)}
    units = dict.fromkeys(one.unit for one in given if _LOCATION in (accounts.lines.get(one.line) or ""))
    locations = {unit: accounts.locations(unit) for unit in units}
    wrong = [one for one in places.values() if isinstance(one, Finding)]
    wrong += _without_location(locations, accounts)
    if wrong:
        return None, tuple(wrong)
    sums: dict[str, tuple[Fraction, int]] = defaultdict(lambda: (Fraction(0), 0))
    for one in given:
        pattern = str(places[one.line])
        account = pattern.replace(_LOCATION, locations[one.unit][0]) if _LOCATION in pattern else pattern
        fte, cents = sums[account]
        sums[account] = (fte + (one.fte or 0), cents + one.amount_cents)
    made = LoadFile(tuple(Load(account, *sums[account]) for account in sorted(sums)))
    if made.total_cents != sum(one.amount_cents for one in given):
        message = "the load file does not add up to the lines"
        raise ArithmeticError(message)
    return made, ()


def _place(line: str, accounts: Accounts, picture: Picture) -> str | Finding:
    """Give the account of a line, with {location} in it; or say why there is none."""
    account = accounts.lines.get(line, "")
    where = Place(accounts.source, path=f"line.{line}")
    if not account:
        fix = f"Add the row line,{line} with its account to the table; perpupil export accounts --missing writes it."
        return finding("no-account", where, f"The line {line} has no account.", fix)
    codes = picture.cut(account.replace(_LOCATION, "0"))
    if codes is None:
        what = f"The account `{account[:60]}` of the line {line} does not fit the picture {picture.text}."
        return finding("no-account", where, what, "Write every segment.")
    unknown = [(name, code) for name, code in accounts.unknown(codes) if name != "location" or _LOCATION not in account]
    if unknown:
        named = ", ".join(f"{name} {code}" for name, code in unknown)
        return finding(
            "no-account",
            where,
            f"The account of the line {line} has codes that nobody has explained: {named}.",
            "Add them to the table.",
        )
    return account


def _without_location(locations: dict[str, tuple[str, ...]], accounts: Accounts) -> list[Finding]:
    """Say which schools have no location, or several."""
    said = []
    for several, what in ((False, "have no location"), (True, "have several locations")):
        units = [unit for unit, codes in locations.items() if (len(codes) > 1 if several else not codes)]
        if units:
            named = ", ".join(units[:UNITS_NAMED]) + (
                f" and {len(units) - UNITS_NAMED} more" if len(units) > UNITS_NAMED else ""
            )
            fix = "Give each school one row of dimension location."
            said.append(
                finding("no-account", Place(accounts.source), f"Schools {what} in the table of accounts: {named}.", fix)
            )
    return said
