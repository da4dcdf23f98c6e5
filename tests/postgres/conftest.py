"""One server for all tests of this folder, and a small district whose tables are in it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres.cluster import cluster
from tests.web.district import make_district

ROOT = Path(__file__).parents[2]
Python = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with cluster() as made:
        yield made


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_district(tmp_path_factory.mktemp("postgres"))


@pytest.fixture(scope="session")
def python(address: str, district: Path) -> Python:
    """Start Python with the database and a district's folder; each call is a process of its own."""
    environment = {**os.environ, "PERPUPIL_DISTRICT": str(district)}

    def start(*arguments: str, database: str = "postgres") -> "subprocess.Popen[str]":
        return subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**environment, "DATABASE_URL": address.removesuffix("postgres") + database},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    return start


@pytest.fixture(scope="session")
def migrated(python: Python) -> Python:
    made = python("-m", "tests.postgres.writer", "begin")
    told, _ = made.communicate()
    assert made.returncode == 0, told
    return python
