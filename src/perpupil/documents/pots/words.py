"""How pots, and what becomes of a dollar, are written for people."""

from __future__ import annotations

from perpupil.budget.autonomy.records import Pot
from perpupil.grants.grant import Direct, Step
from perpupil.money import spoken
from perpupil.pots.granted import GrantAtSchool
from perpupil.pots.three_pots import Known, PotKind

NONE = "–"
POT_TITLES = {
    PotKind.OWN: "Own budget",
    PotKind.SERVICES: "Central services",
    PotKind.GRANTS: "Grants",
}
STEP_SENTENCES = {
    Step.CENTRAL: "not handed over; the district decides",
    Step.PREPARING: "not handed over yet; the district prepares it",
    Step.OFFERED: "offered and not in use yet; the district decides until then",
    Step.IN_USE: "handed over to schools",
}


def year_text(known: Known, pot: PotKind) -> str:
    """Write of which year a pot is."""
    year = known.years.get(pot)
    return f"FY{year}" if year is not None else NONE


def years_differ(known: Known) -> bool:
    """Whether the pots are of different years, so that they do not add up to anything."""
    return len(set(known.years.values())) > 1


def not_directed_text(one: GrantAtSchool) -> str:
    """Say why a school does not direct its share: the grant is not in use, or the register leaves the school no part of it."""
    if one.is_agreed:
        return STEP_SENTENCES[one.grant.step]
    return "not agreed with the school; the district decides"


def directs_text(one: GrantAtSchool) -> str:
    """Say what a school directs of a grant: the money or the staff, or nothing yet."""
    if not one.is_handed_over:
        return not_directed_text(one)
    what = "the money" if one.grant.direct is Direct.MONEY else "the staff that it pays"
    return f"{what}; for identified children alone" if one.share.is_targeted else what


def missing_text(known: Known) -> str:
    """Say which pots are not known, and why; empty where all are."""
    return " ".join(f"{POT_TITLES[pot]} cannot be shown. {why}" for pot, why in known.missing.items())


def register_differs(known: Known, school: str, worked_cents: int) -> str:
    """Say what the register of autonomies has for grants where they come to something else; empty where it agrees or has nothing."""
    register = known.register
    funds = register.controlled(school) if register is not None else ()
    written = sum(cents for fund, cents in funds if fund.pot is Pot.GRANTS)
    return f"register of autonomies: {spoken(written, known.currency)}" if written not in {0, worked_cents} else ""
