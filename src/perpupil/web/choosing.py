"""The page of service choices as records: what each row says and asks, what was sent, and what the school saved before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from perpupil.exact.numerals import write_number
from perpupil.services.amounts import quantity_text, units_text
from perpupil.services.catalogue import STAFF, Approach, Catalogue, Driver
from perpupil.services.choices import WORDS
from perpupil.services.receipt import Line, Receipt
from perpupil.services.settlement import Standing
from perpupil.services.wording import (
    below_sentence,
    contract_sentence,
    offer_sentence,
    price_arithmetic,
    share_text,
    with_cents,
)
from perpupil.web.store.models import Decision, Event

_DIVISIBLE = frozenset({Driver.PARTICIPANT, *STAFF})
LABELS: dict[Approach, dict[str, Any]] = {
    Approach.OPT_OUT: {"keep": gettext_lazy("Keep it"), "decline": gettext_lazy("Take the money")},
    Approach.BUY_BACK: {"buy": gettext_lazy("Buy it"), "decline": gettext_lazy("Keep the money")},
}
"""How a school comes to choose → what it may choose, in words."""
_STANDINGS = {
    Standing.NOT_CHOSEN: gettext_lazy("not chosen yet"),
    Standing.HAS: gettext_lazy("keeps it"),
    Standing.BUYS: gettext_lazy("buys it"),
    Standing.PART: gettext_lazy("keeps a part"),
    Standing.BUYS_OTHERWISE: gettext_lazy("buys another amount"),
    Standing.DECLINED: gettext_lazy("takes the money"),
    Standing.ENDED: gettext_lazy("wanted it, and it cannot run"),
    Standing.HELD: gettext_lazy("stays with the district for all"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One of the choices about a service."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One service on the page."""

    line: Line
    about: str
    """What the school has of it."""
    options: tuple[Option, ...]
    quantity: str | None
    """How much it keeps, where it may keep a part: blank for all. None where it may not."""
    all: str
    """All that it may keep: `3 weekly days`."""
    was: str
    """What stands as chosen, to tell what a form changes."""
    version: int
    """Of the choice that was made here; 0 where there is none."""
    decision: Decision | None
    said: str
    """What was chosen, and what it comes to."""
    may_close: str
    """Where too few want it: how many do, and how many are needed."""
    what_then: str
    arithmetic: str

    @property
    def name(self) -> str:
        """The service."""
        return self.line.price.service.name

    @property
    def title(self) -> str:
        """What people call it."""
        return self.line.price.service.title

    @property
    def is_bought(self) -> bool:
        """Whether the school buys it out of its budget."""
        return self.line.price.service.approach is Approach.BUY_BACK

    @property
    def chosen(self) -> str:
        """The word of the choice; empty where there is none."""
        return next((one.value for one in self.options if one.is_chosen), "")


@dataclass(frozen=True, slots=True)
class Totals:
    """The last row: what all services of the school come to."""

    price_cents: int
    money_cents: int
    stays_cents: int


@dataclass(frozen=True, slots=True)
class Choosing:
    """The page of one school."""

    catalogue: Catalogue
    receipt: Receipt
    rows: tuple[Row, ...]
    totals: Totals
    is_open: bool
    """Whether the last day to choose is still ahead, or today."""
    reasons: tuple[tuple[str, str], ...]
    """What is not a choice, and why."""

    @property
    def not_chosen(self) -> int:
        """How many services the school has not chosen about."""
        return sum(1 for row in self.rows if not row.line.is_chosen)

    @property
    def taken(self) -> tuple[Row, ...]:
        """The services that bring money or cost more than today."""
        return tuple(row for row in self.rows if row.line.outcome.money_cents)


def choosing(catalogue: Catalogue, receipt: Receipt, decisions: Iterable[Decision], today: dt.date) -> Choosing:
    """Make the page of a school out of its receipt.

    Args:
        catalogue: The terms.
        receipt: What the school's choices come to.
        decisions: The choices that it made here; others stand in choices.csv.
        today: The day from which the last day is seen.

    """
    here = {one.subject.partition(":")[2]: one for one in decisions}
    titles = {service.name: service.title for service in catalogue.services}
    rows = tuple(_row(catalogue, line, here.get(line.price.service.name), titles) for line in receipt.lines)
    offers = [line.if_declined for line in receipt.lines]
    totals = Totals(receipt.value_cents, sum(one.money_cents for one in offers), sum(one.stays_cents for one in offers))
    reasons = [(price.service.title, offer_sentence(catalogue, price)) for price in receipt.not_a_choice]
    reasons += [(one.title, one.reason) for one in catalogue.exclusions]
    return Choosing(catalogue, receipt, rows, totals, today <= catalogue.deadline, tuple(reasons))


