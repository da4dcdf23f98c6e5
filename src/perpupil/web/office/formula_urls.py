"""The addresses of the formula and its drafts."""

from django.urls import path

from perpupil.web.office import drafts, formula

urlpatterns = [
    path("", formula.show, name="formula"),
    path("formula.<str:ending>", formula.as_file, name="formula_file"),
    path("versions/<str:sealed>/", formula.version, name="formula_version"),
    path("drafts/", drafts.listing, name="drafts"),
    path("drafts/save/", drafts.save, name="draft_save"),
    path("drafts/<int:number>/", drafts.show, name="draft"),
    path("drafts/<int:number>/draft.<str:ending>", drafts.as_file, name="draft_file"),
    path("drafts/<int:number>/save/", drafts.save, name="draft_revise"),
    path("drafts/<int:number>/sign/", drafts.sign, name="draft_sign"),
    path("drafts/<int:number>/withdraw/", drafts.withdraw, name="draft_withdraw"),
    path("drafts/<int:number>/adopt/", drafts.adopt, name="draft_adopt"),
    path("drafts/<int:number>/put-in-force/", drafts.put_in_force, name="draft_put_in_force"),
]
