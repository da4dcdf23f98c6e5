"""A forgotten password: a link to the address of whoever has an account; the answer is the same where nobody has one."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm

from perpupil.web.store.models import Person


class Forgotten(ResetPasswordForm):  # type: ignore[misc]  # it carries no types
    """Asks for an e-mail address."""

    users: list[Person]
    """Whose address it is."""

    def clean_email(self) -> str:
        """Take the address; a made-up person of the demo has none."""
        email: str = super().clean_email()
        self.users = [one for one in self.users if not one.is_made_up]
        return email
