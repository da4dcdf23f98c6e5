"""The register of autonomies as `autonomy.toml`: eight innovation schools, one that moves up the ladder, and one on its first step.

Money is the district's: supplies and staff as the formula in force gives them, Title I as the remainder falls on the children of low income.
What the district's description does not say was chosen: the words, the days of training, the precedents, the requests of FY2028.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from demo.adjustments import ADJUSTMENTS
from demo.autonomy_words import DECIDES, FUNDS, HEAD, PRECEDENTS, REQUESTS, TERMS
from demo.counts import allocation_table
from demo.dates import TWO_YEAR_CHOICES_SIGNED
from demo.district import FOUNDRY, GRANITE, School, schools, shared_out
from demo.money import GRANT_PARTS

EASTGATE = "214"
"""It moved up the ladder on January 11, 2027."""
GRANITE_FREE = 2_140
"""Dollars that Granite may spend freely."""
_SIGNED_ON, _MOVED = date(2026, 8, 31), date(2027, 1, 11)

_TRAINING: Mapping[str, tuple[str, ...]] = {
    "see_history": ("ledger",),
    "plan_non_personnel": ("planning", "finance_partner"),
    "comment_on_staffing": ("staffing_rules",),
    "propose_staffing": ("staffing_plan",),
    "full": ("whole_budget", "review_partner"),
}
"""By step, what must have taken place."""

_REACHED = {"209": 4, "217": 4, "302": 4, "303": 3, "402": 4, "408": 3, "504": 5, "601": 4}
"""How many steps each innovation school has climbed, one a year up to July 2026."""

_LEVELS: Mapping[str, tuple[str, ...]] = {
    "curriculum": ("district", "consulted", "shared", "school", "school"),
    "budget": ("consulted", "shared", "shared", "school", "school"),
    "schedule": ("consulted", "consulted", "shared", "shared", "school"),
    "staffing": ("district", "district", "consulted", "shared", "school"),
    "professional_development": ("consulted", "consulted", "shared", "school", "school"),
    "policies": ("district", "district", "district", "consulted", "shared"),
}
"""By area, the level that goes with each step."""

_USES = {
    "curriculum": "Choose its own books where the district's do not fit its students.",
    "budget": "Move supplies money to where teams ask for it.",
    "schedule": "A longer block for reading in the morning.",
    "staffing": "Trade half a coach for hours of tutors.",
    "professional_development": "Choose its own courses in place of the district's days.",
    "policies": "Order without a second signature.",
}
_FUNDS = {
    "curriculum": ("supplies",),
    "budget": ("supplies", "title_i"),
    "staffing": ("staff",),
    "professional_development": ("title_i", "supplies"),
    "policies": ("supplies",),
}
_READY = {
    "curriculum": ("a curriculum team that meets every month",),
    "budget": ("a team that reads the ledger every month", "a clerk who can enter an order"),
    "schedule": ("a vote of the teachers",),
    "staffing": ("a staffing plan for three years",),
}


def autonomy_text(today: date) -> str:
    """Write the register as it is known on a day."""
    parts = [
        HEAD,
        _schools(),
        TERMS,
        *_funds(),
        *_ladder(),
        *_agreements(today),
        PRECEDENTS,
        *_adjustments(),
        REQUESTS,
        *_used(today),
    ]
    return "\n".join(parts)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _schools() -> str:
    names = "\n".join(f'"{one.ledger}" = {_text(one.name)}' for one in schools())
    return f"[schools]\n{names}\n"


def _innovation() -> list[School]:
    return [one for one in schools() if one.innovation]


def _allocated(column: str) -> dict[str, int]:
    """Give one column of last year's table, in dollars by ledger code."""
    header, *rows = allocation_table()
    at = list(header).index(column)
    return {str(row[0]): int(str(row[at])) for row in rows}


def title_i() -> dict[str, int]:
    """Give the share of Title I that each school has, in cents; together they are the remainder."""
    served = [one for one in schools() if one.is_title_i]
    remainder = next(one.amount for one in GRANT_PARTS if (one.grant, one.part) == ("Title I-A", "To schools"))
    return dict(
        zip(
            (one.ledger for one in served), shared_out(100 * remainder, [one.low_income for one in served]), strict=True
        )
    )


