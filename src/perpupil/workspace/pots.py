"""What a folder tells of its schools' three pots: the formula worked out, the register, the services and the grants, as far as they are there."""

from __future__ import annotations

from pathlib import Path

from perpupil.allocation.allocation import Allocation
from perpupil.budget.autonomy.records import FILE_NAME as REGISTER
from perpupil.budget.autonomy.records import Register
from perpupil.findings import Finding
from perpupil.grants.grant_year import GrantYear
from perpupil.pots.three_pots import Known, PotKind
from perpupil.services.catalogue import FILE_NAME as SERVICES
from perpupil.services.settlement import Settlement
from perpupil.workspace.autonomy import read_autonomy
from perpupil.workspace.files import FORMULA, NoSuchFile, read
from perpupil.workspace.formulas import work_on_facts_in_force
from perpupil.workspace.grants import GRANTS, read_grant_year
from perpupil.workspace.services import Services, read_services, read_settlement


def read_known(folder: Path) -> tuple[Known | None, tuple[Finding, ...]]:
    """Read what there is; None where something that is there cannot be read.

    Raises:
        NoSuchFile: There is none of the files, or one that they need is not there.

    """
    files = {PotKind.OWN: FORMULA, PotKind.SERVICES: SERVICES, PotKind.GRANTS: GRANTS}
    missing = {
        pot: f"There is no {name} in the folder." for pot, name in files.items() if not (folder / name).is_file()
    }
    if len(missing) == len(files):
        message = f"{folder} holds none of {', '.join(files.values())}: there is no pot to show."
        raise NoSuchFile(message)
    findings: list[Finding] = []
    register = _register(folder, findings)
    allocation = _allocation(folder, findings) if PotKind.OWN not in missing else None
    services, settlement = _services(folder, findings) if PotKind.SERVICES not in missing else (None, None)
    grants = _grants(folder, findings) if PotKind.GRANTS not in missing else None
    is_there = {PotKind.OWN: allocation, PotKind.SERVICES: settlement, PotKind.GRANTS: grants}
    is_broken = ((folder / REGISTER).is_file() and register is None) or any(
        one is None and pot not in missing for pot, one in is_there.items()
    )
    if is_broken:
        return None, tuple(findings)
    schools = _schools(register, allocation, services, grants)
    catalogue = services.catalogue if services is not None else None
    known = Known(schools, allocation, register, catalogue, settlement, grants, _students(services), missing)
    return known, tuple(findings)


def _register(folder: Path, findings: list[Finding]) -> Register | None:
    if not (folder / REGISTER).is_file():
        return None
    register, told = read_autonomy(folder)
    findings += told
    return register


def _allocation(folder: Path, findings: list[Finding]) -> Allocation | None:
    _, allocation, told = work_on_facts_in_force(folder, read(folder / FORMULA), str(folder / FORMULA))
    findings += told
    if allocation is None and not told:
        message = f"{folder} has a formula and no facts that it could be worked on: bring them in with perpupil import, or lay facts.csv beside it."
        raise NoSuchFile(message)
    return allocation


def _services(folder: Path, findings: list[Finding]) -> tuple[Services | None, Settlement | None]:
    services, told = read_services(folder)
    findings += told
    if services is None:
        return None, None
    settlement, told = read_settlement(folder, services)
    findings += told
    return services, settlement


def _students(services: Services | None) -> dict[str, int]:
    """Give how many students each school has, as the services are priced by."""
    counts = services.students.count() if services is not None else None
    if services is None or counts is None:
        return {}
    return {school: int(count) for school, count in zip(services.students.schools, counts, strict=True)}


def _grants(folder: Path, findings: list[Finding]) -> GrantYear | None:
    year, told = read_grant_year(folder)
    findings += told
    return year


def _schools(
    register: Register | None, allocation: Allocation | None, services: Services | None, grants: GrantYear | None
) -> dict[str, str]:
    """Give every school that any of them names; what the register calls a school is what it is called."""
    found: dict[str, str] = {}
    for made in grants.devolutions.values() if grants is not None else ():
        found.update({row.unit: row.name for row in made.schools})
    if services is not None:
        found.update(zip(services.students.schools, services.students.names, strict=True))
    if allocation is not None:
        found.update(zip(allocation.units, allocation.world.facts.names, strict=True))
    found.update(register.schools if register is not None else {})
    return dict(sorted(found.items()))
