"""The API as it describes itself, asked with made-up requests as people of several roles: it never fails, and it answers as it says."""

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from perpupil.web import figures, grants, services
from perpupil.web.access.rights import Role
from perpupil.web.api.urls import api
from tests.web.district import OTHER, OWN
from tests.web.offered import TODAY
from tests.web.programs import API, Program
from tests.web.test_api_deciding import People, filled
from tests.web.ways import WAYS
from tests.web.whole import make_whole_district

ROLES = (Role.BUDGET_DIRECTOR, Role.PRINCIPAL, Role.GRANTS_MANAGER, Role.SUPERINTENDENT, Role.BOARD_MEMBER)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
KNOWN: dict[str, list[Any]] = {
    "unit": [OWN, OTHER],
    "figure": ["allocation", "control"],
    "number": [1, "{upload}"],
    "name": ["choices", "programs.exited-learner", "students.bad-cell.grade"],
    "seal": ["{earlier_set}"],
    "service": ["seats", "coach"],
}
EXAMPLES = max(4, settings().max_examples // 50)
OPERATIONS = [
    (method.upper(), path) for path, methods in api.get_openapi_schema()["paths"].items() for method in methods
]


@cache
def described() -> Any:  # noqa: ANN401  schemathesis's own
    """Give the description as the application hands it out, with the application that is to answer."""
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", WSGIHandler())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_whole_district(tmp_path_factory.mktemp("schema"))


@pytest.fixture
def asking(settings: Settings, whole: Path, tmp_path: Path) -> dict[Role, Program]:
    """People of several roles, of whom some have done something already; a token may ask as often as it wants."""
    settings.DISTRICT, settings.TODAY = Path(shutil.copytree(whole, tmp_path / "maple")), TODAY
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    for one in (figures, services, grants):
        one.forget()
    people = People()
    for name in ("formula.sign_draft", "grants.review", "questions.answer", "data.repair"):
        people.do_before(WAYS[name], settings.DISTRICT)
    return {role: people.program(role) for role in ROLES}


def test_it_never_fails_and_answers_as_it_says(asking: dict[Role, Program]) -> None:
    for method, path in OPERATIONS:
        answers_as_it_says(described()[path][method], asking)


def answers_as_it_says(made: Any, asking: dict[Role, Program]) -> None:  # noqa: ANN401  schemathesis's own
    """Ask at one address, well and badly, about what is there and about what is not; nothing of it stays."""
    ways = [made.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
    known = st.fixed_dictionaries({name: st.sampled_from(found) for name, found in KNOWN.items()})

    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(case=st.one_of(ways), role=st.sampled_from(ROLES), known=known, is_known=st.booleans())
    def holds(case: "schemathesis.Case[Any]", role: Role, known: dict[str, Any], *, is_known: bool) -> None:
        if is_known:
            case.path_parameters.update({name: filled(known[name]) for name in case.path_parameters if name in known})
        case.headers["Authorization"] = f"Bearer {asking[role].token}"
        with transaction.atomic():
            answer = case.call()
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)

    holds()
