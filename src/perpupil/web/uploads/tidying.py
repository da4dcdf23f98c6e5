"""Tidying: jobs that nobody can end any more, and files that have waited for a day."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from perpupil.web.store.models import Job, Upload
from perpupil.web.store.uploads import HAS_FILES, OPEN, JobState, UploadState
from perpupil.web.uploads import jobs
from perpupil.web.uploads.handing_over import Desk
from perpupil.workspace.waiting import forget, forget_older_than

_ENDED = (UploadState.WITHDRAWN, UploadState.EXPIRED)


def clear_away() -> None:
    """Take away what the queue keeps of tasks that a worker before this one had begun: their jobs are lost."""
    DBTaskResult.objects.running().delete()


def tidy(desk: Desk) -> None:
    """Put right what stands in the way of new work.

    Args:
        desk: The worker that is there; jobs for another one are lost, and so is one that it left without saying how it ended.

    """
    is_left = Q(state=JobState.RUNNING) & ~Q(pk=desk.doing)
    for job in Job.objects.filter(~Q(worker=desk.at.mark) | is_left, state__in=OPEN):
        if job.pk != desk.doing:  # begun since the question was asked
            jobs.lose(job)
    moment = jobs.too_old(timezone.now())
    Upload.objects.filter(state__in=HAS_FILES, at__lt=moment).update(state=UploadState.EXPIRED)
    forget_older_than(jobs.district(), moment)
    for upload in Upload.objects.filter(state__in=_ENDED):
        forget(jobs.folder_of(upload))
    for upload in Upload.objects.filter(state=UploadState.IN_FORCE):  # of a worker that ended before it came to that
        jobs.forget_files(upload, keep_aside=True)
    DBTaskResult.objects.finished().filter(finished_at__lt=moment).delete()
