"""Say what uploads a folder has: python -m tests.web.waiting_uploads DISTRICT."""

import sys
from pathlib import Path

from perpupil.web.serving import open_folder

open_folder(Path(sys.argv[1]))

from perpupil.web.store.models import Upload  # noqa: E402  Django is set up first

for one in Upload.objects.all():
    names = ", ".join(sorted(file.name for file in one.files.all()))
    sys.stdout.write(f"{names}: {one.state}, {one.jobs.count()} jobs\n")
