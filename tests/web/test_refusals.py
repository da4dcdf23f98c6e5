"""What the folder refuses, told without its place."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from perpupil.web.refusals import told
from perpupil.workspace.district import Busy, alone


def test_the_place_of_the_folder_is_nobodys_matter(settings: Settings) -> None:
    district = Path(settings.DISTRICT)
    with alone(district), pytest.raises(Busy) as refused, alone(district):
        pass
    assert told(refused.value) == "Another perpupil is at work in the district's folder. Try again when it has ended."
    assert told(f"{district}/facts/in-force.json is damaged.") == "facts/in-force.json is damaged."
