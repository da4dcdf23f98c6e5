"""Reading `autonomy.toml`: every mistake becomes a finding with its line, and a register is given only where there is none.

The order of what stands in the file changes nothing: it is put in order by days and names.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from perpupil.budget.autonomy import keys
from perpupil.budget.autonomy.agreements import Known, read_agreements
from perpupil.budget.autonomy.ladder import standing_of
from perpupil.budget.autonomy.records import (
    ALL,
    Answer,
    Area,
    AreaTerms,
    Fund,
    Legal,
    Level,
    Position,
    Pot,
    Precedent,
    Procedure,
    Register,
    Request,
    Rung,
    Step,
    Training,
    Used,
)
from perpupil.budget.autonomy.tables import Read, in_list, require_after, require_known, under_names, whole
from perpupil.findings import Finding
from perpupil.formula.figures import dollars
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.typed import Reader
from perpupil.limits import AUTONOMY_BYTES, AUTONOMY_TABLES
from perpupil.money import cents_of

_PERCENT = 100
_CURRENCY_LETTERS = 3
_Tables = Mapping[str, Read]


def read_register(content: bytes, label: str) -> tuple[Register | None, tuple[Finding, ...]]:
    """Read a register of autonomies.

    Args:
        content: The text.
        label: What findings call it.

    """
    try:
        source = read_source(content, label, bytes_maximum=AUTONOMY_BYTES, tables_maximum=AUTONOMY_TABLES)
    except SourceError as error:
        return None, (error.finding,)
    reader = Reader(source)
    top = whole(reader, (), source.values, keys.FILE)
    _check_file(reader, top)
    schools = top.get("schools", {})
    areas = _areas(reader, top)
    funds = _funds(reader, top, schools)
    positions = _positions(reader, top)
    trainings = under_names(reader, ("training",), top.get("training"), keys.TRAINING)
    ladder = _ladder(reader, top, trainings)
    checklists = {name: read.get("checklist", ()) for name, read in areas.items()}
    agreements = read_agreements(reader, top, Known(schools, tuple(funds), tuple(trainings), checklists))
    precedents = _precedents(reader, top, {*schools, *Area, *funds, *positions})
    procedures = _procedures(reader, top)
    requests, used = _requests(reader, top, schools), _used(reader, top, schools, funds)
    if reader.findings:
        return None, tuple(reader.findings)
    register = Register(
        title=top["title"],
        purpose=top["purpose"],
        source=top["source"],
        year=top["year"],
        schools=schools,
        areas={Area(name): _area(name, read) for name, read in sorted(areas.items())},
        funds=tuple(_fund(name, read) for name, read in sorted(funds.items())),
        positions=tuple(_position(name, read) for name, read in sorted(positions.items())),
        trainings={name: _training(name, read) for name, read in sorted(trainings.items())},
        ladder={Step(name): Rung(Step(name), read["decides"], read["training"]) for name, read in ladder.items()},
        agreements=agreements,
        precedents=precedents,
        requests=requests,
        procedures=procedures,
        used=used,
        definition=top.get("definition", ""),
        currency=top.get("currency", "USD"),
    )
    refused = [one for agreement in agreements for one in standing_of(agreement, register)[1]]
    return (None if refused else register), tuple(refused)


def _check_file(reader: Reader, top: Read) -> None:
    if top.get("autonomy", keys.VERSION) != keys.VERSION:
        reader.say("wrong-value", ("autonomy",), "This version is not known.", f"Write autonomy = {keys.VERSION}.")
    currency = top.get("currency", "USD")
    if not (len(currency) == _CURRENCY_LETTERS and currency.isascii() and currency.isupper()):
        reader.say("wrong-value", ("currency",), f"{currency[:20]!r} is no currency.", 'Write currency = "USD".')
    if "schools" in top and not top["schools"]:
        reader.say("missing-key", ("schools",), "There is no school.", 'Write schools = { "01" = "Adams" }.')
    for school, name in top.get("schools", {}).items():
        if not school.strip() or not name.strip():
            reader.say("wrong-value", ("schools", school), "A school has an id and a name.", 'Write "01" = "Adams".')


def _areas(reader: Reader, top: Read) -> _Tables:
    areas = under_names(reader, ("area",), top.get("area"), keys.AREA)
    for name in areas:
        require_known(reader, ("area", name), [name], Area, "area")
    return areas


def _area(name: str, read: Read) -> AreaTerms:
    levels = {level: read[level] for level in Level if level in read}
    return AreaTerms(Area(name), read["about"], levels, read.get("examples", ()), read.get("checklist", ()))


def _funds(reader: Reader, top: Read, schools: Mapping[str, str]) -> _Tables:
    funds = under_names(reader, ("fund",), top.get("fund"), keys.FUND)
    for name, read in funds.items():
        path = ("fund", name)
        amounts = read.get("amounts", {})
        for school in amounts:
            require_known(reader, (*path, "amounts", school), [school], schools, "school")
        if "total" in read and sum(amounts.values()) > read["total"]:
            over = dollars(sum(amounts.values()) - read["total"])
            what = f"Schools control {over} more than the whole fund has."
            reader.say("fund-overdrawn", (*path, "total"), what, "Mend `total`, or what schools control.")
        if not 0 <= read.get("keeps", 0) <= _PERCENT:
            reader.say("wrong-value", (*path, "keeps"), "This is no percentage.", "Write a number from 0 to 100.")
        if read.get("keeps") and not read.get("rule", "").strip():
            what = "Schools keep unspent money, and nothing says where that stands."
            reader.say("missing-key", path, what, 'Write rule = "Board policy 3200".')
        if "keeps_at_most" in read and not read.get("keeps"):
            what = "`keeps_at_most` limits what schools keep, and they keep nothing."
            reader.say("wrong-value", (*path, "keeps_at_most"), what, "Write keeps = 50, or leave it out.")
    return funds


def _fund(name: str, read: Read) -> Fund:
    return Fund(
        name=name,
        title=read["title"],
        pot=Pot(read["pot"]),
        owner=read["owner"],
        use=read["use"],
        amounts_cents={school: cents_of(amount) for school, amount in sorted(read.get("amounts", {}).items())},
        total_cents=cents_of(read["total"]) if "total" in read else None,
        keeps=Fraction(read.get("keeps", 0), _PERCENT),
        keeps_at_most_cents=cents_of(read["keeps_at_most"]) if "keeps_at_most" in read else None,
        rule=read.get("rule", ""),
    )


def _positions(reader: Reader, top: Read) -> _Tables:
    positions = under_names(reader, ("position",), top.get("position"), keys.POSITION)
    for name, read in positions.items():
        path, legal = ("position", name), read.get("legal")
        if legal in {Legal.CONDITIONAL, Legal.FIXED} and not read.get("rule", "").strip():
            reader.say("missing-key", path, "What limits it is not said.", 'Write rule = "State law, section 12".')
        if legal is not None and (legal == Legal.CONDITIONAL) != bool(read.get("condition", "").strip()):
            what = '`condition` goes with legal = "conditional", and only with it.'
            reader.say("wrong-value", path, what, "Write both, or neither.")
    return positions


def _position(name: str, read: Read) -> Position:
    return Position(name, read["title"], Legal(read["legal"]), read.get("rule", ""), read.get("condition", ""))


def _training(name: str, read: Read) -> Training:
    return Training(name, read["title"], read["by"], is_support=read.get("kind") == "support")


def _ladder(reader: Reader, top: Read, trainings: _Tables) -> _Tables:
    ladder = under_names(reader, ("ladder",), top.get("ladder"), keys.LADDER)
    for name, read in ladder.items():
        path = ("ladder", name)
        require_known(reader, path, [name], Step, "step")
        require_known(reader, (*path, "training"), read.get("training", ()), trainings, "training")
        if "training" in read and not read["training"]:
            what = "A step without training or support leaves a school alone with it."
            reader.say("wrong-value", (*path, "training"), what, "Name a [training.NAME].")
    missing = [step for step in Step if step not in ladder]
    if ladder and missing:
        what = f"The ladder has no step {missing[0]!s}."
        reader.say("missing-key", ("ladder",), what, f"Write [ladder.{missing[0]}] with what a school decides on it.")
    return ladder


def _precedents(reader: Reader, top: Read, known: set[str]) -> tuple[Precedent, ...]:
    read = under_names(reader, ("precedent",), top.get("precedent"), keys.PRECEDENT)
    for name, each in read.items():
        where = ("precedent", name, "applies_to")
        require_known(
            reader, where, each.get("applies_to", ()), sorted({ALL, *known}), "school, area, fund or position"
        )
        if each.get("applies_to") == ():
            reader.say("wrong-value", where, "It applies to nothing.", f'Write applies_to = "{ALL}".')
    if reader.findings:
        return ()
    made = [Precedent(name, **({"applies_to": (ALL,)} | dict(each))) for name, each in read.items()]
    return tuple(sorted(made, key=lambda one: (-one.decided.toordinal(), one.name)))


def _procedures(reader: Reader, top: Read) -> tuple[Procedure, ...]:
    read = under_names(reader, ("procedure",), top.get("procedure"), keys.PROCEDURE)
    for name, each in read.items():
        require_known(reader, ("procedure", name, "areas"), each.get("areas", ()), Area, "area")
    if reader.findings:
        return ()
    made = [
        Procedure(
            name,
            each["title"],
            each["owner"],
            each["due"],
            each["why"],
            tuple(Area(one) for one in each.get("areas", ())),
            each.get("done"),
            reader.source.place(("procedure", name)),
        )
        for name, each in read.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.due, one.name)))


def _requests(reader: Reader, top: Read, schools: Mapping[str, str]) -> tuple[Request, ...]:
    read = in_list(reader, ("request",), top.get("request"), keys.REQUEST)
    for path, each in read:
        require_known(reader, (*path, "school"), [each["school"]] if "school" in each else [], schools, "school")
        require_after(reader, path, each, "since", "until")
        if "until" in each and each.get("answer") in {Answer.OPEN, Answer.REFUSED}:
            what = f"It is {each['answer']}, so it is paid in no year, and `until` names the last one."
            reader.say("wrong-value", (*path, "until"), what, "Leave `until` out.")
    if reader.findings:
        return ()
    made = [
        Request(
            each["school"],
            cents_of(each["amount"]),
            each["what"],
            each["since"],
            Answer(each["answer"]),
            each.get("who", ""),
            each.get("why", ""),
            each.get("until"),
            each.get("note", ""),
            reader.source.place(path),
        )
        for path, each in read
    ]
    return tuple(
        sorted(
            made,
            key=lambda one: (
                one.since,
                one.school,
                one.what,
                one.amount_cents,
                one.answer,
                one.who,
                one.why,
                one.note,
                one.until or 0,
            ),
        )
    )


def _used(reader: Reader, top: Read, schools: Mapping[str, str], funds: _Tables) -> tuple[Used, ...]:
    read = in_list(reader, ("used",), top.get("used"), keys.USED)
    for path, each in read:
        require_known(reader, (*path, "school"), [each["school"]] if "school" in each else [], schools, "school")
        require_known(reader, (*path, "fund"), [each["fund"]] if "fund" in each else [], funds, "fund")
        if each.get("amount") and "fund" not in each:
            reader.say("missing-key", path, "Money was used, and not from which fund.", "Write fund = its name.")
    if reader.findings:
        return ()
    made = [
        Used(
            each["school"],
            Area(each["area"]),
            each["on"],
            each["what"],
            each.get("fund", ""),
            cents_of(each["amount"]) if "amount" in each else 0,
            reader.source.place(path),
        )
        for path, each in read
    ]
    return tuple(sorted(made, key=lambda one: (one.on, one.school, one.area, one.what, one.fund, one.amount_cents)))
