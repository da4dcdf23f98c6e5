"""Reading `grants.toml`: what a district decided about its grants, and everything that is wrong with the text at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from perpupil.facts.binding import Binding
from perpupil.findings import Finding
from perpupil.formula.functions import closest
from perpupil.formula.records import Count, Need
from perpupil.formula.source import Path, SourceError, read_source
from perpupil.formula.typed import Reader
from perpupil.grants import keys
from perpupil.grants.award import AmountKind, Award, AwardAmount, Period
from perpupil.grants.grant import Answer, Direct, Grant, Offered, Private, SetAside, Step, Sum, ToSchools, Whom
from perpupil.grants.indirect import Basis, ExcludedCost, IndirectCost
from perpupil.grants.programs import PROGRAMS
from perpupil.grants.programs.declaration import PrivateShare, Purpose
from perpupil.grants.schools import CountSource, SchoolsSource
from perpupil.grants.sharing import OddCents
from perpupil.money import CENTS

YEARS = range(1900, 3000)
_SOME_DAY = dt.date.min
"""Stands where a day is missing, which is told; the grant is then not made."""


@dataclass(frozen=True, slots=True)
class Grants:
    """The grants of a district in one year."""

    title: str
    year: int
    source: str
    currency: str
    schools: SchoolsSource
    counts: Mapping[str, CountSource]
    grants: Mapping[str, Grant]


def read_grants(content: bytes, label: str) -> tuple[Grants | None, tuple[Finding, ...]]:
    """Read the text; None where anything is wrong with it.

    Args:
        content: The text.
        label: What findings call it.

    """
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    reader = Reader(source)
    top = reader.table((), source.values, keys.FILE)
    if top.get("grants", keys.VERSION) != keys.VERSION:
        reader.say("wrong-value", ("grants",), "This version is not known.", f"Write grants = {keys.VERSION}.")
    if top.get("year", YEARS.start) not in YEARS:
        reader.say("wrong-value", ("year",), "This is no year.", "Write the year in which it ends: year = 2027.")
    schools = _schools(reader, top)
    counts = {name: _count(reader, name, raw) for name, raw in tables(reader, (), top, "counts").items()}
    read = {
        name: _Grant(reader, name, raw, tuple(counts), top) for name, raw in tables(reader, (), top, "grant").items()
    }
    grants = {name: one.read() for name, one in read.items()}
    if "grant" in top and not grants:
        reader.say("missing-key", ("grant",), "There is no grant.", "Write [grant.title_i] with its keys below.")
    if reader.findings or schools is None:
        return None, tuple(reader.findings)
    found = {name: one for name, one in grants.items() if one is not None}
    return Grants(
        top["title"], top["year"], top.get("source", ""), top.get("currency", "USD"), schools, counts, found
    ), ()


def tables(reader: Reader, path: Path, inside: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give the tables under a name."""
    raw = inside.get(name, {})
    if isinstance(raw, dict):
        return raw
    written = ".".join((*path, name))
    reader.say("wrong-type", (*path, name), f"`{name}` must be tables.", f"Write [{written}.NAME] with its keys below.")
    return {}


def listed(reader: Reader, path: Path, inside: Mapping[str, Any], name: str) -> list[Any]:
    """Give the tables of a list."""
    raw = inside.get(name, [])
    if isinstance(raw, list) and all(isinstance(one, dict) for one in raw):
        return raw
    written = ".".join((*path, name))
    reader.say("wrong-type", (*path, name), f"`{name}` must be a list of tables.", f"Write [[{written}]] above each.")
    return []


def cents(reader: Reader, path: Path, read: Mapping[str, Any], name: str) -> int | None:
    """Give dollars of a table in cents: whole ones, none below zero; None where there are none."""
    amount: Fraction | None = read.get(name)
    if amount is None:
        return None
    where = (*path, name)
    if amount < 0:
        reader.say("wrong-value", where, f"`{name}` is less than nothing.", "Write an amount that is not negative.")
    elif (amount * CENTS).denominator != 1:
        reader.say("finer-than-a-cent", where, f"`{name}` is finer than a cent.", "Round it to cents.")
    return int(amount * CENTS)


