"""What a grant may pay: every line of a proposal is held against these rules. One rule a file; rules that are mere lists are data."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.grants.allowability import (
    equipment,
    evidence,
    for_whom,
    kinds,
    pay,
    period,
    served,
    split_purchases,
    supplanting,
    targeted,
)
from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict

RULES: tuple[Rule, ...] = (
    served.RULE,
    evidence.RULE,
    kinds.RULE,
    for_whom.RULE,
    targeted.RULE,
    supplanting.RULE,
    equipment.RULE,
    split_purchases.RULE,
    pay.RULE,
    period.RULE,
)


def judge(subject: Subject) -> Iterator[Judgement]:
    """Hold a proposal against every rule."""
    for rule in RULES:
        yield from rule.judge(subject)


__all__ = ["RULES", "Judgement", "Rule", "Subject", "Verdict", "judge"]
