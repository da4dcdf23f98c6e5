"""One process that sends reminders into a folder: python -m tests.web.reminding DISTRICT FOLDER DATE [people].

With `people` it makes them, and sends nothing.
"""

import datetime as dt
import sys
from pathlib import Path

from perpupil.web.serving import open_folder

open_folder(Path(sys.argv[1]))

from django.conf import settings  # noqa: E402  Django is set up first
from django.utils import timezone  # noqa: E402

from perpupil.web.access.rights import Role  # noqa: E402
from perpupil.web.mail.reminding import send_due  # noqa: E402
from perpupil.web.store.models import Holding, Person  # noqa: E402

settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", sys.argv[2]

if len(sys.argv) > 4:
    for number in range(6):
        person = Person.objects.create(email=f"director.{number}@example.org", name=f"Director {number}")
        Holding.objects.create(person=person, role=Role.BUDGET_DIRECTOR, begins=dt.date(2026, 7, 1))
else:
    send_due(timezone.now(), dt.date.fromisoformat(sys.argv[3]))
