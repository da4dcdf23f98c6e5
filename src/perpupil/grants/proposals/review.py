"""A proposal under review: what the rules say of it, and whether the school has the money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from perpupil.findings import Finding, finding
from perpupil.grants.allowability import Judgement, Subject, Verdict, judge, served
from perpupil.grants.devolution import Devolution, SchoolShare
from perpupil.grants.proposals.records import Proposal
from perpupil.grants.proposals.states import HOLDS_MONEY, State
from perpupil.money import spoken

_DECIDED = frozenset({State.APPROVED, State.CLOSED})
_OVER = frozenset({State.REFUSED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Review:
    """A proposal with all that a reviewer looks at."""

    proposal: Proposal
    school: SchoolShare
    judgements: tuple[Judgement, ...]
    share_cents: int
    """What the school directs of the grant."""
    asked_cents: int
    """What its proposals ask of that together."""

    @property
    def left_cents(self) -> int:
        """What the school has left for other proposals; below zero where it asks for more than it has."""
        return self.share_cents - self.asked_cents


def review(
    devolutions: Mapping[str, Devolution], proposals: Iterable[Proposal]
) -> tuple[tuple[Review, ...], tuple[Finding, ...]]:
    """Review every proposal; those of an unknown grant or school are found and not reviewed."""
    listed = tuple(proposals)
    findings: list[Finding] = []
    reviews = []
    for one in listed:
        made = _reviewed(devolutions, one, listed, findings)
        if made is not None:
            reviews.append(made)
            findings += _found(made)
    return tuple(reviews), (*findings, *_beyond(reviews, devolutions))


def _reviewed(
    devolutions: Mapping[str, Devolution], one: Proposal, listed: tuple[Proposal, ...], findings: list[Finding]
) -> Review | None:
    made = devolutions.get(one.grant)
    if made is None:
        what = f"`{one.name}` asks a grant {one.grant[:40]!r}, and there is none."
        findings.append(finding("unknown-name", one.place, what, f"There are: {', '.join(devolutions) or 'none'}."))
        return None
    school = made.school(one.school)
    if school is None:
        what = f"`{one.name}` is of {one.school[:40]!r}, and there is no such school."
        findings.append(finding("unknown-unit", one.place, what, "Write the id as the file of schools does."))
        return None
    judgements = tuple(judge(Subject(one, made.grant, school.is_served, school.is_targeted)))
    mine = [each for each in listed if (each.grant, each.school) == (one.grant, one.school)]
    asked = sum(each.amount_cents for each in mine if each.state in HOLDS_MONEY)
    return Review(one, school, judgements, school.cash_cents, asked)


def _found(one: Review) -> Iterator[Finding]:
    """Turn what the rules say into findings; what is refused or withdrawn is settled."""
    proposal = one.proposal
    if proposal.state in _OVER:
        return
    for each in one.judgements:
        place = each.line.place if each.line is not None else proposal.place
        named = f"`{proposal.name}`, {each.line.what}" if each.line is not None else f"`{proposal.name}`"
        yield finding(_code(each, proposal.state), place, f"{named}: {each.says} {each.citation}.", each.fix)


def _code(one: Judgement, state: State) -> str:
    if one.rule == served.RULE.name:
        return "unserved-school"
    if one.verdict is Verdict.NEEDS_APPROVAL:
        return "needs-approval"
    return "approved-not-allowable" if state in _DECIDED else "not-allowable"


def _beyond(reviews: list[Review], devolutions: Mapping[str, Devolution]) -> Iterator[Finding]:
    """Find schools that ask for more than they direct, once each."""
    told = set()
    for one in reviews:
        key = (one.proposal.grant, one.proposal.school)
        if one.left_cents >= 0 or key in told or one.proposal.state not in HOLDS_MONEY:
            continue
        told.add(key)
        grant = devolutions[one.proposal.grant].grant
        asked, share = spoken(one.asked_cents, grant.currency), spoken(one.share_cents, grant.currency)
        what = f"The proposals of {one.school.name} ask for {asked} of {grant.title}; it directs {share}."
        yield finding("beyond-approved", one.proposal.place, what, f"Ask for {spoken(-one.left_cents)} less.")
