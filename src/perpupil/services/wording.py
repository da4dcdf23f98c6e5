"""Prices in words: the arithmetic of a rate, what declining frees and until when, and what follows where a service cannot run."""

from __future__ import annotations

from fractions import Fraction

from perpupil.exact.numerals import group_thousands, write_decimal, write_number
from perpupil.exact.rounding import Rounding
from perpupil.money import CENT_DIGITS, CENTS, SYMBOLS, spoken
from perpupil.services.amounts import day, quantity_text, units_text
from perpupil.services.catalogue import DAYS_IN_WEEK, Below, Catalogue, Driver
from perpupil.services.gains import Gains
from perpupil.services.notice import share_freed
from perpupil.services.price import Price, Share, deadline_months, freed_later

_DIGITS_SHOWN = 4


def with_cents(amount_cents: int, currency: str) -> str:
    """Write a price, always with cents.

    >>> with_cents(5930000, "USD"), with_cents(-5, "USD")
    ('$59,300.00', '−$0.05')
    """
    text = group_thousands(write_decimal(abs(Fraction(amount_cents, CENTS)), CENT_DIGITS))
    return f"{'−' if amount_cents < 0 else ''}{SYMBOLS.get(currency, currency + ' ')}{text}"


def rate_text(rate: Fraction, currency: str) -> str:
    """Write a rate: in cents where that is exact, else to four digits, and so said.

    >>> rate_text(Fraction("11.4"), "USD"), rate_text(Fraction(2, 3), "USD")
    ('$11.40', 'about $0.6667')
    """
    symbol = SYMBOLS.get(currency, currency + " ")
    if (rate * CENTS).denominator == 1:
        return spoken(int(rate * CENTS), currency)
    if "/" in write_number(rate):
        digits = CENT_DIGITS if rate >= 1 else _DIGITS_SHOWN
        text = group_thousands(write_decimal(Rounding(digits).of(rate), digits))
        return f"about {symbol}{text}"
    return f"{symbol}{group_thousands(write_number(rate))}"


def price_arithmetic(price: Price, currency: str = "USD") -> str:
    """Say how the price of one unit comes about."""
    service, parts = price.service, []
    noun, whole = service.unit_noun, price.quantity + price.spare
    if service.position is not None:
        parts.append(_of_a_position(price, currency))
    elif service.variable_cents is not None and price.rate is not None:
        paid = spoken(service.variable_cents, currency)
        parts.append(f"{paid} ÷ {units_text(whole, noun)} = {rate_text(price.rate, currency)} a {noun}.")
    elif price.rate:
        parts.append(f"{rate_text(price.rate, currency)} a {noun}, for {units_text(whole, noun)}.")
    a_unit = price.fixed_a_unit
    if service.fixed_cents and a_unit is not None:
        fixed = spoken(service.fixed_cents, currency)
        parts.append(
            f"Fixed cost: {fixed} ÷ {units_text(price.quantity, noun)} = {rate_text(a_unit, currency)} a {noun}, "
            "shared in whole cents."
        )
    if price.spare:
        parts.append(
            f"{units_text(price.spare, noun).capitalize()} are at no school: {spoken(price.spare_cents, currency)} stays."
        )
    return " ".join(parts) or "It costs nothing this year."


def _of_a_position(price: Price, currency: str) -> str:
    """Say what a day of staff costs, or the days that each school has."""
    service = price.service
    full = spoken(int((service.position or 0) * CENTS), currency)
    amounts = {share.quantity for share in price.shares}
    if service.driver is Driver.DAYS and len(amounts) == 1:
        days = amounts.pop()
        part = days / DAYS_IN_WEEK  # exact: Fraction
        cost = spoken(price.shares[0].variable_cents, currency)
        return (
            f"{quantity_text(days)} of {DAYS_IN_WEEK} days a week are {quantity_text(part)} of a position: "
            f"{quantity_text(part)} × {full} = {cost} a school."
        )
    rate = rate_text(price.rate or Fraction(0), currency)
    if service.driver is Driver.DAYS:
        return f"{full} a position ÷ {DAYS_IN_WEEK} days = {rate} a {service.unit_noun}."
    return f"{rate} a position, {units_text(price.quantity + price.spare, 'position')}."


def offer_sentence(catalogue: Catalogue, price: Price) -> str:
    """Say to a principal what declining frees, and by when to decide."""
    if price.no_choice:
        access = " Declining frees nothing, and you keep access." if price.service.is_open_to_all else ""
        return f"{price.no_choice}{access}"
    frees = _frees(catalogue, price)
    return (
        f"{frees}; decide by {day(catalogue.deadline)}.{_notice_sentence(catalogue, price)}{contract_sentence(price)}"
    )


