"""Programs of people, each with a token."""

import datetime as dt
from typing import Any

from django.test import Client

from perpupil.web.store.models import Person, Token
from perpupil.web.store.tokens import hash_of
from tests.web.district import OWN
from tests.web.offered import TODAY

API = "/api/v1"
CHOOSE = "/schools/{unit}/choices/seats"


class Program:
    """Whoever asks with a token."""

    def __init__(self, person: Person, until: dt.date = TODAY) -> None:
        self.client, self.token = Client(), f"pp_of_{person.pk}"
        self.kept = Token.objects.create(
            person=person, subject=f"{person.pk}:x", title="x", hash=hash_of(self.token), made=TODAY, until=until
        )

    def ask(self, method: str, address: str, body: object = None, key: str = "a-key-of-mine") -> Any:  # noqa: ANN401  Django's own answer
        named = {"content_type": "application/json"} | ({"data": body} if body is not None else {})
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key}
        return getattr(self.client, method)(API + address, headers=headers, **(named if method == "post" else {}))

    def choose(self, choice: str, version: int = 0, key: str = "a-key-of-mine", quantity: str = "") -> Any:  # noqa: ANN401  Django's own answer
        body = {"choice": choice, "quantity": quantity, "version": version}
        return self.ask("post", CHOOSE.format(unit=OWN), body, key)
