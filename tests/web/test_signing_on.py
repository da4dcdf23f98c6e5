"""By the district's identity provider comes in who was invited and whose address it has confirmed, and nobody else."""

from pathlib import Path

import pytest

from perpupil.web.environment import SignOn, sign_on_of
from tests.web.district import make_district
from tests.web.test_backup import run

NAMED = {
    "PERPUPIL_OIDC_ISSUER": "https://id.example.org/maple",
    "PERPUPIL_OIDC_CLIENT": "p",
    "PERPUPIL_OIDC_SECRET": "s",
}


def test_who_was_invited_comes_in_by_the_provider_and_nobody_else(tmp_path: Path) -> None:
    told = run("tests.web.signing_on", str(make_district(tmp_path)))
    assert told.strip() == "[True, True, False, False, False]"


def test_the_provider_is_named_wholly_or_not_at_all() -> None:
    assert sign_on_of({}) is None
    made = sign_on_of(NAMED)
    assert made == SignOn("https://id.example.org/maple", "id.example.org", "p", "s")
    assert made.origin == "https://id.example.org"
    for name in NAMED:
        with pytest.raises(ValueError, match="Single sign-on takes"):
            sign_on_of({**NAMED, name: ""})
    with pytest.raises(ValueError, match="https"):
        sign_on_of({**NAMED, "PERPUPIL_OIDC_ISSUER": "http://id.example.org"})