def _funds() -> Iterator[str]:
    supplies, total = _allocated("supplies"), _allocated("total")
    planning = {one.ledger for one in _innovation()} | {f"0{EASTGATE}"}
    yield _fund(
        "supplies",
        {code: 100 * cents for code, cents in supplies.items() if code in planning},
        100 * sum(supplies.values()),
    )
    yield _fund("free", {f"0{GRANITE}": 100 * GRANITE_FREE}, None)
    whole = {one.ledger for one in _innovation() if _REACHED[one.code] == len(_TRAINING)}
    staff = {code: 100 * (total[code] - supplies[code]) for code in total}
    yield _fund("staff", {code: cents for code, cents in staff.items() if code in whole}, sum(staff.values()))
    shares = title_i()
    yield _fund(
        "title_i",
        {code: cents for code, cents in shares.items() if code in planning and code != f"0{EASTGATE}"},
        sum(shares.values()),
    )


def _fund(name: str, amounts: Mapping[str, int], total: int | None) -> str:
    given = ", ".join(f'"{code}" = {_dollars(cents)}' for code, cents in amounts.items())
    whole = f"total = {_dollars(total)}\n" if total is not None else ""
    return f"[fund.{name}]\n{FUNDS[name]}amounts = {{ {given} }}\n{whole}"


def _dollars(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}" if cents % 100 else str(cents // 100)


def _ladder() -> Iterator[str]:
    for step, training in _TRAINING.items():
        yield f"[ladder.{step}]\ndecides = {_text(DECIDES[step])}\ntraining = {_list(training)}\n"


