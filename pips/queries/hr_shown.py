"""What other pages show of the cases of HR: the way to them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.slots import NavEntry
from perfhub.kernel.tenancy import page_url

from ..access import hr as access


def nav(viewer: Employee) -> Iterator[NavEntry]:
    """For whoever may look after cases by role; the same whether there are any or not. Who leads all plans goes there
    by a tab of the own page, so that nobody's side bar asks for it."""
    if access.looks_after_by_role(viewer):
        yield NavEntry(section="", label=_("Improvement cases"), url=page_url("pips:hr"), icon="lifebuoy")
