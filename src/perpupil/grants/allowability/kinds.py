"""Costs that no grant pays, or only after it was asked: a list, with the place where each stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.law import Citation, Confidence
from perpupil.grants.proposals.records import CostKind

CITATION = Citation("2 CFR 200.403")

KINDS: Mapping[CostKind, tuple[Verdict, str, Citation]] = {
    CostKind.ALCOHOL: (
        Verdict.NOT_ALLOWABLE,
        "Alcohol is never paid.",
        Citation("2 CFR 200.423", Confidence.RECALLED),
    ),
    CostKind.ENTERTAINMENT: (
        Verdict.NOT_ALLOWABLE,
        "Entertainment is not paid unless it serves the program and is approved.",
        Citation("2 CFR 200.438", Confidence.RECALLED),
    ),
    CostKind.GENERAL_GOVERNMENT: (
        Verdict.NOT_ALLOWABLE,
        "What a district costs anyway is not paid.",
        Citation("2 CFR 200.444", Confidence.RECALLED),
    ),
    CostKind.CONSTRUCTION: (
        Verdict.NEEDS_APPROVAL,
        "Building is seldom what the grant is for.",
        Citation("2 CFR 200.439", Confidence.RECALLED),
    ),
    CostKind.GIFTS: (
        Verdict.NEEDS_APPROVAL,
        "Gifts and incentives must be necessary, reasonable and documented.",
        CITATION,
    ),
    CostKind.FOOD: (
        Verdict.NEEDS_APPROVAL,
        "Food must be necessary to what the grant is for, and reasonable.",
        Citation("2 CFR 200.403", Confidence.OURS),
    ),
}


def _judge(subject: Subject) -> Iterator[Judgement]:
    for line in subject.proposal.lines:
        if line.kind in KINDS:
            verdict, says, citation = KINDS[line.kind]
            fix = (
                "Take the line out, or pay it from other money."
                if verdict is Verdict.NOT_ALLOWABLE
                else "Ask the grants manager first, and keep the answer with the proposal."
            )
            yield Judgement("kinds", verdict, line, says, citation, fix)


RULE = Rule("kinds", "Some kinds of cost are never paid, or only after asking", CITATION, _judge)