def _list(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _agreements(today: date) -> Iterator[str]:
    for school in _innovation():
        yield _innovation_school(school)
    yield _granite()
    yield _eastgate(today)


def _innovation_school(school: School) -> str:
    """Write the agreement of an innovation school: a step a year, each after its training."""
    reached = _REACHED[school.code]
    steps = list(_TRAINING)[:reached]
    first = 2027 - reached
    taken, moves = [], []
    for year, step in enumerate(steps, first):
        taken += [_taken(training, date(year, 5, 12), "Principal and clerk") for training in _TRAINING[step]]
        moves.append(
            _move(
                step,
                date(year, 7, 1),
                "Superintendent",
                "The year on the step below went well." if year > first else "The school asked to begin.",
            )
        )
    lines = [f'[agreement."{school.ledger}"]', "innovation = true"]
    if school.code == FOUNDRY:
        lines.append("principal_since = 2026-07-01")
        taken += [
            _taken(training, date(2026, 9, 22), "Principal") for training in ("ledger", "planning", "finance_partner")
        ]
    if school.code in TWO_YEAR_CHOICES_SIGNED:
        lines.append(f"two_year_choice = {_SIGNED_ON}")
    lines += _signatures(f"Principal of {school.name}", date(2026, 6, 16), date(2026, 6, 23))
    granted = [_granted(school, area, levels[reached - 1], date(2026, 7, 1)) for area, levels in _LEVELS.items()]
    return _agreement(lines, granted, taken, moves)


def _granite() -> str:
    """Write the agreement of the school on the first step."""
    lines = [f'[agreement."0{GRANITE}"]', *_signatures("Principal of Granite", date(2026, 9, 8), date(2026, 9, 10))]
    granted = [
        '{ area = "budget", level = "consulted", since = 2026-10-01, use = "Plan the free sum with the teachers.", funds = ["free"] }'
    ]
    taken = [_taken("ledger", date(2026, 9, 15), "Principal and clerk")]
    moves = [
        _move("see_history", date(2026, 10, 1), "Budget director", "The school asked to see what is spent in its name.")
    ]
    return _agreement(lines, granted, taken, moves)


def _eastgate(today: date) -> str:
    """Write the agreement of the school that moved up the ladder, as it was before or as it is after."""
    has_moved = today >= _MOVED
    lines = [f'[agreement."0{EASTGATE}"]', *_signatures("Principal of Eastgate", date(2025, 9, 3), date(2025, 9, 9))]
    ends = f", until = {_MOVED - timedelta(days=1)}" if has_moved else ""
    granted = [
        f'{{ area = "budget", level = "consulted", since = 2025-10-01{ends}, use = "Ask about lines that nobody at the school knows." }}'
    ]
    taken = [_taken("ledger", date(2025, 9, 16), "Principal and clerk")]
    moves = [
        _move("see_history", date(2025, 10, 1), "Budget director", "The school asked to see what is spent in its name.")
    ]
    if has_moved:
        use = "Books for the new reading hour, from what copying leaves over."
        granted.append(
            f'{{ area = "budget", level = "shared", since = {_MOVED}, use = {_text(use)}, funds = ["supplies"], ready = {_list(_READY["budget"])} }}'
        )
        taken += [
            _taken("planning", date(2026, 11, 19), "Principal, clerk and two teachers"),
            _taken("finance_partner", date(2026, 12, 3), "Clerk"),
        ]
        moves.append(
            _move(
                "plan_non_personnel",
                _MOVED,
                "Superintendent",
                "It read its ledger for a year, and found $6,300 that nobody used.",
            )
        )
    return _agreement(lines, granted, taken, moves)


def _granted(school: School, area: str, level: str, since: date) -> str:
    parts = [f"area = {_text(area)}", f"level = {_text(level)}", f"since = {since}"]
    if level in {"shared", "school"}:
        parts.append(f"use = {_text(_USES[area])}")
        funds = tuple(one for one in _FUNDS.get(area, ()) if one != "title_i" or school.is_title_i)
        parts += [f"funds = {_list(funds)}"] if funds else []
        parts += [f"ready = {_list(_READY[area])}"] if area in _READY else []
    return f"{{ {', '.join(parts)} }}"


def _taken(training: str, day: date, who: str) -> str:
    return f"{{ training = {_text(training)}, on = {day}, who = {_text(who)} }}"


def _move(step: str, day: date, who: str, reason: str) -> str:
    return f"{{ to = {_text(step)}, on = {day}, who = {_text(who)}, reason = {_text(reason)} }}"


def _signatures(principal: str, school: date, district: date) -> list[str]:
    return [
        f"by_school = {{ who = {_text(principal)}, on = {school} }}",
        f'by_district = {{ who = "Superintendent", on = {district} }}',
    ]


def _agreement(lines: list[str], granted: list[str], taken: list[str], moves: list[str]) -> str:
    lists = {"granted": granted, "taken": taken, "moves": moves}
    written = [f"{name} = [\n" + "".join(f"  {one},\n" for one in each) + "]" for name, each in lists.items()]
    return "\n".join([*lines, *written, ""])


def _adjustments() -> Iterator[str]:
    """Write the sums outside the formula as what they are: requests that were granted, with no end."""
    for one in ADJUSTMENTS:
        why = f"why = {_text(one.why)}\n" if one.why else ""
        yield f'[[request]]\nschool = "0{one.school}"\namount = {one.amount}\nwhat = {_text(one.what)}\nsince = {one.since}\nanswer = "granted"\n{why}'


_DID = (
    (
        "217",
        "professional_development",
        date(2026, 11, 5),
        "Sent six teachers to a course on newcomers",
        "title_i",
        7_200,
    ),
    ("217", "budget", date(2026, 12, 10), "Moved copying money to books in two languages", "supplies", 9_400),
    ("209", "curriculum", date(2026, 9, 30), "Chose a reading series of its own", "supplies", 31_500),
    ("302", "curriculum", date(2026, 8, 20), "Wrote units in two languages", "supplies", 18_250),
    ("302", "schedule", date(2026, 8, 24), "Set a block for each language, mornings and afternoons", "", 0),
    (
        "504",
        "staffing",
        date(2026, 7, 20),
        "Exchanged an assistant principal for a designer in residence",
        "staff",
        142_900,
    ),
    ("504", "schedule", date(2026, 8, 17), "Opened project days on Fridays", "", 0),
    ("402", "budget", date(2026, 10, 14), "Planned supplies by team", "supplies", 88_000),
    ("214", "budget", date(2027, 1, 14), "Moved copying money to books", "supplies", 6_300),
)
"""School, area, day, what it did, from which fund, in dollars."""


def _used(today: date) -> Iterator[str]:
    for school, area, day, what, fund, amount in _DID:
        if day <= today:
            money = f"fund = {_text(fund)}\namount = {amount}\n" if fund else ""
            yield f'[[used]]\nschool = "0{school}"\narea = {_text(area)}\non = {day}\nwhat = {_text(what)}\n{money}'
