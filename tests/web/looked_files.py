"""Files that were received and looked at, of which no byte is there: enough to decide what was found in them."""

import datetime as dt

from perpupil.web.actions import ACTIONS, Asked, act
from perpupil.web.store.models import Looked, Person, Upload, UploadFile
from perpupil.web.store.uploads import UploadState
from perpupil.web.uploads import jobs
from tests.web.test_data_desk import SEEN


def look_at_files(director: Person, now: dt.datetime) -> Upload:
    about = {"title": "October students", "state": UploadState.LOOKED, "year": 2027, "waiting": "a" * 32}
    upload = Upload.objects.create(by=director, at=now, **about)
    UploadFile.objects.create(upload=upload, position=1, name="roster.csv", size_bytes=1_000)
    mark = jobs.rules_mark(upload)
    Looked.objects.create(upload=upload, content=SEEN.as_data(), at=now, rules_mark=mark, is_whole=True)
    receive = ACTIONS["data.receive"]
    act(Asked(director, receive, "", str(upload.number), {}, 0, "received-once", now, now.date()))
    return upload
