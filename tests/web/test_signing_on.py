"""By the district's identity provider comes in who was invited and whose address it has confirmed, and nobody else."""

import ast
from pathlib import Path

import pytest

from perpupil.web import sign_on
from perpupil.web.sign_on import SignOn, SignOnBySaml, sign_on_of
from tests.web.district import make_district
from tests.web.test_backup import run

NAMED = {
    "PERPUPIL_OIDC_ISSUER": "https://id.example.org/maple",
    "PERPUPIL_OIDC_CLIENT": "p",
    "PERPUPIL_OIDC_SECRET": "s",
}

BY_SAML = {"PERPUPIL_SAML_ENTITY": "https://id.example.org/maple", "PERPUPIL_SAML_SSO": "https://id.example.org/sso"}
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


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


def test_by_saml_only_what_the_provider_signed_in_answer_to_us_lets_somebody_in(tmp_path: Path) -> None:
    told = ast.literal_eval(run("tests.web.signing_on_saml", str(make_district(tmp_path))))
    assert told.pop("invited")
    assert told.pop("again")
    assert told.pop("by attribute") == [True] * 4
    assert told.pop("replayed") == [True, False, False]
    assert len(told) == 13
    assert not any(told.values()), told


def by_saml(tmp_path: Path, **changes: str) -> dict[str, str]:
    (tmp_path / "provider.pem").write_text(CERTIFICATE, encoding="ascii")
    named = {**BY_SAML, "PERPUPIL_SAML_CERTIFICATE": str(tmp_path / "provider.pem")}
    return named | {f"PERPUPIL_SAML_{name}": text for name, text in changes.items()}


def test_the_provider_by_saml_is_named_wholly_with_its_certificate(tmp_path: Path) -> None:
    made = sign_on_of(by_saml(tmp_path))
    assert made == SignOnBySaml(
        BY_SAML["PERPUPIL_SAML_ENTITY"], BY_SAML["PERPUPIL_SAML_SSO"], CERTIFICATE.strip(), "id.example.org"
    )
    assert made.origin == "https://id.example.org"
    for name in ("ENTITY", "SSO", "CERTIFICATE"):
        with pytest.raises(ValueError, match="by SAML takes"):
            sign_on_of(by_saml(tmp_path, **{name: ""}))
    with pytest.raises(ValueError, match="by SAML takes"):
        sign_on_of(by_saml(tmp_path, SSO="http://id.example.org/sso"))
    (tmp_path / "other.pem").write_text("no certificate", encoding="ascii")
    for path in ("other.pem", "absent.pem"):
        with pytest.raises(ValueError, match=f"{path} is none"):
            sign_on_of(by_saml(tmp_path, CERTIFICATE=str(tmp_path / path)))
    with pytest.raises(ValueError, match="not both"):
        sign_on_of(NAMED | by_saml(tmp_path))


def test_without_what_speaks_saml_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_on, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"pip install 'perpupil\[web,saml\]'"):
        sign_on_of(by_saml(tmp_path))