def percent(reader: Reader, path: Path, read: Mapping[str, Any], name: str) -> Fraction | None:
    """Give a percentage of a table as a share; None where there is none."""
    value: Fraction | None = read.get(name)
    if value is None:
        return None
    if not 0 <= value <= 100:  # noqa: PLR2004  percent
        what = f"`{name}` must be a percentage from 0 to 100."
        reader.say("wrong-value", (*path, name), what, f"Write {name} = 2.5 for two and a half percent.")
    return value / 100  # exact: Fraction


def _schools(reader: Reader, top: Mapping[str, Any]) -> SchoolsSource | None:
    path = ("schools",)
    read = reader.table(path, top.get("schools", {}), keys.SCHOOLS) if "schools" in top else {}
    file = read.get("file", "")
    if file and ("/" in file or "\\" in file or file.startswith(".")):
        what = f"{file[:60]!r} is not the name of a file in this folder."
        reader.say("wrong-value", (*path, "file"), what, 'Write a name alone: file = "schools.csv".')
    if "unit" not in read:
        return None
    blank, unknown = read.get("blank", {}), frozenset(read.get("unknown", ()))
    binding = Binding(read["unit"], read.get("name", ""), read.get("where", {}), blank=blank, unknown=unknown)
    return SchoolsSource(file, binding, read.get("served", ""), reader.source.place(path))


def _count(reader: Reader, name: str, raw: object) -> CountSource:
    path = ("counts", name)
    read = reader.table(path, raw, keys.COUNT)
    place, title = reader.source.place(path), read.get("title", "")
    asks = {"grades", "need", "everybody"} & read.keys()
    if ("column" in read) == bool(asks):
        what = "A count stands in a column, or is asked of the headcount."
        fix = 'Write column = "low_income", or need = "low_income", or everybody = true.'
        reader.say("wrong-value", path, what, fix)
    if "level" in read and "need" not in read:
        reader.say("missing-key", path, "`level` needs `need`.", 'Write need = "iep".')
    if read.get("everybody") is False or ("everybody" in read and len(asks) > 1):
        what = "`everybody` is true and stands alone."
        reader.say("wrong-value", (*path, "everybody"), what, "Take it out, or the other conditions.")
    if "column" in read:
        return CountSource(name, title, read["column"], None, place)
    need = read.get("need", "")
    needs = tuple(Need(need, level) for level in read.get("level", (None,))) if need else ()
    asked = Count(name, read.get("grades", ()), needs, (), (), (), "students", title, place)
    return CountSource(name, title, "", asked, place)


