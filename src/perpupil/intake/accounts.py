"""Account strings: cut into segments, and looked up in the district's own table of codes. What the table does not have is never guessed.

>>> picture = Picture("{fund}.{function}.{object}.{location}.{project}")
>>> picture.cut("101.1000.51110.0214.000")["location"]
'0214'
>>> Picture("{fund:3}{function:4}{object:5}").cut("101100051110")["object"]
'51110'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from perpupil.findings import Finding, Place, finding
from perpupil.intake.crosswalk import Crosswalk
from perpupil.intake.dataset import Dataset
from perpupil.intake.schemas.accounts import DIMENSIONS, LINE, SOURCES, SPENDING

PERSONNEL, NON_PERSONNEL = SPENDING[:2]
FEDERAL, STATE, LOCAL = SOURCES[:3]
IGNORED = "_"
"""The name of a segment that nobody needs."""

_SLOT = re.compile(r"\{([a-z_]+)(?::([1-9][0-9]?))?\}", re.ASCII)
_PICTURE_CHARACTERS = 200
_PROJECTS: tuple[tuple[range, str], ...] = (
    (range(10, 200), LOCAL),
    (range(200, 400), STATE),
    (range(400, 1000), FEDERAL),
)
"""The handbook's ranges of projects; 000 says only that the money is tied to none."""


@dataclass(frozen=True, slots=True)
class Picture:
    """How an account is cut: by separators, by position, or both.

    `{fund}.{object}` cuts at a point, `{fund:3}{object:5}` after three characters and five more. `{_}` passes over a segment.
    """

    text: str
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the pattern; a picture that is none matches no account."""
        object.__setattr__(self, "_pattern", re.compile(_pattern_of(self.text) if not self.faults() else r"(?!)"))

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments that it cuts out."""
        return tuple(name for name, _ in _SLOT.findall(self.text) if name != IGNORED)

    def faults(self) -> tuple[Finding, ...]:
        """Say what is wrong with it."""
        names = [name for name, _ in _SLOT.findall(self.text)]
        unknown = [name for name in names if name not in {*DIMENSIONS, IGNORED}]
        said = [name for name in names if name != IGNORED]
        wrong = []
        if not said or len(self.text) > _PICTURE_CHARACTERS:
            wrong.append("The picture of an account names no segment.")
        if unknown:
            wrong.append(f"There is no segment {unknown[0]!r}.")
        if len(set(said)) < len(said):
            wrong.append("The picture names a segment twice.")
        if re.search(r"\{[a-z_]+\}\{", self.text):
            wrong.append("Between two segments stands no sign, and the first has no width.")
        fix = f"Write it as {{fund}}.{{object:5}}.{{location}}; segments are {', '.join(DIMENSIONS)}, and {{_}} for any other."
        return tuple(finding("bad-picture", Place("accounts"), what, fix) for what in wrong)

    def cut(self, account: str) -> Mapping[str, str] | None:
        """Cut an account into its segments; None when it does not fit the picture."""
        match = self._pattern.fullmatch(account)
        return match.groupdict() if match else None

    def put(self, codes: Mapping[str, str]) -> str:
        """Put segments together again."""
        return _SLOT.sub(lambda slot: codes.get(slot[1], ""), self.text)


@dataclass(frozen=True, slots=True)
class Code:
    """What one code of one segment means."""

    dimension: str
    code: str
    nces: str
    title: str
    program: str
    group: str
    school: str
    """For a location: the school, by its own code."""
    excluded: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """The district's table: codes by segment, and the accounts of the formula's lines."""

    source: str
    codes: Mapping[tuple[str, str], Code]
    lines: Mapping[str, str]
    """By line of the formula: the account that it is posted to, with {location} where the school's code goes."""

    def unknown(self, codes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Give the segments whose code the table does not have."""
        return tuple((name, code) for name, code in codes.items() if (name, code) not in self.codes)

    def locations(self, school: str) -> tuple[str, ...]:
        """Give the codes of a school among the locations."""
        return tuple(one.code for one in self.codes.values() if one.dimension == "location" and one.school == school)

    def source_of_funds(self, codes: Mapping[str, str]) -> str:
        """Say whether money is federal, state or local; empty where neither table nor handbook says."""
        for dimension in ("project", "fund"):
            known = self.codes.get((dimension, codes.get(dimension, "")))
            if known is not None and known.group in SOURCES:
                return known.group
        project = self.codes.get(("project", codes.get("project", "")))
        number = int(project.nces) if project is not None and project.nces.isdecimal() else 0
        return next((source for numbers, source in _PROJECTS if number in numbers), "")

    def spending(self, codes: Mapping[str, str]) -> str:
        """Say whether an account pays people; the handbook's objects 100 and 200 do. Empty where nobody says."""
        known = self.codes.get(("object", codes.get("object", "")))
        if known is None:
            return ""
        if known.group in SPENDING:
            return known.group
        return (PERSONNEL if known.nces[0] in "12" else NON_PERSONNEL) if known.nces else ""

    def program(self, codes: Mapping[str, str]) -> str:
        """Give the handbook's program: of its own segment, or of the function."""
        own = self.codes.get(("program", codes.get("program", "")))
        function = self.codes.get(("function", codes.get("function", "")))
        return own.nces if own is not None else function.program if function is not None else ""

    def nces(self, codes: Mapping[str, str]) -> Mapping[str, str]:
        """Give the handbook's code of each segment; the original stays beside it."""
        return {name: self.codes[name, code].nces for name, code in codes.items() if (name, code) in self.codes}

    def school(self, codes: Mapping[str, str]) -> str:
        """Give the school of an account; empty for an office."""
        known = self.codes.get(("location", codes.get("location", "")))
        return known.school if known is not None else ""

    def excluded(self, codes: Mapping[str, str]) -> str:
        """Say why an account does not count as current spending on schools; empty where it does."""
        known = (self.codes.get(one) for one in codes.items())
        return next((one.excluded for one in known if one is not None and one.excluded), "")


def read_accounts(table: Dataset, known: Crosswalk | None = None) -> Accounts:
    """Read the district's table.

    Args:
        table: The dataset `accounts`.
        known: The codes of schools, for locations that do not name their school themselves.

    """
    names = ("dimension", "code", "nces", "title", "program", "group", "schoolId", "excluded", "account")
    rows = zip(*(table.words(name) for name in names), strict=True)
    codes: dict[tuple[str, str], Code] = {}
    lines: dict[str, str] = {}
    for dimension, code, nces, title, program, group, school, excluded, account in rows:
        if dimension == LINE:
            lines.setdefault(code, account)
        else:
            here = school or (_only(known.meant(code)) if known is not None and dimension == "location" else "")
            codes.setdefault((dimension, code), Code(dimension, code, nces, title, program, group, here, excluded))
    return Accounts(table.table.source, codes, lines)


def _only(schools: Iterable[str]) -> str:
    """Give the one school there is; empty where there are more, or none."""
    found = list(schools)
    return found[0] if len(found) == 1 else ""


def _pattern_of(text: str) -> str:
    """Make a pattern of a picture; each slot ends at the sign behind it or after its width, so that nothing is tried twice."""
    parts, at = [], 0
    for slot in _SLOT.finditer(text):
        parts.append(re.escape(text[at : slot.start()]))
        following = text[slot.end() : slot.end() + 1]
        inside = f".{{{slot[2]}}}" if slot[2] else (f"[^{re.escape(following)}]+" if following else ".+")
        parts.append(inside if slot[1] == IGNORED else f"(?P<{slot[1]}>{inside})")
        at = slot.end()
    return "".join([*parts, re.escape(text[at:])])
