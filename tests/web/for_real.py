"""One process that is set up as a district is served for real, behind a proxy that speaks HTTPS; it says what answers say.

python -m tests.web.for_real DISTRICT
"""

import contextlib
import io
import json
import os
import shutil
import sys
from pathlib import Path

os.environ |= {"PERPUPIL_HTTPS": "1", "PERPUPIL_HOSTS": "budget.example.org", "PERPUPIL_TWO_STEPS": "1"}

from perpupil.web.serving import open_folder

open_folder(Path(sys.argv[1]))

import logging  # noqa: E402  Django is set up first

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

call_command("createcachetable", verbosity=0)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
shutil.copy(settings.WEB / "static" / "app.css", settings.STATIC_ROOT)
logging.disable()

from perpupil.web.access.rights import Role  # noqa: E402
from tests.web.district import person_of  # noqa: E402

HOST = {"host": "budget.example.org"}
PROXY = HOST | {"x-forwarded-proto": "https"}
PASS_PHRASE = "a long pass phrase 7"  # noqa: S105  of nobody


def deployed() -> str:
    """Give what Django says against how it is set up."""
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        call_command("check", deploy=True, fail_level="INFO", stdout=io.StringIO(), stderr=told)
    return told.getvalue()


def main() -> None:
    person = person_of(Role.BUDGET_DIRECTOR)
    person.set_password(PASS_PHRASE)
    person.save()
    client = Client(headers=PROXY, enforce_csrf_checks=True)
    page = client.get("/sign-in/")
    token = client.cookies["csrftoken"].value
    form = {"login": person.email, "password": PASS_PHRASE, "csrfmiddlewaretoken": token}
    elsewhere = client.post("/sign-in/", form, headers={"origin": "https://elsewhere.example"}).status_code
    client.post("/sign-in/", form, headers={"referer": "https://budget.example.org/sign-in/"})
    cookies = {name: [bool(one["secure"]), bool(one["httponly"]), one["samesite"]] for name, one in client.cookies.items()}  # fmt: skip
    plain = Client(headers=HOST).get("/sign-in/")
    bad = [Client(headers=PROXY | {"x-forwarded-for": f"9.9.9.9, 10.0.0.{place}"}) for place in (1, 2)]
    tries = [bad[0].post("/sign-in/", {"login": f"x{n}@example.org", "password": "x"}).status_code for n in range(11)]
    other = bad[1].post("/sign-in/", {"login": "x99@example.org", "password": "x"}).status_code
    told = {
        "deployed": deployed(),
        "signed in": client.get("/schools/").status_code,
        "hsts": page.headers["Strict-Transport-Security"],
        "cookies": cookies,
        "plain": [plain.status_code, plain.headers["Location"]],
        "plain policy": plain.headers["Content-Security-Policy"] == settings.CONTENT_SECURITY_POLICY,
        "another host": Client(headers=PROXY | {"host": "elsewhere.example"}).get("/sign-in/").status_code,
        "form from elsewhere": elsewhere,
        "tries": tries,
        "from another address": other,
        "static": dict(client.get("/static/app.css").headers),
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
