"""Those who ask: each reads, thinks, opens a line, looks at the services and saves a choice; one connection each, as a browser keeps it.

Standard library alone, in one process, so that asking takes little of the processor that answering needs. Reads who is signed in, as JSON; prints
what they met.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from urllib.parse import urlencode

SEED = 7
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_FORM = re.compile(r'<form method="post" id="choices".*?</form>', re.DOTALL)
_KEY = re.compile(r'name="key" value="([^"]+)"')
_HIDDEN = re.compile(r'name="((?:was|version)-[^"]+)" value="([^"]*)"')
_RADIO = re.compile(r'name="choice-([^"]+)" value="([^"]+)"( checked)?')
_OK, _FOUND, _CONFLICT = 200, 302, 409


class Met:
    """What all of them met."""

    def __init__(self) -> None:
        """Begin without anything."""
        self.pages: list[tuple[str, float]] = []
        self.errors: list[str] = []
        self.saved: list[tuple[str, str, str]] = []
        self.conflicts = 0


class Asker:
    """Somebody with a browser."""

    def __init__(self, port: int, unit: str, session: str, met: Met) -> None:
        """Take the port of the server, the school, and the cookie."""
        self.port, self.unit, self.met = port, unit, met
        self.cookies = {"sessionid": session}
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, kind: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Ask for a page or send a form; give the status and the text."""
        begun = time.perf_counter()
        try:
            status, text = await asyncio.wait_for(self._ask(path, form), 60)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.streams = None
            self.met.errors.append(f"{kind}: {type(error).__name__}")
            return 0, ""
        self.met.pages.append((kind, (time.perf_counter() - begun) * 1e3))
        if status not in {_OK, _FOUND, _CONFLICT}:
            self.met.errors.append(f"{kind}: {status}")
        return status, text

    async def _ask(self, path: str, form: dict[str, str] | None) -> tuple[int, str]:
        if (
            self.streams is None or self.streams[0].at_eof()
        ):  # a server ends a connection that rests; a browser opens another
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        body = urlencode(form).encode() if form is not None else b""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nCookie: {cookies}\r\n"
        if form is not None:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{head}\r\n".encode() + body)
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        length = 0
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "content-length":
                length = int(value)
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        return int(lines[0].split()[1]), (await reader.readexactly(length)).decode()

    async def choose(self, chance: random.Random, think: float) -> None:
        """Open the page of services, think, and change one choice."""
        status, text = await self.ask("services", f"/schools/{self.unit}/services/")
        form, token = _FORM.search(text), _TOKEN.search(text)
        if status != _OK or form is None or token is None:
            return
        chosen: dict[str, str] = {}
        options: dict[str, list[str]] = {}
        for service, value, is_checked in _RADIO.findall(text):
            options.setdefault(service, []).append(value)
            if is_checked:
                chosen[service] = value
        service = chance.choice(sorted(options))
        wanted = next((one for one in options[service] if one != chosen.get(service)), "")
        await asyncio.sleep(think)
        key = _KEY.search(form[0])
        fields = dict(_HIDDEN.findall(text)) | {f"choice-{name}": value for name, value in chosen.items()}
        own = {name: value for name, value in fields.items() if name.partition("-")[2] == service}
        sent = own | {f"choice-{service}": wanted, "key": key[1] if key else "", "csrfmiddlewaretoken": token[1]}
        status, _ = await self.ask("save a choice", f"/schools/{self.unit}/services/choose/", sent)
        if status == _FOUND:
            self.met.saved.append((self.unit, service, wanted))
        elif status == _CONFLICT:
            self.met.conflicts += 1


async def _live(asker: Asker, chance: random.Random, begun: float, until: float, think: float) -> None:
    """Come some time in the first half and look at one's school, then do one thing after another, with thinking between them."""
    await asyncio.sleep(chance.uniform(0, (until - begun) / 2))
    await asker.ask("own school, first", f"/schools/{asker.unit}/")
    await asyncio.sleep(chance.uniform(0, think))
    while time.monotonic() < until:
        what = chance.random()
        pause = chance.uniform(0.4, 1.6) * think
        if what < 0.45:  # noqa: PLR2004  the mix: nearly half read their school
            await asker.ask("own school", f"/schools/{asker.unit}/")
        elif what < 0.60:  # noqa: PLR2004
            await asker.ask("question", f"/schools/{asker.unit}/questions/allocation/")
        elif what < 0.70:  # noqa: PLR2004
            await asker.ask("calendar", "/calendar/")
        else:
            await asker.choose(chance, pause)
        await asyncio.sleep(pause)


async def main(port: int, seconds: int, think: float) -> None:
    """Let everybody live, and print what they met."""
    met = Met()
    people = json.load(sys.stdin)["people"]
    chance, begun = random.Random(SEED), time.monotonic()  # noqa: S311  no secret
    lives = [
        _live(Asker(port, unit, session, met), random.Random(chance.random()), begun, begun + seconds, think)  # noqa: S311
        for unit, session in people
    ]
    await asyncio.gather(*lives)
    print(
        json.dumps({"pages": met.pages, "errors": met.errors, "saved": met.saved, "conflicts": met.conflicts}),
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
