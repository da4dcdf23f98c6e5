"""Accounts with codes that the district's table does not have: mistyped, without their zeros, or places that are none."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from perpupil.intake.accounts import Accounts, Picture, read_accounts
from perpupil.intake.cases import Case, Effect, Said, case
from perpupil.intake.checks.declaration import Check
from perpupil.intake.crosswalk import crosswalk
from perpupil.intake.dataset import Dataset, Material
from perpupil.intake.ledger import MEASURES, segments
from perpupil.intake.repairs import Rule
from perpupil.intake.shape import headings, totals

LOCATION = "location"


@dataclass(slots=True)
class _Found:
    """Rows by what is wrong with them."""

    short: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """By segment: codes without their zeros, and with them."""
    short_rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    accounts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, str] = field(default_factory=dict)


def find(material: Material) -> Iterator[Case]:
    """Find each account once, each place once, and each column of short codes once."""
    ledger, table = material.get("ledger"), material.get("accounts", "dimension", "code")
    if ledger is None or table is None or not (material.picture or ledger.has("object")):
        return
    schools = material.get("schools", "schoolId")
    known = read_accounts(table, crosswalk(schools) if schools is not None else None)
    found = _sorted_out(ledger, known, material.picture)
    for name, positions in found.short_rows.items():
        yield _lost_zeros(ledger, name, found.short[name], positions)
    for code, positions in found.places.items():
        said = Said(
            "unknown-location", f"Location {code[:24]} is neither a school nor an office.", "Say which location it is."
        )
        yield case(ledger, positions, said, column=_column(ledger, LOCATION), effect=_effect(ledger, positions))
    for account, positions in found.accounts.items():
        what = f"The table of accounts does not have {found.wrong[account][:80]}: {account[:60]}."
        said = Said("unknown-account", what, "Look up what it means, and add it to the table.")
        yield case(ledger, positions, said, column=_column(ledger, "account"), effect=_effect(ledger, positions))


def _sorted_out(ledger: Dataset, known: Accounts, picture: str) -> _Found:
    """Put rows together by what is wrong with their codes."""
    found = _Found()
    others = {*totals(ledger), *headings(ledger)}
    positions = [at for at in range(len(ledger)) if at not in others]
    for at, account, codes in segments(ledger, Picture(picture), positions):
        unknown = dict(known.unknown(codes)) if codes is not None else {"account": "of another form"}
        padded = _padded(known, unknown) if not ledger.words("account")[at] else {}
        for name, code in padded.items():
            found.short[name][unknown.pop(name)] = code
            found.short_rows[name].append(at)
        if set(unknown) == {LOCATION}:
            found.places[unknown[LOCATION]].append(at)
        elif unknown:
            found.accounts[account].append(at)
            found.wrong[account] = ", ".join(f"{name} {code}" for name, code in unknown.items())
    return found


def _padded(known: Accounts, unknown: Mapping[str, str]) -> Mapping[str, str]:
    """Give the codes that are those of the table but for their zeros."""
    widths = {
        name: max((len(code) for dimension, code in known.codes if dimension == name), default=0) for name in unknown
    }
    padded = {name: code.zfill(widths[name]) for name, code in unknown.items() if code.isdecimal()}
    return {name: code for name, code in padded.items() if (name, code) in known.codes}


def _lost_zeros(ledger: Dataset, name: str, short: Mapping[str, str], positions: list[int]) -> Case:
    example, width = min(short), max(map(len, short.values()))
    what = f"Codes of {name} have lost their zeros, {len(short)} of them: {example} is {short[example]}."
    rule = Rule("pad_ids", "ledger", name, width=width)
    return case(ledger, positions, Said("lost-zeros", what, f"Write {width} digits."), column=name, repair=rule)


def _column(ledger: Dataset, name: str) -> str:
    return name if ledger.has(name) else ""


def _effect(ledger: Dataset, positions: list[int]) -> Effect:
    """Give the largest sum that waits for an answer."""
    measures = (*MEASURES, "amount", "debit", "credit")
    sums = (
        sum(abs(cents) for at in positions if isinstance(cents := ledger.values(name)[at], int)) for name in measures
    )
    return Effect(amount_cents=max(sums), rows=len(positions))


CHECK = Check(
    "accounts",
    "An account has a code that nobody has explained, or has lost its zeros.",
    ("unknown-account", "unknown-location", "lost-zeros"),
    find,
)
