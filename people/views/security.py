"""One's own sign-in: password, second factor, where one is signed in. Global: no organization takes part."""

import io

import qrcode
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from qrcode.image.svg import SvgPathImage

from perfhub.kernel.htmx import page, toast

from .. import queries, rules
from ..access import get_employee, recent, require
from ..forms import AppCodeForm, PasswordForm
from ..rules.recovery import RecoveryOver
from ..rules.second_factor import AlreadyOn, WrongCode, address_of
from .entry import moment
from .setting_up import KEY, in_fours, key_of


@require_safe
@login_required
def overview(request):
    """Everything about one's sign-in on one page."""
    security = queries.security_of(request.user, request.session)
    return render(request, "people/security.html", {"security": security})


@require_POST
@login_required
def end_session(request):
    """End one of the other sessions."""
    if rules.end_session(request.user, request.POST.get("session", "")):
        toast(request, _("That device is signed out."))
    return redirect("security")


@require_POST
@login_required
def end_others(request):
    """Sign out everywhere but here."""
    rules.end_sessions(request.user, but=request.session.session_key)
    toast(request, _("All other devices are signed out."))
    return redirect("security")


@recent(minutes=10)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_up(request):
    """Scan or type the key, then prove by a code that the app has it; then the recovery codes, once."""
    if queries.has_second_factor(request.user):
        return redirect("security")
    form = AppCodeForm(request.POST or None)
    key = key_of(request)
    if form.is_valid():
        try:
            codes = rules.set_up_second_factor(
                request.user,
                key=key,
                code=form.cleaned_data["code"],
                at=moment(request),
                keep=request.session.session_key,
            )
            request.session.pop(KEY)
            request.session.prove()
            return render(request, "people/recovery_codes.html", {"codes": codes, "first": True})
        except (WrongCode, AlreadyOn) as refused:
            form.add_error("code", str(refused.sentence))
    context = {"form": form, "key": in_fours(key)}
    return render(request, "people/second_factor.html", context, status=422 if form.errors else 200)


@recent(minutes=10)
@require_safe
@login_required
def qr_code(request):
    """The key that is being set up, as a picture for the app's camera."""
    if KEY not in request.session:
        raise Http404
    drawn = io.BytesIO()
    address = address_of(request.user, key_of(request))
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@recent(minutes=10)
@require_POST
@login_required
def renew_codes(request):
    """New recovery codes, shown once."""
    if not queries.has_second_factor(request.user):
        return redirect("security")
    codes = rules.renew_recovery_codes(request.user, at=moment(request))
    return render(request, "people/recovery_codes.html", {"codes": codes})


@recent(minutes=10)
@require_POST
@login_required
def turn_off(request):
    """Without a second factor; where a role needs one, the next entry asks to set it up."""
    rules.drop_second_factor(request.user, at=moment(request), keep=request.session.session_key)
    request.session.prove()
    toast(request, _("The second factor is off."))
    return redirect("security")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def recover(request, token):
    """The link of who lost phone and codes, for whom two people vouched: the password, and the second factor is off."""
    at = moment(request)
    try:
        recovery = rules.recovery_by(token, at=at)
        form = PasswordForm(request.POST or None)
        if form.is_valid():
            rules.recover(token, password=form.cleaned_data["password"], at=at)
            return redirect("account_login")
    except RecoveryOver as over:
        return render(request, "people/recover.html", {"sentence": over.sentence}, status=410)
    except rules.NotProved as wrong:
        form.add_error("password", str(wrong.sentence))
    context = {"form": form, "email": recovery.user.shown_name, "token": token}
    return render(request, "people/recover.html", context, status=422 if form.errors else 200)


@recent(minutes=10)
@require_http_methods(["GET", "POST"])
def vouch(request, pk):
    """HR: somebody lost phone and codes. One asks, another confirms; the user consents by mail and password."""
    employee = get_employee(request.viewer, pk)
    require("vouch", request.viewer, employee)
    if request.method == "POST":
        confirming = "confirm" in request.POST
        verb = rules.confirm_recovery if confirming else rules.ask_recovery
        verb(employee, by=request.viewer, at=request.at)
        toast(request, _("Confirmed. A letter is on its way.") if confirming else _("Asked. Somebody else confirms."))
        return redirect("people:vouch", request.organization.slug, pk)
    context = {"employee": employee, "asked": rules.open_vouch(employee, at=request.at)}
    return page(request, "people/vouch.html", context)
