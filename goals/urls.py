"""Addresses of this floor."""

from django.urls import path, register_converter

from .states import ReactionKind
from .views import acts, aligning, bulk, cycles, giving, goals, library, listing, own, people, tree

app_name = "goals"


class ReactionKindConverter:
    """One of the things said to a comment with one press."""

    regex = "|".join(ReactionKind.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ReactionKindConverter, "goal_reaction")

pages = [
    path("goals/", own.mine, name="mine"),
    path("goals/team/", own.team, name="team"),
    path("goals/tree/", tree.tree, name="tree"),
    path("goals/due/", own.due, name="due"),
    path("goals/new/", goals.write, name="write"),
    path("goals/list/", listing.goals, name="list"),
    path("goals/list/table/", listing.table, name="list_table"),
    path("goals/list/views/", listing.save, name="save_view"),
    path("goals/list/views/<int:pk>/delete/", listing.delete, name="delete_view"),
    path("goals/library/", library.library, name="library"),
    path("goals/library/new/", library.write, name="write_template"),
    path("goals/library/<int:pk>/", library.change, name="change_template"),
    path("goals/library/<int:pk>/retire/", library.retire, name="retire_template"),
    path("goals/library/<int:pk>/bring-back/", library.bring_back, name="bring_template_back"),
    path("goals/imports/", bulk.imports, name="imports"),
    path("goals/imports/<int:pk>/", bulk.goal_import, name="import"),
    path("goals/imports/<int:pk>/apply/", bulk.apply, name="import_apply"),
    path("goals/imports/<int:pk>/undo/", bulk.undo, name="import_undo"),
    path("goals/imports/<int:pk>/call-off/", bulk.call_off, name="import_call_off"),
    path("goals/imports/<int:pk>/discard/", bulk.discard, name="import_discard"),
    path("goals/cycles/", cycles.cycles, name="cycles"),
    path("goals/cycles/<int:pk>/", cycles.cycle, name="cycle"),
    path("goals/cycles/<int:pk>/table/", cycles.cycle_table, name="cycle_table"),
    path("goals/cycles/<int:pk>/people/", cycles.cycle_people, name="cycle_people"),
    path("goals/cycles/<int:pk>/open/", cycles.open_cycle, name="open_cycle"),
    path("goals/cycles/<int:pk>/begin-closing/", cycles.begin_closing, name="begin_closing"),
    path("goals/cycles/<int:pk>/go-on/", cycles.go_on, name="go_on"),
    path("goals/cycles/<int:pk>/close/", cycles.close_cycle, name="close_cycle"),
    path("goals/<int:pk>/", goals.goal, name="goal"),
    path("goals/<int:pk>/change/", goals.change, name="change"),
    path("goals/<int:pk>/update/", goals.update, name="update"),
    path("goals/<int:pk>/updates/<int:update_pk>/correct/", goals.correct, name="correct"),
    path("goals/<int:pk>/updates/<int:update_pk>/reply/", goals.reply, name="reply"),
    path("goals/<int:pk>/comment/", goals.comment, name="comment"),
    path("goals/<int:pk>/align/", aligning.align, name="align"),
    path("goals/<int:pk>/serve/", aligning.serve, name="serve"),
    path("goals/<int:pk>/people/", people.people, name="people"),
    path("goals/<int:pk>/people/<int:share_pk>/end/", people.end_contribution, name="end_contribution"),
    path("goals/<int:pk>/follow/", people.follow, name="follow"),
    path("goals/<int:pk>/unfollow/", people.unfollow, name="unfollow"),
    path("goals/<int:pk>/comments/<int:message_pk>/<goal_reaction:kind>/", people.react, name="react"),
    path("goals/<int:pk>/give/", giving.give, name="give"),
    path("goals/givings/<int:pk>/", giving.giving, name="giving"),
    path("goals/givings/<int:pk>/apply/", giving.apply, name="apply_giving"),
    path("goals/givings/<int:pk>/discard/", giving.discard, name="discard_giving"),
    path("goals/givings/<int:pk>/call-off/", giving.call_off, name="call_off_giving"),
    path("goals/givings/<int:pk>/take-back/", giving.take_back, name="take_back_giving"),
    path("goals/requests/", aligning.requests, name="requests"),
    path("goals/requests/<int:pk>/accept/", aligning.accept_request, name="accept_request"),
    path("goals/requests/<int:pk>/decline/", aligning.decline_request, name="decline_request"),
    path("goals/requests/<int:pk>/withdraw/", aligning.withdraw_request, name="withdraw_request"),
    path("goals/<int:pk>/propose/", acts.propose, name="propose"),
    path("goals/<int:pk>/withdraw/", acts.withdraw, name="withdraw"),
    path("goals/<int:pk>/approve/", acts.approve, name="approve"),
    path("goals/<int:pk>/send-back/", acts.send_back, name="send_back"),
    path("goals/<int:pk>/start/", acts.start, name="start"),
    path("goals/<int:pk>/drop/", acts.drop, name="drop"),
    path("goals/<int:pk>/accept-drop/", acts.accept_drop, name="accept_drop"),
    path("goals/<int:pk>/hand-over/", acts.hand_over, name="hand_over"),
    path("goals/<int:pk>/close/", acts.close, name="close"),
    path("goals/<int:pk>/acknowledge/", acts.acknowledge, name="acknowledge"),
    path("goals/<int:pk>/carry-over/", acts.carry_over, name="carry_over"),
    path("people/<int:pk>/goals/", own.of_employee, name="of_employee"),
    path("people/<int:pk>/goals/new/", goals.write, name="write_for"),
]
api: list = []
