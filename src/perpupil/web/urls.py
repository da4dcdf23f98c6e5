"""Every address there is. A page says itself which right it asks for; a test holds each address against the table of rights."""

from django.conf import settings
from django.urls import include, path

from perpupil.web import account, beginning, entrance
from perpupil.web.api import tokens
from perpupil.web.office import autonomy, calendar, events, home, people, unexplained
from perpupil.web.office import grants as office_grants
from perpupil.web.office import services as office_services
from perpupil.web.school import grants
from perpupil.web.school import services as choices

urlpatterns = [
    path("", home.show, name="home"),
    path("unexplained/", unexplained.show, name="unexplained"),
    path("data/", include("perpupil.web.office.data_urls")),
    path("where-we-stand/", include("perpupil.web.office.standing_urls")),
    path("formula/", include("perpupil.web.office.formula_urls")),
    path("", include("perpupil.web.school.urls")),
    path("schools/<str:unit>/services/", choices.show, name="service_choices"),
    path("schools/<str:unit>/services/choose/", choices.choose, name="choose_services"),
    path("schools/<str:unit>/services/receipt.pdf", choices.paper, name="receipt"),
    path("services/", office_services.show, name="services"),
    path("autonomy/", autonomy.show, name="autonomy"),
    path("autonomy/settle/", autonomy.settle, name="settle"),
    path("schools/<str:unit>/autonomy/", autonomy.school, name="school_autonomy"),
    path("grants/", office_grants.show, name="grants"),
    path("grants/spending/", office_grants.spending, name="grant_spending"),
    path("grants/worksheets/<str:name>/", office_grants.worksheet, name="grant_worksheet"),
    path("schools/<str:unit>/grants/", grants.show, name="school_grants"),
    path("schools/<str:unit>/grants/new/", grants.begin, name="begin_proposal"),
    path("schools/<str:unit>/grants/<str:name>/", grants.proposal, name="proposal"),
    path("schools/<str:unit>/grants/<str:name>/change/", grants.change, name="change_proposal"),
    path("schools/<str:unit>/grants/<str:name>/review/", grants.review, name="review_proposal"),
    path("calendar/", calendar.show, name="calendar"),
    path("calendar/calendar.ics", calendar.download, name="calendar_download"),
    path("calendar/<str:name>/", calendar.set_date, name="calendar_date"),
    path("account/tokens/", tokens.listing, name="tokens"),
    path("account/tokens/make/", tokens.make, name="make_token"),
    path("account/tokens/revoke/", tokens.revoke, name="revoke_token"),
    path("api/v1/", include("perpupil.web.api.urls")),
    path("up/", entrance.is_up, name="up"),
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-in/as/", entrance.enter_as, name="enter_as"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("people/", people.listing, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:number>/", people.person, name="person"),
    path("events/", events.listing, name="events"),
    path("begin/<int:number>/<str:token>/", account.begin, name="begin"),
    path("first/<str:token>/", beginning.begin, name="first"),
    path("account/", account.show, name="account"),
    path("account/", include("perpupil.web.access.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
if settings.SIGN_ON is not None:
    urlpatterns += [
        path("account/sign-on/", include("allauth.socialaccount.urls")),
        path("account/sign-on/", include(settings.SIGN_ON.addresses)),
    ]
handler400 = "perpupil.web.entrance.not_understood"
handler404 = "perpupil.web.entrance.not_there"
handler500 = "perpupil.web.entrance.failed"
