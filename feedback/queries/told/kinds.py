"""The kinds of notices of this floor."""

from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import NoticeKind

from .. import gathered
from . import letters, samples

PERSON = ("employee",)
KINDS = (
    NoticeKind(
        name="check_in.due",
        label=gettext_lazy("Your check-in is due"),
        gather=gathered.paused,
        still_wanted=letters.still_due,
        render=letters.render_due,
        sample=lambda: samples.of_check_in(letters.render_due),
    ),
    NoticeKind(
        name="check_in.reminder",
        label=gettext_lazy("Your check-in is still open"),
        gather=gathered.paused,
        still_wanted=letters.still_due,
        render=letters.render_reminder,
        sample=lambda: samples.of_check_in(letters.render_reminder),
    ),
    NoticeKind(
        name="check_in.early",
        label=gettext_lazy("Your check-in is due tomorrow, after two missed ones"),
        gather=gathered.paused,
        still_wanted=letters.still_due,
        render=letters.render_early,
        sample=lambda: samples.of_check_in(letters.render_early),
    ),
    NoticeKind(
        name="check_in.digest",
        label=gettext_lazy("Who of your people has not checked in"),
        gather=gathered.missing,
        still_wanted=letters.digest_wanted,
        render=letters.render_digest,
        sample=samples.of_digest,
        in_digest=True,
    ),
    NoticeKind(
        name="check_in.commented",
        label=gettext_lazy("Somebody wrote under a check-in"),
        gather=gathered.readable,
        still_wanted=letters.may_read,
        render=letters.render_commented,
        sample=lambda: samples.about_a_check_in(letters.render_commented),
        sensitive=True,
        related=PERSON,
    ),
    NoticeKind(
        name="check_in.passed_up",
        label=gettext_lazy("A line of a check-in was passed up"),
        gather=gathered.passed_on,
        still_wanted=letters.passed_up_wanted,
        render=letters.render_passed_up,
        sample=samples.of_passed_up,
        sensitive=True,
        owed=gettext_lazy("Nobody passes your words on without your knowing."),
        related=("check_in__employee", "passed_by", "passed_to"),
    ),
    NoticeKind(
        name="check_in.shared",
        label=gettext_lazy("A check-in was shared over a dotted line"),
        gather=gathered.shared,
        still_wanted=letters.shared_wanted,
        render=letters.render_shared,
        sample=samples.of_shared,
        related=("check_in__employee", "shared_with"),
    ),
    NoticeKind(
        name="check_in.monday",
        label=gettext_lazy("What needs me on Monday, as a manager"),
        gather=gathered.needs,
        still_wanted=letters.monday_wanted,
        render=letters.render_monday,
        sample=samples.of_monday,
    ),
    NoticeKind(
        name="check_in.reopened",
        label=gettext_lazy("A check-in is open again"),
        gather=gathered.reopened_by,
        still_wanted=letters.reopened_wanted,
        render=letters.render_reopened,
        sample=lambda: samples.about_a_check_in(letters.render_reopened),
        related=PERSON,
    ),
    NoticeKind(
        name="check_in.paused",
        label=gettext_lazy("Check-ins are paused"),
        gather=gathered.concerned,
        still_wanted=letters.pause_wanted,
        render=letters.render_paused,
        sample=lambda: samples.about_a_pause(letters.render_paused),
    ),
    NoticeKind(
        name="check_in.pause_ended",
        label=gettext_lazy("A pause of check-ins is over"),
        gather=gathered.concerned,
        still_wanted=letters.pause_wanted,
        render=letters.render_pause_ended,
        sample=lambda: samples.about_a_pause(letters.render_pause_ended),
    ),
)
