"""The addresses of the data desk."""

from django.urls import path

from perpupil.web.office import data, data_upload

urlpatterns = [
    path("", data.listing, name="data"),
    path("upload/", data.upload, name="data_upload"),
    path("templates/<slug:name>.csv", data.a_template, name="data_template"),
    path("sets/<str:seal>/", data.a_set, name="data_set"),
    path("sets/<str:seal>/use-again/", data.use_again, name="data_use_again"),
    path("sets/<str:seal>/put-in-force/", data.put_set_in_force, name="data_set_put_in_force"),
    path("uploads/<int:number>/", data_upload.show, name="data_file"),
    path("uploads/<int:number>/columns/", data_upload.columns, name="data_columns"),
    path("uploads/<int:number>/progress/", data_upload.progress, name="data_progress"),
    path("uploads/<int:number>/look/", data_upload.look, name="data_look"),
    path("uploads/<int:number>/cancel/", data_upload.cancel, name="data_cancel"),
    path("uploads/<int:number>/withdraw/", data_upload.withdraw, name="data_withdraw"),
    path("uploads/<int:number>/put-in-force/", data_upload.put_in_force, name="data_put_in_force"),
    path("uploads/<int:number>/set-aside/", data_upload.set_aside, name="data_set_aside"),
    path("uploads/<int:number>/findings/<str:name>/", data_upload.finding, name="data_finding"),
    path("uploads/<int:number>/findings/<str:name>/decide/", data_upload.decide, name="data_decide"),
]
