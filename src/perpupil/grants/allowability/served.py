"""Served schools: the money of a program that serves some schools pays nothing at the others."""

from __future__ import annotations

from collections.abc import Iterator

from perpupil.grants.allowability.declaration import Judgement, Rule, Subject, Verdict
from perpupil.grants.lawful.served_only import CITATION


def _judge(subject: Subject) -> Iterator[Judgement]:
    if subject.grant.program.is_for_served_schools and not subject.is_served:
        says = f"{subject.grant.title} does not serve the school."
        fix = "Pay it from money that has no such condition."
        yield Judgement("served", Verdict.NOT_ALLOWABLE, None, says, CITATION, fix)


RULE = Rule("served", "Title I pays at served schools alone", CITATION, _judge)
