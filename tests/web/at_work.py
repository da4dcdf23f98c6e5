"""Somebody at work in the browser, each form with a key of its own."""

from django.test import Client

from perpupil.web.access.rights import Role
from tests.web.district import person_of


class AtWork:
    """A person of a role who is signed in."""

    def __init__(self, role: Role, unit: str = "") -> None:
        self.person = person_of(role, unit)
        self.client = Client()
        self.client.force_login(self.person)
        self._forms = 0

    def get(self, address: str) -> tuple[int, str]:
        answer = self.client.get(address)
        return answer.status_code, answer.content.decode()

    def send(self, address: str, version: int = 0, **fields: str) -> tuple[int, str]:
        """Send a form; give the status, and the page or where it leads."""
        self._forms += 1
        form = {"key": f"form-{self._forms}-of-{self.person.pk}", "version": str(version), **fields}
        answer = self.client.post(address, form)
        return answer.status_code, answer.content.decode() or answer.headers.get("Location", "")
