"""What a rule of allowability reads and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from perpupil.grants.grant import Grant
from perpupil.grants.law import Citation
from perpupil.grants.proposals.records import CostLine, Proposal


class Verdict(StrEnum):
    """What a rule says of a line. What no rule speaks of passes."""

    NOT_ALLOWABLE = "not allowable"
    NEEDS_APPROVAL = "needs approval"


@dataclass(frozen=True, slots=True)
class Subject:
    """A proposal, the grant that is to pay it, and what the grant is to the school."""

    proposal: Proposal
    grant: Grant
    is_served: bool
    is_targeted: bool
    """Whether the money is for identified children alone."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of a line, or of the whole proposal."""

    rule: str
    verdict: Verdict
    line: CostLine | None
    """None: the whole proposal."""
    says: str
    citation: Citation
    fix: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its name, its sentence for people and its test."""

    name: str
    title: str
    citation: Citation
    judge: Callable[[Subject], Iterable[Judgement]]
