"""What the district's folder refuses, as pages and programs are told it: where the folder lies on the server is nobody's matter."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def told(refusal: Exception | str) -> str:
    """Say why something could not be read or written, without the place of the folder."""
    text = str(refusal)
    for place in dict.fromkeys((str(settings.DISTRICT), str(Path(settings.DISTRICT).resolve()))):
        text = text.replace(f"{place}/", "").replace(place, "the district's folder")
    return text
