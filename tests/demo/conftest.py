"""The district and its twin, written once."""

from pathlib import Path

import pytest
from demo.__main__ import write
from demo.district import SEED, TODAY
from demo.files import clean
from demo.messy import messy


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("district")
    write(folder, clean(SEED, TODAY))
    return folder


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("twin")
    write(folder, messy(SEED, TODAY))
    return folder