def _frees(catalogue: Catalogue, price: Price) -> str:
    """Say what one unit, or the same at each school, frees."""
    months, currency = deadline_months(catalogue), catalogue.currency
    shares, service = price.shares, price.service
    if not shares:
        return "No school has it today"
    offers = {price.offer(share, Fraction(0), months).money_cents for share in shares}
    if offers == {0}:
        return "Declining it frees nothing this year"
    if len(offers) == 1:
        return f"If you decline it you free {spoken(offers.pop(), currency)}"
    return f"If you decline it you free {rate_text(price.rate or Fraction(0), currency)} a {service.unit_noun}{_and_fixed(catalogue, price)}"


def _and_fixed(catalogue: Catalogue, price: Price) -> str:
    share = share_freed(price.service.freed, deadline_months(catalogue))
    a_unit = price.fixed_a_unit
    return f" and {rate_text(a_unit * share, catalogue.currency)} of fixed cost" if share and a_unit else ""


def _notice_sentence(catalogue: Catalogue, price: Price) -> str:
    """Say what more notice would free."""
    service, months = price.service, deadline_months(catalogue)
    sentence = ""
    if months < service.notice_months:
        sentence += f" It takes {service.notice_months} months of notice, and the last day gives {months}."
    if service.fixed_cents and not service.freed:
        return f"{sentence} The fixed cost stays with the district."
    later = [f"{_percent(share)} of it from {day(year)}" for year, share in freed_later(catalogue, service)]
    if later:
        sentence += f" The fixed cost takes longer: the same decision frees {' and '.join(later)}."
    return sentence


def contract_sentence(price: Price) -> str:
    """Say what a contract charges in any case."""
    commitment = price.service.commitment
    if commitment is None:
        return ""
    free = price.quantity + price.spare - commitment.units
    noun = price.service.unit_noun
    return (
        f" A contract charges {units_text(commitment.units, noun)} until {day(commitment.until)}: where schools together decline more than "
        f"{units_text(free, noun)}, what is freed is shared among those who decline."
    )


def below_sentence(price: Price, titles: dict[str, str]) -> str:
    """Say what follows where too few want a service; empty where it needs no number."""
    viability = price.service.viability
    if viability is None:
        return ""
    by, noun = day(viability.settled), price.service.unit_noun
    start = f"It runs from {units_text(viability.units, noun)}. Below that"
    match viability.below:
        case Below.CREDIT:
            return f"{start} it ends, and by {by} those who wanted it are told and get the money that it frees."
        case Below.OTHER:
            other = titles.get(viability.other, viability.other)
            return f"{start} it ends, and by {by} those who wanted it get the money that it frees and are offered {other} for it."
        case Below.KEEP:
            return f"{start} the district keeps it for every school, nothing is freed, and schools are told by {by}."


def share_text(price: Price, share: Share, currency: str = "USD") -> str:
    """Say what a school has: `412 students, $9 each, and a share of the fixed cost`."""
    noun = price.service.unit_noun
    text = units_text(share.quantity, noun)
    if price.rate and share.quantity != 1 and share.quantity.denominator == 1:
        text += f", {rate_text(price.rate, currency)} each"
    return text + (", and a share of the fixed cost" if share.fixed_cents else "")


def gains_sentences(gains: Gains, catalogue: Catalogue) -> tuple[str, ...]:
    """Say who gains and who loses, and which driver does less harm."""
    currency, last = catalogue.currency, gains.quarters[-1]
    most = f"the quarter of schools with the most need ({need_text(catalogue.need)})"
    amount, a_student = spoken(gains.money_cents, currency), _a_head(gains.money_cents, gains.students, currency)
    change = _change_text(last.change_cents, currency)
    first = f"{amount} as a credit of {a_student} for each student: {most} would {change}."
    if not gains.does_harm:
        return (first,)
    a_relevant = _a_head(gains.money_cents, gains.relevant, currency)
    change = _change_text(last.relevant_change_cents, currency)
    how = "do less harm" if gains.relevant_is_better else "do no better"
    return (first, f"A credit of {a_relevant} for each {relevant_text(gains)} would {how}: they would {change}.")


def need_text(need: str) -> str:
    """Write a need as words: `low income`."""
    return need.replace("_", " ")


def relevant_text(gains: Gains) -> str:
    """Say who is relevant to a service: `student in grades 6, 7, 8`."""
    grades = f" in grades {', '.join(gains.grades)}" if gains.grades else ""
    needs = f" with {' or '.join(map(need_text, gains.needs))}" if gains.needs else ""
    return f"student{grades}{needs}"


def _a_head(amount_cents: int, students: Fraction, currency: str) -> str:
    return rate_text(Fraction(amount_cents, CENTS) / students, currency)  # exact: Fraction


def _change_text(change_cents: int, currency: str) -> str:
    if not change_cents:
        return "have the same as today"
    return f"{'gain' if change_cents > 0 else 'lose'} {spoken(abs(change_cents), currency)}"


def _percent(share: Fraction) -> str:
    return f"{quantity_text(share * 100)}%"
