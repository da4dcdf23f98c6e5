"""The figures that pages show: the allocation in force, worked out when its facts or its formula are new, and kept until they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings

from perpupil.allocation.allocation import Allocation
from perpupil.allocation.explain import Explainer
from perpupil.equity.steady_state import SteadyState, steady_state
from perpupil.intake.settings import Settings
from perpupil.web.once import once
from perpupil.workspace.district import FACTS, settings_of
from perpupil.workspace.district_money import allocation_in_force
from perpupil.workspace.files import FORMULA, POOL, NoSuchFile
from perpupil.workspace.fingerprints import fingerprint_all
from perpupil.workspace.in_force import IN_FORCE
from perpupil.workspace.marks import MARKS
from perpupil.workspace.steady_states import QUESTION, read_situation


@dataclass(frozen=True)
class InForce:
    """What is in force for a year."""

    settings: Settings
    year: int
    allocation: Allocation | None
    why: str
    """Where there is no allocation: the reason."""

    @property
    def fiscal_year(self) -> str:
        """Name the year: FY2027."""
        return f"FY{self.year}"

    @property
    def allocated_cents(self) -> int | None:
        """What the formula gives to all schools."""
        return self.allocation.total_cents if self.allocation is not None else None

    @property
    def pool_cents(self) -> int | None:
        """What there is to give: the pools of the formula; without any, what it gives."""
        if self.allocation is None:
            return None
        pool = self.allocation.pool_cents
        return pool if pool is not None else self.allocation.total_cents

    @property
    def unexplained_cents(self) -> int | None:
        """What the lines of the schools do not add up to; nothing, where all is well."""
        if self.allocation is None:
            return None
        lines = sum(int(cents.sum()) for cents in self.allocation.lines_cents.values())
        return self.allocation.total_cents - lines

    @property
    def schools(self) -> tuple[tuple[str, str], ...]:
        """The id and name of each school that the formula pays."""
        if self.allocation is None:
            return ()
        return tuple(zip(self.allocation.units, self.allocation.world.facts.names, strict=True))

    @cached_property
    def explainer(self) -> Explainer:
        """Give what says why a school gets its lines.

        Raises:
            KeyError: Nothing is allocated.

        """
        if self.allocation is None:
            raise KeyError(self.year)
        return Explainer(self.allocation)


def now() -> InForce:
    """Give what is in force."""
    district = Path(settings.DISTRICT)
    return _in_force(district, _mark(district))


def mark() -> str:
    """Give a text that changes whenever the figures do; whatever is made of them is kept by it."""
    return _mark(Path(settings.DISTRICT))


def _mark(district: Path) -> str:
    """Give a text that changes whenever something changes that the figures rest on."""
    beside = [district / name for name in ("perpupil.toml", FORMULA, POOL, QUESTION, MARKS)]
    return fingerprint_all([*beside, district / FACTS / IN_FORCE])


@once(most=2)
def _in_force(district: Path, mark: str) -> InForce:  # noqa: ARG001  the mark is what is kept by
    found, told = settings_of(district)
    if found is None:
        raise RuntimeError("; ".join(one.what for one in told))
    allocation, why = allocation_in_force(district, found.year)
    return InForce(found, found.year, allocation, why)


def standing() -> SteadyState | None:
    """Say where the district stands; None where its folder does not say what is asked."""
    district = Path(settings.DISTRICT)
    return _standing(district, _mark(district))


@once(most=2)
def _standing(district: Path, mark: str) -> SteadyState | None:  # noqa: ARG001  the mark is what is kept by
    try:
        made, _ = read_situation(district)
    except NoSuchFile:
        return None
    return steady_state(made) if made is not None else None


def forget() -> None:
    """Forget what was worked out, as when the application begins."""
    _in_force.cache_clear()
    _standing.cache_clear()
