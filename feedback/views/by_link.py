"""The check-in behind the link of a reminder: to write, not to read."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from people.access import public
from perfhub.kernel.htmx import page

from .. import access, rules
from ..forms import LinkForm


@public  # a letter is read where nobody is signed in; the token is the key to one form and to nothing that is written
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request, token):
    """GET shows an empty form and changes nothing, however often a scanner asks; POST answers, once."""
    form = LinkForm(request.POST or None)
    try:
        check_in = rules.open_link(token, at=request.at)
        if form.is_valid():
            check_in = rules.answer_by_link(token, at=request.at, **form.rule_arguments())
            return render(request, "feedback/link_sent.html", {"check_in": check_in})
    except (rules.LinkOver, rules.AnsweredAlready) as over:
        typed = [(field.label, field.value()) for field in form.visible_fields() if form.is_bound and field.value()]
        return render(request, "feedback/link_over.html", {"sentence": over.sentence, "typed": typed}, status=410)
    readers = access.readers_of(check_in, at=request.at, once_sent=True)
    return page(request, "feedback/link_form.html", {"form": form, "check_in": check_in, "readers": readers})
