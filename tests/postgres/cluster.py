"""A throwaway PostgreSQL server: made in a folder, reached through a socket there, and gone afterwards."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

OWNER = "postgres"
"""Who runs the server where the tests run as root: PostgreSQL refuses to be run by root."""


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Run a server until it is no longer wanted; give the address of its database."""
    place = Path(tempfile.mkdtemp(prefix="perpupil_postgres_"))
    is_root = os.geteuid() == 0
    user = OWNER if is_root else pwd.getpwuid(os.geteuid()).pw_name
    if is_root:
        shutil.chown(place, OWNER)
    try:
        data = str(place / "data")
        _run("initdb", "--pgdata", data, "--username", user, "--auth", "trust", "--encoding", "UTF8")
        options = f"-k {place} -c listen_addresses='' -c fsync=off"
        _run("pg_ctl", "start", "--pgdata", data, "--wait", "--options", options, "--log", str(place / "log"))
        try:
            yield f"postgresql://{user}@{quote(str(place), safe='')}/postgres"
        finally:
            _run("pg_ctl", "stop", "--pgdata", data, "--wait", "--mode", "immediate")
    finally:
        shutil.rmtree(place)


def _run(program: str, *arguments: str) -> None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))  # where Debian keeps them
    command = [str(found[-1]) if found else program, *arguments]
    owner = pwd.getpwnam(OWNER) if os.geteuid() == 0 else None
    subprocess.run(  # noqa: S603  our own command
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        user=owner.pw_uid if owner is not None else None,
        group=owner.pw_gid if owner is not None else None,
        extra_groups=[] if owner is not None else None,
    )
