"""The addresses of sign-on by SAML that are used. Signing out is here alone, and what the provider is told of us stands in the documentation."""

from __future__ import annotations

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from lxml.etree import XMLSyntaxError

from perpupil.web.access.guard import is_open


@is_open
def finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Take the provider's answer; one that is no SAML at all is refused as one that is not signed."""
    try:
        answer: HttpResponse = views.finish_acs(request, organization_slug=organization_slug)
    except XMLSyntaxError:
        answer = render_authentication_error(request, "saml")
    return answer


@is_open
def absent(request: HttpRequest, organization_slug: str) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Say that it is not there: the address only names us."""
    raise Http404


urlpatterns = [
    path("saml/<slug:organization_slug>/acs/", views.acs, name="saml_acs"),
    path("saml/<slug:organization_slug>/acs/finish/", finish, name="saml_finish_acs"),
    path("saml/<slug:organization_slug>/login/", views.login, name="saml_login"),
    path("saml/<slug:organization_slug>/metadata/", absent, name="saml_metadata"),
    path("saml/<slug:organization_slug>/sls/", absent, name="saml_sls"),
]
