"""Who may have an account: those who were invited, and nobody by themselves; and how a password is changed."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from perpupil.web.access.links import last_day, path_for
from perpupil.web.frame import today
from perpupil.web.mail.letters import of_forgotten
from perpupil.web.mail.posting import post
from perpupil.web.store.events import Happened, append, hold_chain
from perpupil.web.store.models import Person


class Invited(DefaultAccountAdapter):  # type: ignore[misc]  # it carries no types
    """Nobody makes an account alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Say no."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:  # noqa: ARG002  allauth's signature
        """Give no link of allauth's: a password is chosen by one kind of link here."""
        return ""

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002  allauth's signature
        """Mail somebody who forgot her password the link by which a password is chosen, once."""
        if isinstance(user, Person):
            post(user.email, of_forgotten(user, path_for(user), last_day(today())))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  allauth's signature
        """Lead whoever changed her password, and is signed out by it, back to her account."""
        return reverse("account")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Change a password, with the event that says so; every session of before ends by it."""
        with transaction.atomic():
            hold_chain()
            super().set_password(user, password)
            if isinstance(user, Person):
                key = f"password-{secrets.token_urlsafe(16)}"
                append(Happened(user, "account.password", "", str(user.pk), {}, key, timezone.now()))
