"""What follows from the choices, taken in one after another, is what follows from all of them read anew."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perpupil.web import services
from perpupil.web.access.rights import Role
from perpupil.web.actions import ACTIONS, Asked, Done, act
from perpupil.web.store.choices import ACTION, subject_of
from perpupil.web.store.models import Decision, Person
from tests.web.district import person_of
from tests.web.offered import TODAY, _offered, maple_with_services

__all__ = ["_offered", "maple_with_services"]
pytestmark = pytest.mark.usefixtures("_offered")
Chosen = tuple[str, str, str, str]
"""School, service, choice and quantity."""
UNITS = ("0010", "0020", "0030")
SAVES = st.lists(
    st.tuples(
        st.sampled_from(UNITS),
        st.sampled_from(["coach", "print", "seats"]),
        st.sampled_from(["keep", "buy", "decline"]),
        st.sampled_from(["", "1", "3"]),
    ),
    max_size=8,
)


def principals() -> dict[str, Person]:
    found = {one.name.split()[-1]: one for one in Person.objects.filter(holdings__role=Role.PRINCIPAL)}
    return {unit: found.get(unit) or person_of(Role.PRINCIPAL, unit) for unit in UNITS}


def save(person: Person, chosen: Chosen, key: str) -> bool:
    unit, service, choice, quantity = chosen
    subject = subject_of(2028, service)
    now = Decision.objects.filter(unit=unit, subject=subject).first()
    given = {"choice": choice, "quantity": quantity}
    version = now.version if now is not None else 0
    asked = Asked(person, ACTIONS[ACTION], unit, subject, given, version, key, timezone.now(), TODAY)
    return isinstance(act(asked), Done)


def told(known: services.Known) -> object:
    return known.settlement, known.findings, [known.receipt(unit) for unit in UNITS]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(SAVES, st.integers(0, 8))
def test_one_after_another_or_all_at_once(saves: list[Chosen], forgotten: int) -> None:
    with transaction.atomic():
        people = principals()
        for number, chosen in enumerate(saves):
            if number == forgotten:
                services.forget()
            save(people[chosen[0]], chosen, f"save-number-{number}")
            kept = told(services.now())
            services._made.clear()  # noqa: SLF001  another process has nothing yet
            assert told(services.now()) == kept
        transaction.set_rollback(True)


def test_a_choice_that_was_rolled_back_is_forgotten_too() -> None:
    person = person_of(Role.PRINCIPAL, "0010")
    before = told(services.now())
    with transaction.atomic():
        assert save(person, ("0010", "seats", "decline", ""), "key-of-a-form")
        assert told(services.now()) != before
        transaction.set_rollback(True)
    assert told(services.now()) == before


def test_only_the_service_that_was_chosen_about_is_worked_again() -> None:
    person = person_of(Role.PRINCIPAL, "0010")
    before = services.now().settlement
    assert save(person, ("0010", "seats", "decline", ""), "key-of-a-form")
    after = services.now().settlement
    assert before is not None
    assert after is not None
    same = {one.price.service.name: one is other for one, other in zip(before.services, after.services, strict=True)}
    assert same == {"coach": True, "print": True, "seats": False, "training": True}
    assert services.now().settlement is after
