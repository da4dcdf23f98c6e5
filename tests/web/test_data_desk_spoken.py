"""The data desk in Spanish: what the engine found and says in English is marked as English, and the rest is not English."""

from dataclasses import replace

import pytest
from django.utils import timezone

from perpupil.intake.queue import REPAIR
from perpupil.web.store.models import Job, Looked, Upload
from perpupil.web.store.uploads import JobKind, JobState
from perpupil.workspace.looked import FindingSeen, Repaired
from tests.web.looked_files import FINDING, OTHER_FINDING, SEEN
from tests.web.spoken import pieces, unmarked
from tests.web.test_data_desk import Worker, address, director, folder, sealed
from tests.web.test_spoken import both

__all__ = ["director", "folder", "sealed"]
NOTICED = FindingSeen(
    "no-such-column", "warning", "roster.csv", "roster.csv, line 1", "One header means nothing that is known.",
    "It is not read.", "Say what it is, or leave it.",
)  # fmt: skip
USED = Repaired("students", "roster.csv", "drop_rows", "Where the name is Total, leave the row out.", 0, 1)


@pytest.fixture
def page_of(director: Worker) -> Worker:
    """Somebody before an upload with everything that can stand on its page."""
    content = replace(SEEN, findings=(NOTICED,), repaired=(USED,)).as_data()
    Looked.objects.update(content=content)
    return director


@pytest.mark.parametrize("rest", ["", "columns/", f"findings/{FINDING}/", f"findings/{OTHER_FINDING}/"])
def test_what_was_found_is_marked(page_of: Worker, rest: str) -> None:
    assert unmarked(*both(page_of.client, address(rest))) == []


def test_what_was_decided_is_marked(page_of: Worker) -> None:
    assert page_of.decide(FINDING, "repair", way=REPAIR)[0] == 302
    english, spanish = both(page_of.client, address(name=FINDING))
    assert unmarked(english, spanish) == []
    assert ("en", "Where level is M1 or M2, leave the row out.") in pieces(spanish)


def test_how_far_it_is_and_how_it_ended_are_marked(page_of: Worker) -> None:
    told = "The formula has no line that could be worked out."
    job = {"upload": Upload.objects.get(), "kind": JobKind.LOOK, "asked_by": page_of.person, "at": timezone.now()}
    Job.objects.create(**job, state=JobState.FAILED, message=told)
    english, spanish = both(page_of.client, address())
    assert unmarked(english, spanish) == []
    assert ("en", told) in pieces(spanish)
    Job.objects.update(message="The files do not wait any more: they are kept for a day at most. Send them again.")
    assert ("es", "Los archivos ya no están en espera: se guardan un día como máximo. Envíelos de nuevo.") in pieces(
        both(page_of.client, address())[1]
    )


@pytest.mark.parametrize("path", ["/data/", "/data/upload/", "/data/sets/{seal}/"])
def test_what_the_data_sets_are_is_marked(director: Worker, sealed: tuple[str, str], path: str) -> None:
    assert unmarked(*both(director.client, path.format(seal=sealed[1]))) == []


def test_sums_of_an_effect_are_named_in_spanish(page_of: Worker) -> None:
    _, spanish = both(page_of.client, address(name=FINDING))
    said = {text for language, text in pieces(spanish) if language == "es"}
    assert {"otras 2 escuelas", "Distrito", "¿Qué cambiará?", "sin cambio"} <= said
