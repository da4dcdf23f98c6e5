"""The twelve central services of FY2028, what they cost and what drives it; and what is not a choice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """One service: quantity × unit cost + fixed cost, in cents."""

    name: str
    category: str
    driver: str
    quantity: str
    """Decimal text: 24.0 positions, 620 seats."""
    schools: int
    """Schools that have it; 0 where it is every school."""
    unit_cents: int
    units: int
    """How often the unit cost is paid."""
    fixed_cents: int
    approach: str
    """Opt-out, buy-back or none."""
    note: str

    @property
    def cost_cents(self) -> int:
        """What it costs in FY2028."""
        return self.unit_cents * self.units + self.fixed_cents


_STUDENTS = 40_000
"""Students of October 2026, by whom the prices of FY2028 are set."""

SERVICES = (
    Service(
        "Literacy coaches",
        "staff",
        "2.5 days a week at a school",
        "24.0",
        48,
        59_300_00,
        48,
        0,
        "opt-out",
        "$59,300 a school",
    ),
    Service(
        "Math coaches",
        "staff",
        "2.5 days a week at a school",
        "11.0",
        22,
        59_300_00,
        22,
        0,
        "buy-back",
        "$59,300 a school",
    ),
    Service(
        "K–5 reading books", "materials", "student in grades K to 5", "0", 0, 0, 0, 0, "none", "not bought until FY2032"
    ),
    Service(
        "Grade 6–8 math books",
        "materials",
        "student in grades 6 to 8",
        "8750",
        0,
        142_00,
        8_750,
        0,
        "opt-out",
        "bought this year",
    ),
    Service("Course seats", "professional development", "seat", "620", 0, 425_00, 620, 0, "opt-out", "variable"),
    Service(
        "Writing institute",
        "professional development",
        "participant",
        "480",
        0,
        310_00,
        480,
        62_000_00,
        "opt-out",
        "fixed part freed by notice",
    ),
    Service(
        "District PD days",
        "professional development",
        "open to all",
        "1",
        0,
        0,
        0,
        186_000_00,
        "none",
        "releases nothing, access kept",
    ),
    Service("Subject directors", "staff", "whole district", "6.0", 0, 164_500_00, 6, 0, "none", "not devolved"),
    Service(
        "Assessment platform",
        "materials",
        "seat",
        "38600",
        0,
        11_40,
        38_600,
        0,
        "opt-out",
        "minimum 35,000 seats to 30 June 2028",
    ),
    Service("Itinerant arts", "staff", "weekly day", "38.0", 0, 21_960_00, 190, 0, "opt-out", "$21,960 a weekly day"),
    Service(
        "Print shop",
        "other",
        "student",
        "40000",
        0,
        9_00,
        _STUDENTS,
        212_000_00,
        "buy-back",
        "viable at 20,000 students, chosen by 17,900",
    ),
    Service("Related services", "staff", "student with an IEP", "142.0", 0, 111_500_00, 142, 0, "none", "fixed by law"),
)

EXCLUSIONS = ("Transport", "Nurses", "Custodians", "Utilities")
