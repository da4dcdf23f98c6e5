"""Who may come by the district's identity provider: those who were invited, known by the e-mail address that it has confirmed."""

from __future__ import annotations

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest


class OfTheDistrict(DefaultSocialAccountAdapter):  # type: ignore[misc]  # it carries no types
    """Whoever was not invited stays outside, whatever the provider says."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002  allauth's signature
        """Say no."""
        return False
