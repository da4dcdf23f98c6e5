"""Many people at once against `perpupil serve`: how many pages a second, how long each waits, and whether any choice that was answered as saved is lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from web_pages import percentile
from web_people import TODAY

SERVED = Path(__file__).with_name("web_served.py")
ASKING = Path(__file__).with_name("web_asking.py")
WORKERS = 2
THINK_SECONDS = 20
"""How long somebody reads on average before the next page."""
START_SECONDS = 400
REST_SECONDS, STARTED_SECONDS, RESTING = 3, 8.0, 0.2
"""A server that has worked so long, and in the last seconds nearly not at all, is ready."""


def measure_load(place: Path, folder: Path, users: int, seconds: int) -> None:
    """Let people work on each database, and print what they met."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.postgres.cluster import cluster  # noqa: PLC0415  only where there is a server to start

    print(
        f"\n{users} people, each a page about every {THINK_SECONDS} s for {seconds} s, {WORKERS} processes that answer; they, the database and those who ask"
        f" share {os.cpu_count()} processors."
    )
    print(
        f"{'database':<12}{'pages/s':>9}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}{'CPU ms a page':>15}{'errors':>8}{'saves':>7}{'conflicts':>11}{'lost':>6}  chain"
    )
    for name in ("SQLite", "PostgreSQL"):
        if name == "PostgreSQL" and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
            print(
                "PostgreSQL is not on this machine, so nothing is measured on it: install the Debian package postgresql."
            )
            continue
        district = folder / name.lower()
        shutil.copytree(place, district, ignore=shutil.ignore_patterns("web"))
        (district / "web").mkdir(mode=0o700)
        with ExitStack() as stack:
            address = stack.enter_context(cluster()) if name == "PostgreSQL" else ""
            _measure(name, district, address, users, seconds)


def _measure(name: str, district: Path, database: str, users: int, seconds: int) -> None:
    environment = {**os.environ, "PERPUPIL_TODAY": TODAY, "PERPUPIL_DISTRICT": str(district)}
    if database:
        environment["DATABASE_URL"] = database
    cookies = _run(environment, "sign-in", str(district), str(users))
    port = _free_port()
    command = [sys.executable, str(SERVED), "serve", str(district), str(port), str(WORKERS)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  our own command
    try:
        _wait_until_warm(server)
        before = _cpu_seconds(server.pid)
        asked = subprocess.run(  # noqa: S603  our own command
            [sys.executable, str(ASKING), str(port), str(seconds), str(THINK_SECONDS)],
            input=json.dumps(cookies),
            capture_output=True,
            text=True,
            check=True,
        )
        cpu = _cpu_seconds(server.pid) - before
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
    met = json.loads(asked.stdout)
    kept = _run(environment, "look", str(district))
    _print(name, met, kept, cpu, seconds)


def _print(name: str, met: dict[str, object], kept: dict[str, object], cpu: float, seconds: int) -> None:
    pages = [(str(kind), float(ms)) for kind, ms in met["pages"]]
    times = [ms for _, ms in pages]
    saved = Counter(tuple(one) for one in met["saved"])
    there = Counter(tuple(one) for one in kept["saved"])
    lost = sum((saved - there).values())
    print(
        f"{name:<12}{len(times) / seconds:>9.1f}{percentile(times, 50):>8,.0f}{percentile(times, 95):>8,.0f}{percentile(times, 99):>8,.0f}"
        f"{cpu * 1e3 / max(len(times), 1):>15,.0f}{len(met['errors']):>8}{sum(saved.values()):>7}{met['conflicts']:>11}{lost:>6}"
        f"  {'holds' if kept['holds'] else 'BROKEN'}, {kept['events']:,} events",
        flush=True,
    )
    for kind in dict.fromkeys(kind for kind, _ in pages):
        own = [ms for one, ms in pages if one == kind]
        print(f"  {kind:<18}{len(own):>7} p50 {percentile(own, 50):>7,.0f} p95 {percentile(own, 95):>7,.0f} ms")
    for error, times_met in Counter(met["errors"]).most_common(5):
        print(f"  error: {error} ({times_met})")


def _run(environment: dict[str, str], *arguments: str) -> dict[str, object]:
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, str(SERVED), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def _wait_until_warm(server: subprocess.Popen[bytes]) -> None:
    """Wait until the processes that answer have worked out what the pages rest on, and rest themselves."""
    begun, last = time.monotonic(), 0.0
    while time.monotonic() - begun < START_SECONDS:
        time.sleep(REST_SECONDS)
        now = _cpu_seconds(server.pid)
        if now > STARTED_SECONDS and now - last < RESTING:
            print(f"{'':<12}ready after {time.monotonic() - begun:,.0f} s, CPU {now:,.0f} s", flush=True)
            return
        last = now
    message = "the server did not come to rest"
    raise RuntimeError(message)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _cpu_seconds(group: int) -> float:
    """Give the processor's seconds of every process of a group."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[2]) == group:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