class _Grant:
    """One grant's table, read part by part."""

    def __init__(self, reader: Reader, name: str, raw: object, counts: tuple[str, ...], top: Mapping[str, Any]) -> None:
        self.reader, self.name, self.counts = reader, name, counts
        self.path: Path = ("grant", name)
        self.currency = top.get("currency", "USD")
        self.table = reader.table(self.path, raw, keys.GRANT)

    def read(self) -> Grant | None:
        read, path = self.table, self.path
        if not (self.name.isidentifier() and self.name.isascii()):
            what = f"{self.name[:40]!r} is no name for a grant."
            self.reader.say("wrong-value", path, what, "Write letters, digits and _: [grant.title_i].")
        parts = (self._award(), self._period(), self._set_asides())
        to_schools, indirect = self._to_schools(), self._indirect()
        administration = self._sum(path, read, "administration", "administration_percent") or Sum()
        carry_forward = cents(self.reader, path, read, "carry_forward") or 0
        enrolled = read.get("enrolled", "students")
        for key, count in (("students", read.get("students", enrolled)), ("enrolled", enrolled)):
            self._known((*path, key), count, self.counts, "count")
        for purpose in read.get("not_needed", {}):
            self._known((*path, "not_needed", purpose), purpose, tuple(Purpose), "purpose")
        offers = self._offers(parts[2])
        private = self._private()
        if not {"program", "students", "begins", "ends", "award"} <= read.keys():
            return None
        program = PROGRAMS[read["program"]]
        return Grant(
            self.name,
            read.get("title", program.title),
            program,
            Direct(read.get("direct", Direct.MONEY)),
            Step(read.get("step", Step.CENTRAL)),
            *parts[:2],
            read["students"],
            enrolled,
            read.get("served"),
            read.get("targeted", ()),
            private,
            administration,
            read.get("administration_why", ""),
            indirect,
            parts[2],
            to_schools,
            carry_forward,
            offers,
            read.get("not_needed", {}),
            self.reader.source.place(path),
            self.currency,
        )

    def _known(self, path: Path, name: str, known: tuple[str, ...], what: str) -> None:
        """Find a name that is not declared."""
        if name not in known:
            near = closest(name, known)
            fix = f"Did you mean {near!r}?" if near else f"There are: {', '.join(known) or 'none'}."
            self.reader.say("unknown-name", path, f"There is no {what} {name[:40]!r}.", fix)

    def _award(self) -> Award:
        amounts = []
        path = (*self.path, "award")
        for at, raw in enumerate(listed(self.reader, self.path, self.table, "award")):
            here = (*path, str(at))
            read = self.reader.table(here, raw, keys.AWARD)
            amount = cents(self.reader, here, read, "amount")
            if amount is not None and {"kind", "on"} <= read.keys():
                amounts.append(AwardAmount(AmountKind(read["kind"]), amount, read["on"], read.get("source", "")))
        award = Award.of(amounts)
        if "award" in self.table and award.in_force is None:
            what = "The award has neither a preliminary nor a final amount."
            self.reader.say("missing-key", path, what, 'Write [[…award]] with kind = "preliminary".')
        return award

    def _period(self) -> Period:
        read = self.table
        if not {"begins", "ends"} <= read.keys():
            return Period(*(2 * [_SOME_DAY]))
        if read["ends"] < read["begins"]:
            self.reader.say("wrong-value", (*self.path, "ends"), "It ends before it begins.", "Correct one of the two.")
        until = read.get("carried_until")
        if until is not None and until <= read["ends"]:
            what = "What is carried over may be spent after the grant's last day, not before."
            self.reader.say("wrong-value", (*self.path, "carried_until"), what, "Write a later day, or take it out.")
        return Period(read["begins"], read["ends"], until)

    def _private(self) -> Private:
        read, path = self.table, self.path
        children = read.get("private_children", 0)
        if children < 0:
            what = "Fewer than no children cannot be."
            self.reader.say("wrong-value", (*path, "private_children"), what, "Write 0 or more.")
        amount = cents(self.reader, path, read, "private_amount")
        program = PROGRAMS.get(read.get("program", ""))
        if program is not None and program.private is PrivateShare.NONE and children and amount is None:
            what = "This program has no share of its own for private schools, so the amount must be said."
            self.reader.say("missing-key", path, what, "Write private_amount = the dollars.")
        if "private_children" in read and not children and "private_why" not in read:
            what = "No child of a private school counts, and nobody has said why."
            self.reader.say("missing-key", (*path, "private_children"), what, "Write private_why.")
        return Private(children, amount, read.get("private_why", ""), "private_children" in read)

    def _sum(self, path: Path, read: Mapping[str, Any], amount: str, share: str) -> Sum | None:
        """Read dollars or a percentage, one of the two."""
        dollars, part = cents(self.reader, path, read, amount), percent(self.reader, path, read, share)
        if dollars is not None and part is not None:
            what = f"`{amount}` and `{share}` are two ways to say one thing."
            self.reader.say("wrong-value", (*path, share), what, "Keep one.")
        return Sum(dollars or 0, part) if dollars is not None or part is not None else None

    def _indirect(self) -> IndirectCost | None:
        if "indirect" not in self.table:
            return None
        path = (*self.path, "indirect")
        read = self.reader.table(path, self.table["indirect"], keys.INDIRECT)
        amount, rate = cents(self.reader, path, read, "amount"), percent(self.reader, path, read, "rate")
        if (amount is None) == (rate is None):
            what = "Indirect cost is an amount or a rate, one of the two."
            self.reader.say("wrong-value", path, what, "Write rate = 2.5, in percent.")
        excluded = []
        for name, raw in tables(self.reader, path, read, "excluded").items():
            here = (*path, "excluded", name)
            cost = self.reader.table(here, raw, keys.EXCLUDED)
            dollars = cents(self.reader, here, cost, "amount")
            share = percent(self.reader, here, cost, "percent")
            if dollars is not None:
                excluded.append(ExcludedCost(cost.get("title", name), dollars, Fraction(1) if share is None else share))
        basis = Basis(read.get("basis", Basis.DIRECT_COST))
        return IndirectCost(amount, rate or Fraction(0), basis, tuple(excluded))

    def _set_asides(self) -> tuple[SetAside, ...]:
        path = (*self.path, "set_aside")
        return tuple(
            self._set_aside((*path, name), name, raw)
            for name, raw in tables(self.reader, self.path, self.table, "set_aside").items()
        )

    def _set_aside(self, path: Path, name: str, raw: object) -> SetAside:
        read = self.reader.table(path, raw, keys.SET_ASIDE)
        total = self._sum(path, read, "amount", "percent")
        if total is None and not {"amount", "percent"} & read.keys():
            self.reader.say("missing-key", path, "`amount` is missing.", "Write amount = dollars, or percent.")
        worth_to = Whom(read.get("worth_to", Whom.NOBODY))
        at = {unit: {"worth": dollars} for unit, dollars in read.get("worth_at", {}).items()}
        worth_at = {unit: cents(self.reader, (*path, "worth_at", unit), one, "worth") or 0 for unit, one in at.items()}
        if worth_at and worth_to is not Whom.NOBODY:
            what = "A service is worth something by students or at named schools, not both."
            self.reader.say("wrong-value", (*path, "worth_at"), what, "Keep `worth_to` or `worth_at`.")
        if read.get("offered") and worth_to is Whom.NOBODY and not worth_at:
            what = "It is offered, and nobody has said what it is worth at which school."
            self.reader.say("missing-key", (*path, "offered"), what, 'Write worth_to = "served", or worth_at.')
        return SetAside(
            name,
            read.get("title", name),
            Purpose(read.get("purpose", Purpose.OTHER)),
            total or Sum(),
            read.get("required", False),
            read.get("why", ""),
            read.get("citation", ""),
            percent(self.reader, path, read, "shared_percent") or Fraction(0),
            worth_to,
            worth_at,
            read.get("offered", False),
            self.reader.source.place(path),
        )

    def _to_schools(self) -> ToSchools:
        path = (*self.path, "to_schools")
        is_there = "to_schools" in self.table
        read = self.reader.table(path, self.table["to_schools"], keys.TO_SCHOOLS) if is_there else {}
        bands: list[tuple[Fraction, int]] = []
        for at, (start, rate) in enumerate(read.get("bands", ())):
            paid = cents(self.reader, (*path, "bands"), {str(at): rate}, str(at))
            bands.append((start / 100, paid or 0))  # exact: Fraction
        if bands and "amount" in read:
            what = "Bands say what each school gets, so that there is no amount to hand out."
            self.reader.say("wrong-value", (*path, "amount"), what, "Keep `bands` or `amount`.")
        return ToSchools(
            read.get("title", "To schools"),
            cents(self.reader, path, read, "amount") if is_there else 0,
            Whom(read.get("schools", Whom.SERVED)),
            OddCents(read.get("odd_cents", OddCents.LARGEST_REMAINDER)),
            tuple(bands),
            self.reader.source.place(path),
        )

    def _offers(self, set_asides: tuple[SetAside, ...]) -> tuple[Offered, ...]:
        offers = []
        known = {one.name: one for one in set_asides}
        for at, raw in enumerate(listed(self.reader, self.path, self.table, "offer")):
            path = (*self.path, "offer", str(at))
            read = self.reader.table(path, raw, keys.OFFER)
            name = read.get("set_aside", "")
            if "set_aside" in read:
                self._known((*path, "set_aside"), name, tuple(known), "set-aside")
            if name in known and not known[name].is_offered:
                what = f"`{name}` is not offered to schools."
                self.reader.say("wrong-value", (*path, "set_aside"), what, f"Write offered = true at `{name}`.")
            amount = cents(self.reader, path, read, "amount")
            if {"set_aside", "school"} <= read.keys():
                place = self.reader.source.place(path)
                offers.append(Offered(name, read["school"], amount, Answer(read.get("answer", Answer.OPEN)), place))
        twice = {(one.set_aside, one.school) for one in offers}
        if len(twice) < len(offers):
            what = "A school is listed twice for one set-aside."
            self.reader.say("name-taken", (*self.path, "offer"), what, "Keep one of its offers.")
        return tuple(offers)
