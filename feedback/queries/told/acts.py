"""What the audit calls what is done on this floor."""

from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Acts

ACTS = Acts(
    name="feedback",
    words={
        "cadence.changed": gettext_lazy("Check-in days changed"),
        "cadence.set": gettext_lazy("Rhythm of check-ins set"),
        "check_in.answered": gettext_lazy("Check-in sent"),
        "check_in.answered_by_link": gettext_lazy("Check-in sent by the link of a reminder"),
        "check_in.asked_again": gettext_lazy("Check-in asked after all"),
        "check_in.commented": gettext_lazy("Wrote under a check-in"),
        "check_in.corrected": gettext_lazy("Check-in corrected"),
        "check_in.left_standing": gettext_lazy("Check-in left as it was"),
        "check_in.line_seen": gettext_lazy("Line of a check-in seen that was passed up"),
        "check_in.let_go": gettext_lazy("Check-in no longer kept for the one-to-one"),
        "check_in.missed": gettext_lazy("Check-in not answered"),
        "check_in.passed_up": gettext_lazy("Line of a check-in passed up"),
        "check_in.pause_ended": gettext_lazy("Pause of check-ins ended"),
        "check_in.paused": gettext_lazy("Check-ins paused"),
        "check_in.raised": gettext_lazy("Check-in kept for the one-to-one"),
        "check_in.reacted": gettext_lazy("Reacted to a check-in"),
        "check_in.reaction_taken_back": gettext_lazy("Reaction to a check-in taken back"),
        "check_in.read": gettext_lazy("Check-in marked as read"),
        "check_in.reopened": gettext_lazy("Check-in opened again"),
        "check_in.rescheduled": gettext_lazy("Check-in moved to another day"),
        "check_in.seen": gettext_lazy("Check-in seen"),
        "check_in.shared": gettext_lazy("Check-in shared over a dotted line"),
        "check_in.skipped": gettext_lazy("Check-in not asked"),
        "check_in.unshared": gettext_lazy("Sharing of a check-in taken back"),
        "check_in.unread": gettext_lazy("Check-in marked as unread"),
        "check_in.week_opened": gettext_lazy("Week of check-ins opened"),
        "check_in.words_seen": gettext_lazy("Words under a check-in seen"),
        "question.added": gettext_lazy("Question added"),
        "question.asking": gettext_lazy("Said how often a question is asked"),
        "question.reworded": gettext_lazy("Question reworded"),
    },
    reads={
        "check_in.seen": gettext_lazy("Check-in"),
        "check_in.line_seen": gettext_lazy("Line of a check-in that was passed up"),
        "check_in.words_seen": gettext_lazy("Words under a check-in"),
    },
)
