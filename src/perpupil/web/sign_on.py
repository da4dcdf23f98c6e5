"""The district's own identity provider, read from what the installation says of itself: by OpenID Connect or by SAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

DISTRICT = "district"
"""What the provider is called in addresses."""
EMAIL_ATTRIBUTES = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "email",
    "mail",
)
"""Under which a SAML provider says an e-mail address; otherwise it is the name of the subject."""
_ADDRESSES = ("https://", "http://127.0.0.1:")
_CERTIFICATE = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class SignOn:
    """A provider by OpenID Connect."""

    issuer: str
    name: str
    client: str
    secret: str

    apps: ClassVar[tuple[str, ...]] = ("allauth.socialaccount", "allauth.socialaccount.providers.openid_connect")
    addresses: ClassVar[str] = "allauth.socialaccount.providers.openid_connect.urls"
    begins_at: ClassVar[str] = "openid_connect_login"

    @property
    def origin(self) -> str:
        """Where it asks for the password; forms may lead there and nowhere else."""
        return _origin(self.issuer)

    @property
    def providers(self) -> dict[str, Any]:
        """Give allauth's settings."""
        app = {"provider_id": DISTRICT, "name": self.name, "client_id": self.client, "secret": self.secret}
        app["settings"] = {"server_url": self.issuer, "oauth_pkce_enabled": True}  # type: ignore[assignment]
        return {"openid_connect": {"APPS": [app]}}


@dataclass(frozen=True, slots=True)
class SignOnBySaml:
    """A provider by SAML, whose word is taken for e-mail addresses where it is signed with its certificate."""

    entity: str
    address: str
    """Where it asks for the password."""
    certificate: str
    name: str

    apps: ClassVar[tuple[str, ...]] = ("allauth.socialaccount", "allauth.socialaccount.providers.saml")
    addresses: ClassVar[str] = "perpupil.web.access.saml"
    begins_at: ClassVar[str] = "saml_login"

    @property
    def origin(self) -> str:
        """Where it asks for the password; forms may lead there and nowhere else."""
        return _origin(self.address)

    @property
    def providers(self) -> dict[str, Any]:
        """Give allauth's settings: only what is signed is believed, and only in answer to what was asked here."""
        told = {
            "idp": {"entity_id": self.entity, "sso_url": self.address, "x509cert": self.certificate},
            "attribute_mapping": {"email": list(EMAIL_ATTRIBUTES)},
            "verified_email": True,
            "advanced": {
                "strict": True,
                "want_assertion_signed": True,
                "want_attribute_statement": False,
                "reject_idp_initiated_sso": True,
                "reject_deprecated_algorithm": True,
            },
        }
        return {"saml": {"APPS": [{"name": self.name, "client_id": DISTRICT, "secret": "", "settings": told}]}}


def sign_on_of(environment: Mapping[str, str]) -> SignOn | SignOnBySaml | None:
    """Give the identity provider that is named; None where none is.

    Raises:
        ValueError: Not all of it is named, two are, or what speaks SAML is not installed.

    """
    by_connect, by_saml = _by_connect(environment), _by_saml(environment)
    if by_connect is not None and by_saml is not None:
        message = "Single sign-on is by OpenID Connect or by SAML. Name PERPUPIL_OIDC_… or PERPUPIL_SAML_…, not both."
        raise ValueError(message)
    return by_connect or by_saml


def _by_connect(environment: Mapping[str, str]) -> SignOn | None:
    issuer, client, secret = (environment.get(f"PERPUPIL_OIDC_{one}", "") for one in ("ISSUER", "CLIENT", "SECRET"))
    if not (issuer or client or secret):
        return None
    if not (issuer.startswith(_ADDRESSES) and client and secret):
        message = "Single sign-on takes PERPUPIL_OIDC_ISSUER, beginning with https://, _CLIENT and _SECRET."
        raise ValueError(message)
    return SignOn(issuer, environment.get("PERPUPIL_OIDC_NAME", urlsplit(issuer).hostname or ""), client, secret)


def _by_saml(environment: Mapping[str, str]) -> SignOnBySaml | None:
    entity, address, path = (environment.get(f"PERPUPIL_SAML_{one}", "") for one in ("ENTITY", "SSO", "CERTIFICATE"))
    if not (entity or address or path):
        return None
    if not (entity and address.startswith(_ADDRESSES) and path):
        message = "Single sign-on by SAML takes PERPUPIL_SAML_ENTITY, _SSO, beginning with https://, and _CERTIFICATE."
        raise ValueError(message)
    if find_spec("onelogin") is None:
        message = "Single sign-on by SAML needs more than is installed: pip install 'perpupil[web,saml]'."
        raise ValueError(message)
    name = environment.get("PERPUPIL_SAML_NAME", urlsplit(address).hostname or "")
    return SignOnBySaml(entity, address, _certificate(Path(path)), name)


def _certificate(path: Path) -> str:
    """Read the certificate with which a provider signs."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not (text.startswith(_CERTIFICATE[0]) and text.endswith(_CERTIFICATE[1])):
        message = f"PERPUPIL_SAML_CERTIFICATE names a file with the provider's certificate (PEM); {path} is none."
        raise ValueError(message)
    return text


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
