"""One process in which people sign in by a SAML provider that it plays itself, signing as one does; it says who came in.

python -m tests.web.signing_on_saml DISTRICT
"""

import base64
import datetime as dt
import os
import sys
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

DISTRICT = Path(sys.argv[1])
SSO, ENTITY = "https://id.example.org/sso", "https://id.example.org/maple"
HERE = "http://budget.example.org/account/sign-on/saml/district/"
NOW = dt.datetime.now(tz=dt.UTC)
ANSWER = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r{mark}" Version="2.0" IssueInstant="{at}" Destination="{here}acs/" InResponseTo="{asked}">
<saml:Issuer>{entity}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
<saml:Assertion ID="_a{mark}" Version="2.0" IssueInstant="{at}"><saml:Issuer>{entity}</saml:Issuer>
<saml:Subject><saml:NameID Format="{form}">{named}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{here}acs/" InResponseTo="{asked}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{begin}" NotOnOrAfter="{until}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{at}" SessionIndex="_s{mark}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
{attributes}</saml:Assertion></samlp:Response>"""

ATTRIBUTE = '<saml:AttributeStatement><saml:Attribute Name="{name}"><saml:AttributeValue>{email}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>'
AS_EMAIL, AS_NUMBER = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"  # fmt: skip


def key_pair() -> tuple[str, str]:
    """Make a key and the certificate of it, as texts."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "id.example.org")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(NOW - dt.timedelta(days=1)).not_valid_after(NOW + dt.timedelta(days=9))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = key_pair()
(DISTRICT.parent / "provider.pem").write_text(CERTIFICATE, encoding="ascii")
os.environ |= {
    "PERPUPIL_SAML_ENTITY": ENTITY,
    "PERPUPIL_SAML_SSO": SSO,
    "PERPUPIL_SAML_CERTIFICATE": str(DISTRICT.parent / "provider.pem"),
    "PERPUPIL_SAML_NAME": "Maple",
}

from perpupil.web.serving import open_folder  # noqa: E402  the provider is named first

open_folder(DISTRICT)

import logging  # noqa: E402  Django is set up first

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

