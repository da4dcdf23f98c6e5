"""The grants of a folder: `grants.toml`, the schools it names, and where they are there proposals and `grant_spending.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from perpupil.facts.headcount import Headcount
from perpupil.facts.table import read_csv
from perpupil.findings import Finding, finding
from perpupil.grants.asking import Grants, read_grants
from perpupil.grants.grant_year import GrantYear, grant_year
from perpupil.grants.proposals.asking import read_proposals
from perpupil.grants.proposals.records import Proposal
from perpupil.grants.proposals.spending import Spent, read_spending
from perpupil.grants.schools import read_schools
from perpupil.limits import UNITS
from perpupil.workspace.district import is_district, keep_folder, settle
from perpupil.workspace.files import FACTS, HEADCOUNT, NoSuchFile, read
from perpupil.workspace.in_force import HEADCOUNT as SEALED_HEADCOUNT
from perpupil.workspace.in_force import TABLE_OF_FACTS, folder_in_force

GRANTS, PROPOSALS, SPENDING = "grants.toml", "proposals.toml", "grant_spending.csv"
PROPOSALS_OF_SCHOOLS = "proposals"
"""The folder in which each school may have a file of proposals of its own."""


def read_grant_year(folder: Path, elsewhere: tuple[Proposal, ...] = ()) -> tuple[GrantYear | None, tuple[Finding, ...]]:
    """Read a folder's grants and work them out.

    Args:
        folder: A district's folder, or any that holds grants.toml and a file of schools.
        elsewhere: Proposals that are kept elsewhere; each stands before one of the same name in a file.

    Returns:
        The year, None where something cannot be read; and everything that was found.

    Raises:
        NoSuchFile: A file that is needed is not there.

    """
    grants, findings = read_grants(read(folder / GRANTS), str(folder / GRANTS))
    proposals, told = _proposals(folder)
    costs, told_costs = _spending(folder / SPENDING)
    findings = (*findings, *told, *told_costs)
    if grants is None:
        return None, findings
    facts, headcount, wrong_students = _schools(folder, grants)
    table, wrong = read_csv(read(facts), str(facts), UNITS)
    findings = (*findings, *wrong_students, *wrong)
    if wrong or wrong_students:
        return None, findings
    schools, told = read_schools(grants.schools, grants.counts, table, headcount)
    findings = (*findings, *told)
    if not schools or proposals is None or costs is None:
        return None, findings
    named = {one.name: one for one in (*proposals, *elsewhere)}
    year = grant_year(grants, schools, tuple(named.values()), costs)
    return year, (*findings, *year.findings)


def _proposals(folder: Path) -> tuple[tuple[Proposal, ...] | None, tuple[Finding, ...]]:
    """Read the proposals of every file; none where there is no file, None where one cannot be read."""
    findings: list[Finding] = []
    found: dict[str, Proposal] = {}
    for path in proposal_files(folder):
        read_here, told = read_proposals(read(path), str(path))
        findings += told
        for one in read_here or ():
            before = found.setdefault(one.name, one)
            if before is not one:
                what = f"There are two proposals `{one.name}`; the other one is in {before.place.source}."
                findings.append(finding("name-taken", one.place, what, "Give each a name of its own."))
    return (None if findings else tuple(found.values())), tuple(findings)


def proposal_files(folder: Path) -> tuple[Path, ...]:
    """Find the files of proposals: one for all of them, or one a school in a folder of their own, in the order of names."""
    several = sorted(path for path in (folder / PROPOSALS_OF_SCHOOLS).glob("*.toml") if path.is_file())
    return tuple(path for path in (folder / PROPOSALS, *several) if path.is_file())


def _spending(path: Path) -> tuple[tuple[Spent, ...] | None, tuple[Finding, ...]]:
    """Read what was spent; nothing where there is no file."""
    if not path.is_file():
        return (), ()
    table, wrong = read_csv(read(path), str(path), UNITS)
    return (None, wrong) if wrong else read_spending(table)


def _schools(folder: Path, grants: Grants) -> tuple[Path, Headcount | None, tuple[Finding, ...]]:
    """Find the file of schools and read the headcount: the sealed ones of a district's year, or what lies in the folder."""
    place = folder
    facts, headcount = FACTS, HEADCOUNT
    if is_district(folder):
        settle(folder)
        sealed = folder_in_force(folder, grants.year)
        if sealed is None and not grants.schools.file:
            message = f"{folder} has no facts for FY{grants.year} yet. Bring its files in with perpupil import, or name a file of schools in {GRANTS}."
            raise NoSuchFile(message)
        if sealed is not None:
            place, facts, headcount = sealed, TABLE_OF_FACTS, SEALED_HEADCOUNT
    table = folder / grants.schools.file if grants.schools.file else place / facts
    there, told = _headcount(place / headcount)
    return table, there, told


def _headcount(path: Path) -> tuple[Headcount | None, tuple[Finding, ...]]:
    if not path.is_file():
        return None, ()
    from perpupil.workspace.rosters import read_any_headcount  # noqa: PLC0415  loads DuckDB

    return read_any_headcount(path)


def sources_of(folder: Path, grants: Grants) -> dict[str, str]:
    """Give the texts that a folder's grants were worked out from, by the names of their files; never the headcount."""
    names = (GRANTS, SPENDING, grants.schools.file)
    paths = [folder / name for name in names if name and (folder / name).is_file()]
    texts = {path: read(path).decode("utf-8-sig") for path in (*paths, *proposal_files(folder))}
    return {path.relative_to(folder).as_posix().replace("/", "_"): text for path, text in texts.items()}


def keep_evidence(folder: Path, texts: Mapping[str, str]) -> None:
    """Write a folder of evidence, whole or not at all; only its owner reads it.

    Raises:
        NoSuchFile: It is there already, or cannot be written.

    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not keep_folder(folder, {name: text.encode() for name, text in texts.items()}):
        message = f"{folder} is there already. Evidence is never written over: name another folder."
        raise NoSuchFile(message)