def _row(catalogue: Catalogue, line: Line, decision: Decision | None, titles: Mapping[str, str]) -> Row:
    service, choice = line.price.service, line.outcome.choice
    chosen = _word(line)
    labels = LABELS[service.approach]
    options = tuple(Option(word, str(label), WORDS[word] is WORDS.get(chosen)) for word, label in labels.items())
    quantity = None
    if service.driver in _DIVISIBLE:
        is_part = choice is not None and choice.kept not in {Fraction(0), line.outcome.quantity}
        quantity = write_number(choice.kept) if choice is not None and is_part else ""
    viability = service.viability
    may_close = what_then = ""
    if not line.settled.runs and viability is not None:
        wanted = units_text(line.settled.wanted, service.unit_noun)
        needed = quantity_text(viability.units)
        may_close = gettext("May close: %(wanted)s signed up, %(needed)s needed.") % {
            "wanted": wanted,
            "needed": needed,
        }
        what_then = below_sentence(line.price, dict(titles))
    if line.settled.held_back_cents:
        what_then = f"{what_then} {contract_sentence(line.price)}".strip()
    about = share_text(line.price, line.price.share(line.outcome.school), catalogue.currency)
    return Row(
        line=line,
        about=about,
        options=options,
        quantity=quantity,
        all=units_text(line.outcome.quantity, service.unit_noun),
        was=f"{chosen} {quantity or ''}".strip(),
        version=decision.version if decision is not None else 0,
        decision=decision,
        said=_said(line, catalogue),
        may_close=may_close,
        what_then=what_then,
        arithmetic=price_arithmetic(line.price, catalogue.currency),
    )


def _at_risk(line: Line, titles: Mapping[str, str]) -> tuple[str, str]:
    """Say where too few want a service, with both counts; and what follows from that, or from a contract."""
    service, may_close, what_then = line.price.service, "", ""
    if not line.settled.runs and service.viability is not None:
        counts = {
            "wanted": units_text(line.settled.wanted, service.unit_noun),
            "needed": quantity_text(service.viability.units),
        }
        may_close = gettext("May close: %(wanted)s signed up, %(needed)s needed.") % counts
        what_then = below_sentence(line.price, dict(titles))
    if line.settled.held_back_cents:
        what_then = f"{what_then} {contract_sentence(line.price)}".strip()
    return may_close, what_then


def _word(line: Line) -> str:
    """Give the word of what was chosen; empty where nothing was."""
    choice = line.outcome.choice
    if choice is None:
        return ""
    if not choice.kept:
        return "decline"
    return "buy" if line.price.service.approach is Approach.BUY_BACK else "keep"


def _said(line: Line, catalogue: Catalogue) -> str:
    """Say what was chosen, and what it comes to: `keeps a part: 2 weekly days, $21,960.00`."""
    outcome, noun = line.outcome, line.price.service.unit_noun
    words = str(_STANDINGS[outcome.standing])
    parts = []
    if outcome.standing in {Standing.PART, Standing.BUYS_OTHERWISE}:
        parts.append(units_text(outcome.has, noun))
    if outcome.money_cents:
        parts.append(with_cents(outcome.money_cents, catalogue.currency))
    return f"{words}: {', '.join(parts)}" if parts else words


@dataclass(frozen=True, slots=True)
class Written:
    """What a form says about one service."""

    service: str
    choice: str
    quantity: str
    version: int

    @property
    def given(self) -> dict[str, str]:
        """As the action reads it."""
        return {"choice": self.choice, "quantity": self.quantity}


def changed(page: Choosing, posted: Mapping[str, str]) -> tuple[Written, ...]:
    """Give what a form says otherwise than the page that it was sent from; a service that it does not tell of stays."""
    found = []
    for row in page.rows:
        choice = posted.get(f"choice-{row.name}", "")
        quantity = posted.get(f"quantity-{row.name}", "").strip() if choice != "decline" else ""
        now = f"{choice} {quantity}".strip()
        version = posted.get(f"version-{row.name}", "")
        if choice and now != posted.get(f"was-{row.name}", "") and _is_version(version):
            found.append(Written(row.name, choice, quantity, int(version)))
    return tuple(found)


def as_written(page: Choosing, written: Iterable[Written]) -> Choosing:
    """Give the page with what was written and not saved, so that nobody writes it again."""
    here = {one.service: one for one in written}
    rows = tuple(_as_written(row, here[row.name]) if row.name in here else row for row in page.rows)
    return replace(page, rows=rows)


def _as_written(row: Row, written: Written) -> Row:
    options = tuple(replace(one, is_chosen=one.value == written.choice) for one in row.options)
    return replace(row, options=options, quantity=written.quantity if row.quantity is not None else None)


def _is_version(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004  digits of a database's number


@dataclass(frozen=True, slots=True)
class Saved:
    """One save of the past: who chose what about which service, and when."""

    event: Event
    title: str
    said: str


def history(page: Choosing, events: Iterable[Event]) -> tuple[Saved, ...]:
    """Say what a school saved, the latest first."""
    titles = {service.name: service for service in page.catalogue.services}
    return tuple(
        Saved(event, titles[name].title, words(titles[name].approach, event.content))
        for event in events
        if (name := event.subject.partition(":")[2]) in titles
    )


def words(approach: Approach, content: Mapping[str, Any]) -> str:
    """Say a kept choice in words: `Keep it, 2`."""
    said = str(LABELS[approach].get(content["choice"], content["choice"])) if approach in LABELS else content["choice"]
    return f"{said}, {content['quantity']}" if content["quantity"] else said