settings.ALLOWED_HOSTS = ["budget.example.org"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
logging.disable()
call_command("createcachetable", verbosity=0)

from perpupil.web.access.rights import Role  # noqa: E402
from perpupil.web.sign_on import EMAIL_ATTRIBUTES  # noqa: E402
from perpupil.web.store.models import Person  # noqa: E402
from tests.web.district import person_of  # noqa: E402


@dataclass(frozen=True)
class Said:
    """What the provider says of somebody, and how it is signed."""

    email: str
    key: str = KEY
    certificate: str = CERTIFICATE
    is_signed: bool = True
    minutes_ago: int = 0
    entity: str = ENTITY
    audience: str = HERE + "metadata/"
    attribute: str = ""
    """Under which the e-mail address is said; blank where it is the subject's name."""
    asked: str = ""
    """In answer to which request; blank for the one that was sent."""
    is_changed: bool = False
    """Whether somebody changed it on its way."""

    def answer(self, asked: str) -> str:
        at = NOW - dt.timedelta(minutes=self.minutes_ago)
        begin, until = at - dt.timedelta(minutes=1), at + dt.timedelta(minutes=5)
        moments = {name: one.strftime("%Y-%m-%dT%H:%M:%SZ") for name, one in {"at": at, "begin": begin, "until": until}.items()}  # fmt: skip
        told = {"entity": self.entity, "audience": self.audience, "here": HERE}
        told |= {"form": AS_EMAIL, "named": self.email, "attributes": ""}
        if self.attribute:
            attributes = ATTRIBUTE.format(name=self.attribute, email=self.email)
            told |= {"form": AS_NUMBER, "named": "7", "attributes": attributes}
        text = ANSWER.format(mark=asked.lower(), asked=self.asked or asked, **moments, **told)
        if self.is_signed:
            tree = etree.fromstring(text)
            assertion = tree.find("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion")
            signed = OneLogin_Saml2_Utils.add_sign(etree.tostring(assertion), self.key, self.certificate)
            tree.replace(assertion, etree.fromstring(signed))
            text = etree.tostring(tree).decode()
        if self.is_changed:
            text = text.replace(">principal", ">budget_director")
        return base64.b64encode(text.encode()).decode()


def browser() -> Client:
    return Client(headers={"host": "budget.example.org"})


def begin(client: Client) -> str:
    """Begin to sign in; give what the provider was asked."""
    page = client.get("/sign-in/")
    assert f"form-action 'self' {urlsplit(SSO).scheme}://{urlsplit(SSO).netloc};" in page.headers["Content-Security-Policy"]  # fmt: skip
    assert b"/account/sign-on/saml/district/login/" in page.content
    assert b"Sign in with Maple" in page.content
    onward = client.post("/account/sign-on/saml/district/login/").headers["Location"]
    assert onward.startswith(f"{SSO}?SAMLRequest=")
    packed = parse_qs(urlsplit(onward).query)["SAMLRequest"][0]
    asked = etree.fromstring(zlib.decompress(base64.b64decode(packed), -15))
    assert asked.get("AssertionConsumerServiceURL") == HERE + "acs/"
    return str(asked.get("ID"))


def is_in(client: Client) -> bool:
    return client.get("/schools/").status_code == 200


def hand_over(client: Client, answer: str) -> bool:
    """Hand the provider's answer over, as the browser does; give whether pages of the district are seen then."""
    page = client.post("/account/sign-on/saml/district/acs/", {"SAMLResponse": answer, "RelayState": ""})
    assert page.status_code == 302
    client.get(page.headers["Location"])
    return is_in(client)


def came_in(said: Said) -> bool:
    client = browser()
    return hand_over(client, said.answer(begin(client)))


def replayed(said: Said) -> list[bool]:
    """Hand an answer over, leave, and hand the same one over again: in the same browser, and in another one."""
    client, other = browser(), browser()
    answer = said.answer(begin(client))
    first = hand_over(client, answer)
    client.post("/sign-out/")
    begin(other)
    return [first, hand_over(client, answer), hand_over(other, answer)]


def main() -> None:
    director, closed = person_of(Role.BUDGET_DIRECTOR), person_of(Role.GRANTS_MANAGER)
    principal = person_of(Role.PRINCIPAL, "0010")
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    Person.objects.filter(pk=principal.pk).update(email="principal@example.org")
    Person.objects.filter(pk=director.pk).update(email="budget_director@example.org")
    good = Said("Budget_Director@example.org")
    other_key, other_certificate = key_pair()
    told = {
        "invited": came_in(good),
        "again": came_in(good),
        "by another attribute": came_in(replace(good, attribute="phone")),
        "by attribute": [came_in(replace(good, attribute=one)) for one in EMAIL_ATTRIBUTES],
        "replayed": replayed(good),
        "nobody": came_in(replace(good, email="nobody@example.org")),
        "closed": came_in(replace(good, email=closed.email)),
        "unsigned": came_in(replace(good, is_signed=False)),
        "another key": came_in(replace(good, key=other_key, certificate=other_certificate)),
        "changed on its way": came_in(replace(good, email="principal@example.org", is_changed=True)),
        "too old": came_in(replace(good, minutes_ago=60)),
        "not yet": came_in(replace(good, minutes_ago=-60)),
        "of another provider": came_in(replace(good, entity="https://else.example.org")),
        "for somebody else": came_in(replace(good, audience="https://else.example.org")),
        "not asked for": came_in(replace(good, asked="ONELOGIN_else")),
        "no answer": hand_over(browser(), base64.b64encode(b"<x/>").decode()),
        "no letters": hand_over(browser(), "%%%"),
    }
    paths = [browser().get(f"/account/sign-on/saml/district/{one}/").status_code for one in ("metadata", "sls")]
    assert (paths, Person.objects.count()) == ([404, 404], 3)
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main()
