"""The addresses of schools and of questions about their figures."""

from django.urls import path

from perpupil.web.school import asking, letter, school

urlpatterns = [
    path("schools/", school.listing, name="schools"),
    path("schools/<str:unit>/", school.show, name="school"),
    path("schools/<str:unit>/letter/", letter.show, name="school_letter"),
    path("schools/<str:unit>/letter.pdf", letter.as_file, name="school_letter_pdf"),
    path("schools/<str:unit>/compare/<str:other>/", school.compare, name="school_compare"),
    path("schools/<str:unit>/questions/<str:name>/", asking.show, name="question"),
    path("questions/", asking.listing, name="questions"),
]
