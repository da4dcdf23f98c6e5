"""What a program declares about itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from perpupil.grants.law import Rule


class Purpose(StrEnum):
    """What money is set aside for, as the law names it."""

    HOMELESS = "homeless"
    NEGLECTED = "neglected"
    DELINQUENT = "delinquent"
    FAMILY_ENGAGEMENT = "family_engagement"
    INCENTIVES = "incentives"
    EARLY_CHILDHOOD = "early_childhood"
    EARLY_INTERVENING = "early_intervening"
    CHILD_FIND = "child_find"
    EVALUATION = "evaluation"
    HIGH_COST = "high_cost"
    PROFESSIONAL_DEVELOPMENT = "professional_development"
    INSTRUCTION = "instruction"
    LEADERSHIP = "leadership"
    OTHER = "other"


class PrivateShare(StrEnum):
    """How the share for children in private schools is found."""

    LOW_INCOME = "low_income"
    """By children of low income who live where schools are served, on the whole allocation."""
    ENROLLMENT = "enrollment"
    """By all students, after administration."""
    DISABILITY = "disability"
    """By all children with a disability who are eligible."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class First:
    """Something that is set aside before anything is handed out."""

    purpose: Purpose
    rule: Rule
    above_cents: int = 0
    """It is asked for only where the allocation is larger than this."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program, and what its law says of handing its money to schools."""

    name: str
    title: str
    devolved: tuple[Rule, ...]
    """What may be handed to schools."""
    central: tuple[Rule, ...]
    """What stays with the district."""
    first: tuple[First, ...]
    private: PrivateShare
    is_for_served_schools: bool
    """Whether only schools that the program serves may have its money."""
    carryover: Fraction | None
    """The share of an allocation that may be carried over; None where nothing limits it but the period."""
