"""One process in which people sign in by an identity provider that it plays itself; it says who came in.

python -m tests.web.signing_on DISTRICT
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SAID: dict[str, object] = {}
"""What the provider says of whoever signs in next."""


class Provider(BaseHTTPRequestHandler):
    """An identity provider that believes everybody."""

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{provider.server_port}"
        named = {
            one: f"{here}/{one}"
            for one in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        }
        self.answer(SAID if self.path == "/userinfo_endpoint" else {"issuer": here, **named})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "x", "token_type": "Bearer"})

    def answer(self, said: object) -> None:
        content = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  the standard library's name
        """Say nothing."""


provider = HTTPServer(("127.0.0.1", 0), Provider)
threading.Thread(target=provider.serve_forever, daemon=True).start()
ISSUER = f"http://127.0.0.1:{provider.server_port}"
os.environ |= {"PERPUPIL_OIDC_ISSUER": ISSUER, "PERPUPIL_OIDC_CLIENT": "perpupil", "PERPUPIL_OIDC_SECRET": "secret"}

from perpupil.web.serving import open_folder  # noqa: E402  the provider is named first

open_folder(Path(sys.argv[1]))

from django.conf import settings  # noqa: E402  Django is set up first
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

settings.ALLOWED_HOSTS = ["testserver"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
call_command("createcachetable", verbosity=0)

from perpupil.web.access.rights import Role  # noqa: E402
from tests.web.district import person_of  # noqa: E402


def came_in(**said: object) -> bool:
    """Sign in by the provider; give whether pages of the district are seen then."""
    SAID.clear()
    SAID.update(said)
    client = Client()
    page = client.get("/sign-in/")
    assert f"form-action 'self' {ISSUER};" in page.headers["Content-Security-Policy"]
    assert b"/account/sign-on/oidc/district/login/" in page.content
    onward = client.post("/account/sign-on/oidc/district/login/").headers["Location"]
    assert onward.startswith(f"{ISSUER}/authorization_endpoint?")
    state = parse_qs(urlsplit(onward).query)["state"][0]
    client.get("/account/sign-on/oidc/district/login/callback/", {"code": "c", "state": state})
    return client.get("/schools/").status_code == 200


def main() -> None:
    director, closed = person_of(Role.BUDGET_DIRECTOR), person_of(Role.GRANTS_MANAGER)
    closed.is_active = False
    closed.save()
    told = [
        came_in(sub="1", email=director.email.upper(), email_verified=True),
        came_in(sub="1", email=director.email, email_verified=True),
        came_in(sub="2", email=director.email, email_verified=False),
        came_in(sub="3", email="nobody@example.org", email_verified=True),
        came_in(sub="4", email=closed.email, email_verified=True),
    ]
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main()
