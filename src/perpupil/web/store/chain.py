"""Whether the chain of events holds: each event beside the one before it, and its end beside the one that is kept outside the database."""

from __future__ import annotations

from dataclasses import dataclass

from perpupil.web.store.events import FIRST, first_broken, kept_outside
from perpupil.web.store.models import Chain, Event

QUICK = 1_000
"""So many events, the latest, are checked wherever they are shown; `perpupil events --verify` checks all."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the chain found."""

    events: int
    first: int
    """The first event that was checked."""
    broken: int | None
    """The first event that was changed, came in or went out; None where there is none."""
    outside: int | None
    """The event that is the end as it is kept outside the database; None where none is kept."""
    is_known_outside: bool
    """Whether that event is of the chain, with that hash."""

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, as far as was looked."""
        return self.broken is None and self.is_known_outside


def check(latest: int = QUICK) -> Checked:
    """Check the latest events of the chain, or all where there are no more than so many."""
    chain = Chain.objects.first()
    count = chain.sequence if chain is not None else 0
    begin = max(1, count - latest + 1)
    earlier = Event.objects.filter(sequence=begin - 1).values_list("hash", flat=True).first()
    events = Event.objects.filter(sequence__gte=begin).order_by("sequence").iterator(QUICK)
    broken = first_broken(events, begin, FIRST if begin == 1 else earlier or "")
    last = Event.objects.order_by("-sequence").values_list("sequence", "hash").first()
    if broken is None and (last or (0, FIRST)) != ((chain.sequence, chain.hash) if chain is not None else (0, FIRST)):
        broken = count if last is None else last[0] + 1
    kept = kept_outside()
    is_known = kept in (None, (0, FIRST)) or Event.objects.filter(sequence=kept[0], hash=kept[1]).exists()
    if kept is None and count:
        is_known = False
    return Checked(count, begin, broken, kept[0] if kept is not None else None, is_known)
