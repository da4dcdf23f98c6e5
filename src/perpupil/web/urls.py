"""Every address there is. A page says itself which right it asks for; a test holds each address against the table of rights."""

from django.urls import include, path

from perpupil.web import entrance
from perpupil.web.office import home

urlpatterns = [
    path("", home.show, name="home"),
    path("", include("perpupil.web.school.urls")),
    path("up/", entrance.is_up, name="up"),
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-in/as/", entrance.enter_as, name="enter_as"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
handler404 = "perpupil.web.entrance.not_there"
