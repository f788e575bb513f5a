"""What the audit calls it when somebody says how a plan felt: that something was answered, never what or of which."""

from django.utils.translation import gettext_lazy as _

from perfhub.kernel.slots import Acts

ACTS = Acts(name="pips.closing", words={"closing.answered": _("Answered how a plan felt")}, sealed=True)
