"""What web_load.py starts in processes of their own: people signed in, a folder served, and a look at what was kept."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def sign_in(district: Path, users: int) -> None:
    """Make the database and its people, and print who is signed in: school, cookie, and whether the same person has another window open."""
    from web_people import session_of, settle_in  # noqa: PLC0415  Django is set up first

    from perpupil.web.serving import Served, prepare  # noqa: PLC0415

    prepare(Served(district))
    from perpupil.web import services  # noqa: PLC0415

    known = services.offered()
    units = known.students.schools if known is not None else ()
    principals = settle_in(units)["principal"]
    step = max(1, len(principals) // users)
    chosen = principals[::step][: users - users // 20]
    again = chosen[: users // 20]  # one in twenty has a second window open, so that some saves meet another
    print(json.dumps({"people": [[one.unit, session_of(one)] for one in (*chosen, *again)]}))


def serve(district: Path, port: int, workers: int) -> None:
    """Serve the folder as `perpupil serve` does, without the worker of the data desk."""
    from perpupil.web.serving import Served, prepare  # noqa: PLC0415
    from perpupil.web.serving import serve as answer  # noqa: PLC0415

    served = Served(district, port=port, workers=workers, has_worker=False)
    prepare(served)
    answer(served)


def look(district: Path) -> None:
    """Print every choice that was saved, and whether the chain of events holds."""
    from perpupil.web.serving import open_folder  # noqa: PLC0415

    open_folder(district)
    from perpupil.web.store.chain import check  # noqa: PLC0415  Django is set up first
    from perpupil.web.store.choices import ACTION, service_of  # noqa: PLC0415
    from perpupil.web.store.models import Event  # noqa: PLC0415

    rows = Event.objects.filter(action=ACTION).values_list("unit", "subject", "content")
    saved = [[unit, service_of(subject), content["choice"]] for unit, subject, content in rows]
    checked = check(1 << 40)
    print(json.dumps({"saved": saved, "holds": checked.holds, "events": checked.events}))


if __name__ == "__main__":
    what, folder, *numbers = sys.argv[1:]
    {"sign-in": sign_in, "serve": serve, "look": look}[what](Path(folder), *map(int, numbers))
