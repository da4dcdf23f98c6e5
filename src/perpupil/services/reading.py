"""Reading `services.toml`: every mistake becomes a finding with its line, and a catalogue is given only where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from perpupil.facts.grades import GRADES
from perpupil.findings import Finding
from perpupil.formula.keys import Key
from perpupil.formula.source import SourceError, read_source
from perpupil.formula.typed import Reader
from perpupil.money import cents_of
from perpupil.services.catalogue import (
    COUNTED,
    KNOWN_COLUMNS,
    STAFF,
    Approach,
    Below,
    Catalogue,
    Category,
    Columns,
    Commitment,
    Driver,
    Exclusion,
    Service,
    Viability,
)
from perpupil.services.keys import EXCLUDED, FACTS, FILE, SERVICE, VERSION
from perpupil.services.notice import MONTHS_MAXIMUM

_YEARS = range(1900, 2200)
_COSTS = ("rate", "position", "variable")
_CURRENCY_LETTERS = 3


def read_catalogue(content: bytes, label: str) -> tuple[Catalogue | None, tuple[Finding, ...]]:
    """Read a catalogue of services.

    Args:
        content: The text.
        label: What findings call it.

    """
    try:
        source = read_source(content, label)
    except SourceError as error:
        return None, (error.finding,)
    reader = Reader(source)
    top = reader.table((), source.values, FILE)
    _check_file(reader, top)
    facts = reader.table(("facts",), top["facts"], FACTS) if "facts" in top else {}
    read = dict(_each(reader, top, "service", SERVICE))
    for name, keys in read.items():
        _check(reader, name, keys, read, top)
    excluded = [keys for _, keys in _each(reader, top, "excluded", EXCLUDED)]
    if "service" in top and not read:
        reader.say("missing-key", ("service",), "There is no service.", "Write [service.NAME] with its keys below.")
    if reader.findings:
        return None, tuple(reader.findings)
    return _catalogue(reader, top, facts, read, excluded), ()


def _catalogue(
    reader: Reader,
    top: Mapping[str, Any],
    facts: Mapping[str, Any],
    read: Mapping[str, Mapping[str, Any]],
    excluded: Iterable[Mapping[str, Any]],
) -> Catalogue:
    return Catalogue(
        title=top["title"],
        year=top["year"],
        starts=top["starts"],
        deadline=top["deadline"],
        source=top["source"],
        need=top["need"],
        columns=_columns(facts),
        services=tuple(_service(reader, name, keys) for name, keys in read.items()),
        exclusions=tuple(Exclusion(keys["title"], keys["reason"]) for keys in excluded),
        published=top.get("published"),
        students_of=top.get("students_of"),
        count=top.get("count", ""),
        least_days=top.get("least_days", Fraction(1)),
        currency=top.get("currency", "USD"),
        places={key: reader.source.place((key,)) for key in top},
    )


def _columns(facts: Mapping[str, Any]) -> Columns:
    if not facts:
        return KNOWN_COLUMNS
    return Columns(facts["unit"], facts.get("name", ""), facts.get("students", ""), facts.get("needs", {}))


def _service(reader: Reader, name: str, keys: Mapping[str, Any]) -> Service:
    path = ("service", name)
    places = {"": reader.source.place(path)} | {key: reader.source.place((*path, key)) for key in keys}
    minimum = Commitment(keys["minimum"], keys["minimum_until"]) if "minimum" in keys else None
    viability = None
    if "viable_from" in keys:
        viability = Viability(keys["viable_from"], Below(keys["below"]), keys.get("other", ""), keys["settled"])
    return Service(
        name=name,
        title=keys["title"],
        category=Category(keys["category"]),
        owner=keys["owner"],
        aim=keys["aim"],
        evidence=keys["evidence"],
        driver=Driver(keys["driver"]),
        approach=Approach(keys["approach"]),
        noun=keys.get("noun", ""),
        rate=keys.get("rate"),
        position=keys.get("position"),
        variable_cents=cents_of(keys["variable"]) if "variable" in keys else None,
        fixed_cents=cents_of(keys.get("fixed", Fraction(0))),
        units=keys.get("units"),
        schools=keys.get("schools", ()),
        grades=keys.get("grades", ()),
        needs=keys.get("needs", ()),
        each=keys.get("each"),
        placed=keys.get("placed", {}),
        bought_in=tuple(int(year) for year in keys.get("bought_in", ())),
        reason=keys.get("reason", ""),
        is_open_to_all=keys.get("open_to_all", False),
        notice_months=keys.get("notice", 0),
        freed=keys.get("freed", ()),
        commitment=minimum,
        viability=viability,
        places=places,
    )


def _each(
    reader: Reader, top: Mapping[str, Any], name: str, keys: tuple[Key, ...]
) -> list[tuple[str, Mapping[str, Any]]]:
    """Read the tables under a name."""
    tables = top.get(name, {})
    if not isinstance(tables, dict):
        reader.say("wrong-type", (name,), f"`{name}` must be tables.", f"Write [{name}.NAME] with its keys below.")
        return []
    return [(one, reader.table((name, one), raw, keys)) for one, raw in tables.items()]


def _check_file(reader: Reader, top: Mapping[str, Any]) -> None:
    """Check what stands at the top."""
    if top.get("services", VERSION) != VERSION:
        reader.say("wrong-value", ("services",), "This version is not known.", f"Write services = {VERSION}.")
    for key in ("year", "students_of"):
        if key in top and top[key] not in _YEARS:
            reader.say("wrong-value", (key,), f"`{key}` is no fiscal year.", f"Write it in four digits: {key} = 2028.")
    starts = top.get("starts")
    if starts is not None and top.get("year") in _YEARS and not (top["year"] - 1 <= starts.year <= top["year"]):
        what = f"A year that begins on {starts} is not FY{top['year']}, which is named by the year in which it ends."
        reader.say("wrong-value", ("starts",), what, f"Write starts = {top['year'] - 1}-07-01, or mend `year`.")
    if starts is not None and "deadline" in top and top["deadline"] >= starts:
        what = "Schools would choose after the year has begun."
        reader.say("wrong-value", ("deadline",), what, "Set the deadline before `starts`.")
    if "published" in top and "deadline" in top and top["published"] > top["deadline"]:
        what = "The price list would go out after schools have chosen."
        reader.say("wrong-value", ("published",), what, "Publish it before the deadline.")
    if "least_days" in top and not 0 <= top["least_days"] <= 5:  # noqa: PLR2004  days in a week
        reader.say("wrong-value", ("least_days",), "A week has five school days.", "Write a number from 0 to 5.")
    currency = top.get("currency", "USD")
    if not (len(currency) == _CURRENCY_LETTERS and currency.isascii() and currency.isupper()):
        reader.say("wrong-value", ("currency",), f"{currency[:20]!r} is no currency.", 'Write currency = "USD".')


def _check(
    reader: Reader,
    name: str,
    keys: Mapping[str, Any],
    services: Mapping[str, Mapping[str, Any]],
    top: Mapping[str, Any],
) -> None:
    """Check one service: each check says what two keys together cannot mean."""
    path = ("service", name)
    _check_names(reader, path, keys, services)
    _check_cost(reader, path, keys)
    _check_amounts(reader, path, keys)
    _check_who(reader, path, keys)
    _check_approach(reader, path, keys)
    _check_notice(reader, path, keys)
    _check_minimum(reader, path, keys)
    _check_viability(reader, path, keys, services, top)


def _check_names(
    reader: Reader, path: tuple[str, ...], keys: Mapping[str, Any], services: Mapping[str, Mapping[str, Any]]
) -> None:
    name = path[-1]
    if not name.strip() or "," in name:
        reader.say("bad-name", path, f"{name[:40]!r} cannot be a name in choices.csv.", "Use letters, digits and _.")
    for key in ("title", "owner", "aim", "evidence"):
        if key in keys and not keys[key].strip():
            reader.say("missing-key", (*path, key), f"`{key}` is empty.", "Say it in a few words.")
    twins = [
        one for one, other in services.items() if other.get("title", one) == keys.get("title", name) and one != name
    ]
    if twins and list(services).index(twins[0]) < list(services).index(name):
        what = f"{twins[0][:40]!r} has this title too."
        reader.say("name-taken", (*path, "title"), what, "Give each service a title of its own.")


def _check_cost(reader: Reader, path: tuple[str, ...], keys: Mapping[str, Any]) -> None:
    ways = [key for key in _COSTS if key in keys]
    if len(ways) > 1:
        what = f"The variable cost stands here {len(ways)} times: {', '.join(ways)}."
        reader.say("wrong-value", (*path, ways[1]), what, "Keep one of rate, position and variable.")
    if "position" in keys and keys.get("driver") not in {None, *STAFF}:
        what = f"`position` is the cost of staff, and the driver is {keys['driver']}."
        reader.say("wrong-value", (*path, "position"), what, 'Write rate = …, or driver = "days".')
    for key in (*_COSTS, "fixed"):
        if key in keys and (keys[key] < 0 or (keys[key] * 100).denominator != 1):
            what = f"`{key}` must be an amount in whole cents, and not below zero."
            reader.say("wrong-value", (*path, key), what, f"Write {key} = 1234.50.")


def _check_amounts(reader: Reader, path: tuple[str, ...], keys: Mapping[str, Any]) -> None:
    for key in ("units", "each", "minimum", "viable_from"):
        if key in keys and keys[key] <= 0:
            reader.say(
                "wrong-value", (*path, key), f"`{key}` must be above zero.", f"Leave `{key}` out if there is none."
            )
    for school, quantity in keys.get("placed", {}).items():
        if quantity < 0:
            what = f"{school[:40]} cannot have less than nothing."
            reader.say("wrong-value", (*path, "placed", school), what, "Write a number that is not negative.")


def _check_who(reader: Reader, path: tuple[str, ...], keys: Mapping[str, Any]) -> None:
    """Check that how much each school has is said once."""
    driver = keys.get("driver")
    if "placed" in keys and ("each" in keys or "schools" in keys):
        key = "each" if "each" in keys else "schools"
        what = f"`placed` says how much each school has, and `{key}` says it again."
        reader.say("wrong-value", (*path, key), what, "Keep `placed`, or `schools` with `each`.")
    needs_placement = driver in {Driver.PARTICIPANT, *STAFF}
    if needs_placement and not keys.keys() & {"placed", "each"}:
        what = f"Nothing says how much each school has of a service that goes by {driver}."
        reader.say("missing-key", path, what, 'Write placed = { "0203" = 2 }, or schools = [...] and each = 2.5.')
    if driver in {*COUNTED, Driver.FLAT} and "each" in keys:
        what = f"`each` does not go with the driver {driver}."
        reader.say("wrong-value", (*path, "each"), what, "Leave it out; student counts or the schools decide.")
    if (driver == Driver.RELEVANT_STUDENT) != ("needs" in keys) and driver is not None:
        what = "The driver relevant_student and `needs` go together: they say who is relevant."
        reader.say("wrong-value", (*path, "needs"), what, 'Write driver = "relevant_student" and needs = ["iep"].')
    for key in ("schools", "grades", "needs", "bought_in"):
        texts = keys.get(key, ())
        if key in keys and (not texts or len(set(texts)) < len(texts) or "" in texts):
            reader.say("wrong-value", (*path, key), f"`{key}` is empty or names one twice.", "Name each once.")
    unknown = [one for one in keys.get("grades", ()) if one not in GRADES]
    if unknown:
        what = f"{unknown[0][:20]!r} is no grade."
        reader.say("wrong-value", (*path, "grades"), what, f"The grades are {', '.join(GRADES)}.")
    for year in keys.get("bought_in", ()):
        if not (year.isascii() and year.isdecimal() and len(year) == 4):  # noqa: PLR2004  digits of a year
            reader.say(
                "wrong-value", (*path, "bought_in"), f"{year[:20]!r} is no fiscal year.", 'Write ["2026", "2032"].'
            )


def _check_approach(reader: Reader, path: tuple[str, ...], keys: Mapping[str, Any]) -> None:
    approach = keys.get("approach")
    if approach == Approach.NONE and not keys.get("reason", "").strip():
        what = "A service without a choice says why."
        reader.say("missing-key", path, what, 'Write reason = "Required by law for students with an IEP."')
    if approach not in {None, Approach.NONE} and "reason" in keys:
        what = "There is a choice, and `reason` says why there is none."
        reader.say("wrong-value", (*path, "reason"), what, 'Leave `reason` out, or write approach = "none".')
    if keys.get("open_to_all") and approach not in {None, Approach.NONE}:
        what = "An event that is open to all costs the same whoever comes: declining it frees nothing."
        reader.say("nothing-freed", (*path, "open_to_all"), what, 'Write approach = "none" with the reason.')


def _check_notice(reader: Reader, path: tuple[str, ...], keys: Mapping[str, Any]) -> None:
    if not 0 <= keys.get("notice", 0) <= MONTHS_MAXIMUM:
        what = f"Notice is given up to two school years ahead: {MONTHS_MAXIMUM} months."
        reader.say("wrong-value", (*path, "notice"), what, f"Write a number from 0 to {MONTHS_MAXIMUM}.")
    schedule = keys.get("freed", ())
    if any(not 0 <= months <= MONTHS_MAXIMUM or months.denominator != 1 for months, _ in schedule):
        what = f"`freed` names whole months of notice, up to {MONTHS_MAXIMUM}."
        reader.say("wrong-value", (*path, "freed"), what, "Write freed = [[12, 0.5], [24, 1]].")
    shares = [share for _, share in schedule]
    if any(not 0 <= share <= 1 for share in shares) or shares != sorted(shares):
        what = "More notice frees more of the fixed cost, from none of it, 0, to all of it, 1."
        reader.say("wrong-value", (*path, "freed"), what, "Write freed = [[12, 0.5], [24, 1]].")
    if schedule and not keys.get("fixed"):
        what = "There is no fixed cost that notice could free."
        reader.say("wrong-value", (*path, "freed"), what, "Write fixed = …, or leave `freed` out.")


def _check_minimum(reader: Reader, path: tuple[str, ...], keys: Mapping[str, Any]) -> None:
    if ("minimum" in keys) != ("minimum_until" in keys):
        what = "`minimum` and `minimum_until` go together."
        reader.say("missing-key", path, what, "Write minimum = 35000 and minimum_until = 2028-06-30.")
    if "minimum" in keys and 0 < keys.get("units", keys["minimum"]) < keys["minimum"]:
        what = "The contract would charge more units than the district pays for."
        reader.say("wrong-value", (*path, "minimum"), what, "Mend `minimum` or `units`.")
    if "minimum" in keys and keys.get("approach") == Approach.NONE:
        reader.say("wrong-value", (*path, "minimum"), "Nobody can decline it.", "Leave `minimum` out.")


def _check_viability(
    reader: Reader,
    path: tuple[str, ...],
    keys: Mapping[str, Any],
    services: Mapping[str, Mapping[str, Any]],
    top: Mapping[str, Any],
) -> None:
    parts = {"viable_from", "below", "settled"}
    if keys.keys() & parts and parts - keys.keys():
        missing = ", ".join(sorted(parts - keys.keys()))
        what = f"A service that may not run says from how many it does, what follows below, and by when: {missing} is missing."
        reader.say("missing-key", path, what, 'Write viable_from = 20000, below = "credit" and settled = 2027-02-12.')
    if "viable_from" in keys and keys.get("approach") == Approach.NONE:
        reader.say("wrong-value", (*path, "viable_from"), "Nobody can decline it.", "Leave `viable_from` out.")
    if (keys.get("below") == Below.OTHER) != ("other" in keys):
        what = '`below = "other"` and `other` go together.'
        reader.say("missing-key", path, what, 'Write other = "NAME" of the service that is offered.')
    other = keys.get("other")
    if other is not None and (other not in services or other == path[-1]):
        what = f"{other[:40]!r} is not another service of this file."
        reader.say("unknown-service", (*path, "other"), what, f"The services are {', '.join(services)[:200]}.")
    elif other is not None and services[other].get("approach") == Approach.NONE:
        what = f"{other[:40]!r} is no choice, so it cannot be offered."
        reader.say("wrong-value", (*path, "other"), what, "Name a service that schools may choose.")
    settled, deadline, starts = keys.get("settled"), top.get("deadline"), top.get("starts")
    if settled and deadline and starts and deadline < starts and not deadline <= settled < starts:
        what = "Schools hear after they have chosen and before the year begins."
        reader.say("wrong-value", (*path, "settled"), what, "Write a day between the deadline and `starts`.")
