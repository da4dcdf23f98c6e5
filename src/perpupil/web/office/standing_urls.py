"""The addresses of where we stand today."""

from django.urls import path

from perpupil.web.office import standing

urlpatterns = [
    path("", standing.show, name="standing"),
    path("report.<str:ending>", standing.report, name="standing_report"),
    path("tables/<slug:name>.csv", standing.table, name="standing_table"),
    path("discussed/", standing.mark, name="standing_mark"),
    path("discussed/undo/", standing.unmark, name="standing_unmark"),
    path("diagnosis/", standing.set_diagnosis, name="diagnosis_set"),
    path("diagnosis/override/", standing.override_diagnosis, name="diagnosis_override"),
    path("diagnosis/keep-to/", standing.keep_to_diagnosis, name="diagnosis_keep_to"),
]
