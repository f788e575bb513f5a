"""Addresses of the gallery; never mounted by the product."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.parts, name="parts"),
    path("form/", views.form, name="form"),
    path("figures/", views.figures, name="figures"),
    path("inbox/", views.inbox, name="inbox"),
    path("job/", views.job, name="job"),
    path("draft/", views.draft, name="draft"),
    path("act/", views.act, name="act"),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-out/", views.sign_in, name="account_logout"),
    path("reset/", views.sign_in, name="account_reset_password"),
    path("error/<int:code>/", views.error, name="error"),
    path("conflict/", views.conflict, name="conflict"),
    path("mail/", views.mail, name="mail"),
]
