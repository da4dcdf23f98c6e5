"""One process over one folder: it makes people who act, or says what pages show.

python -m tests.web.two_folders DISTRICT make
python -m tests.web.two_folders DISTRICT show
"""

import datetime as dt
import hashlib
import re
import sys
from pathlib import Path

from perpupil.web.serving import open_folder

open_folder(Path(sys.argv[1]))

from django.conf import settings  # noqa: E402  Django is set up first
from django.test import Client  # noqa: E402

settings.ALLOWED_HOSTS = ["testserver"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

from perpupil.web.access.rights import Role  # noqa: E402
from perpupil.web.actions import ACTIONS, Asked, act  # noqa: E402
from perpupil.web.store.models import Event, Person  # noqa: E402
from tests.web.district import OWN, person_of  # noqa: E402

NOW = dt.datetime(2027, 1, 19, 15, 0, 0, 123_456, tzinfo=dt.UTC)
PAGES = ("/", "/schools/", f"/schools/{OWN}/", "/people/", "/events/", "/account/")


def make() -> None:
    principal, director = person_of(Role.PRINCIPAL, OWN), person_of(Role.BUDGET_DIRECTOR)
    person_of(Role.ADMINISTRATOR)
    director.set_password("a long pass phrase 7")
    director.save()
    for number in range(5):
        ask = ACTIONS["questions.ask"]
        given = {"question": f"Why is it «{number}»?"}
        act(Asked(principal, ask, OWN, f"{OWN}:figure-{number}", given, 0, f"form-number-{number}", NOW, NOW.date()))


def show() -> None:
    """Say the end of the chain, and what each page shows to each person, marks of forms left out."""
    last = Event.objects.order_by("-sequence")[0]
    told = [f"{last.sequence} {last.hash}"]
    for person in Person.objects.order_by("pk"):
        client = Client()
        client.force_login(person)
        for path in PAGES:
            answer = client.get(path)
            content = re.sub(rb'(csrfmiddlewaretoken|key)" value="[^"]+"', b"", answer.content)
            told.append(f"{person.email} {path} {answer.status_code} {hashlib.sha256(content).hexdigest()}")
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    {"make": make, "show": show}[sys.argv[2]]()
