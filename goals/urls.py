"""Addresses of this floor."""

from django.urls import path, register_converter

from perfhub.kernel.api import door

from .api import cycles as cycle_doors
from .api import feeding as feed_doors
from .api import giving as giving_doors
from .api import goals as doors
from .api import history as history_doors
from .api import library as library_doors
from .api import metrics as metric_doors
from .api import people as people_doors
from .api import requests as request_doors
from .api import tables as table_doors
from .api import tree as tree_doors
from .api import updates as update_doors
from .states import ReactionKind
from .views import acts, aligning, bulk, cycles, giving, goals, library, listing, metrics, own, people, tree

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
    path("goals/<int:pk>/owners/<int:share_pk>/end/", people.end_ownership, name="end_ownership"),
    path("goals/<int:pk>/key-results/<int:key_result_pk>/lead/", people.lead, name="lead"),
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
    path("goals/<int:pk>/feeds/", metrics.feeds, name="feeds"),
    path("goals/<int:pk>/feeds/<int:feed_pk>/stop/", metrics.stop_feeding, name="stop_feeding"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("metrics/new/", metrics.write_metric, name="write_metric"),
    path("metrics/<int:pk>/", metrics.metric, name="metric"),
    path("metrics/<int:pk>/change/", metrics.change_metric, name="change_metric"),
    path("metrics/<int:pk>/measure/", metrics.measure, name="measure"),
    path("metrics/<int:pk>/import/", metrics.import_measurements, name="import_measurements"),
    path("metrics/<int:pk>/files/<int:file_pk>/take-back/", metrics.take_file_back, name="take_file_back"),
    path("metrics/<int:pk>/aim/", metrics.aim, name="aim"),
    path("metrics/<int:pk>/hand-over/", metrics.hand_metric_over, name="hand_metric_over"),
    path("metrics/<int:pk>/retire/", metrics.retire_metric, name="retire_metric"),
    path("people/<int:pk>/goals/", own.of_employee, name="of_employee"),
    path("people/<int:pk>/goals/new/", goals.write, name="write_for"),
]
api = [
    path("goal-cycles/", door(GET=cycle_doors.list_cycles, POST=cycle_doors.create_cycle), name="cycles"),
    path("goal-cycles/<int:pk>/", door(GET=cycle_doors.get_cycle, PATCH=cycle_doors.change_cycle), name="cycle"),
    path("goal-cycles/<int:pk>/figures/", door(GET=cycle_doors.get_cycle_figures), name="cycle_figures"),
    path("goal-cycles/<int:pk>/people/", door(GET=cycle_doors.list_cycle_people), name="cycle_people"),
    path("goal-cycles/<int:pk>/tree/", door(GET=tree_doors.list_tops_of_cycle), name="cycle_tree"),
    path("goal-cycles/<int:pk>/open/", door(POST=cycle_doors.open_cycle), name="open_cycle"),
    path("goal-cycles/<int:pk>/begin-closing/", door(POST=cycle_doors.begin_closing), name="begin_closing"),
    path("goal-cycles/<int:pk>/go-on/", door(POST=cycle_doors.go_on), name="go_on"),
    path("goal-cycles/<int:pk>/close/", door(POST=cycle_doors.close_cycle), name="close_cycle"),
    path("goals/", door(GET=doors.list_goals, POST=doors.write_goal), name="goals"),
    path("goals/<int:pk>/", door(GET=doors.get_goal, PATCH=doors.change_goal), name="goal"),
    path("goals/<int:pk>/key-results/", door(GET=doors.list_key_results), name="key_results"),
    path("goals/<int:pk>/key-results/<int:key_result>/lead/", door(POST=people_doors.lead_key_result), name="lead"),
    path("goals/<int:pk>/history/", door(GET=history_doors.list_goal_history), name="history"),
    path("goals/<int:pk>/below/", door(GET=tree_doors.list_goals_below), name="below"),
    path("goals/<int:pk>/feeds/", door(GET=feed_doors.list_feeds, POST=feed_doors.feed_key_result), name="feeds"),
    path("goals/<int:pk>/feeds/<int:feed>/stop/", door(POST=feed_doors.stop_feeding), name="stop_feeding"),
    path("goals/<int:pk>/propose/", door(POST=doors.propose_goal), name="propose"),
    path("goals/<int:pk>/withdraw/", door(POST=doors.withdraw_goal), name="withdraw"),
    path("goals/<int:pk>/approve/", door(POST=doors.approve_goal), name="approve"),
    path("goals/<int:pk>/send-back/", door(POST=doors.send_goal_back), name="send_back"),
    path("goals/<int:pk>/start/", door(POST=doors.start_goal), name="start"),
    path("goals/<int:pk>/drop/", door(POST=doors.drop_goal), name="drop"),
    path("goals/<int:pk>/accept-drop/", door(POST=doors.accept_drop_of_goal), name="accept_drop"),
    path("goals/<int:pk>/close/", door(POST=doors.close_goal), name="close"),
    path("goals/<int:pk>/acknowledge/", door(POST=doors.acknowledge_goal), name="acknowledge"),
    path("goals/<int:pk>/carry-over/", door(POST=doors.carry_goal_over), name="carry_over"),
    path("goals/<int:pk>/hand-over/", door(POST=doors.hand_goal_over), name="hand_over"),
    path("goals/<int:pk>/align/", door(POST=update_doors.align_goal), name="align"),
    path("goals/<int:pk>/alignments/", door(GET=update_doors.list_alignments), name="alignments"),
    path(
        "goals/<int:pk>/updates/",
        door(GET=update_doors.list_updates, POST=update_doors.report_on_goal),
        name="updates",
    ),
    path("goals/<int:pk>/updates/<int:update>/correct/", door(POST=update_doors.correct_update), name="correct"),
    path(
        "goals/<int:pk>/updates/<int:update>/acknowledge/",
        door(POST=update_doors.acknowledge_update),
        name="acknowledge_update",
    ),
    path(
        "goals/<int:pk>/contributors/",
        door(GET=people_doors.list_contributors, POST=people_doors.add_contributor),
        name="contributors",
    ),
    path(
        "goals/<int:pk>/contributors/<int:share>/end/",
        door(POST=people_doors.end_contribution),
        name="end_contribution",
    ),
    path(
        "goals/<int:pk>/owners/",
        door(GET=people_doors.list_owners, POST=people_doors.add_owner),
        name="owners",
    ),
    path("goals/<int:pk>/owners/<int:share>/end/", door(POST=people_doors.end_ownership), name="end_ownership"),
    path("goals/<int:pk>/follow/", door(POST=people_doors.follow_goal), name="follow"),
    path("goals/<int:pk>/unfollow/", door(POST=people_doors.unfollow_goal), name="unfollow"),
    path(
        "goals/<int:pk>/comments/",
        door(GET=people_doors.list_comments, POST=people_doors.comment_on_goal),
        name="comments",
    ),
    path(
        "goals/<int:pk>/comments/<int:message>/<goal_reaction:kind>/",
        door(POST=people_doors.react_to_comment),
        name="react",
    ),
    path("goals/<int:pk>/give/", door(POST=giving_doors.prepare_giving), name="give"),
    path("goal-givings/", door(GET=giving_doors.list_givings), name="givings"),
    path("goal-givings/<int:pk>/", door(GET=giving_doors.get_giving), name="giving"),
    path("goal-givings/<int:pk>/people/", door(GET=giving_doors.list_giving_people), name="giving_people"),
    path("goal-givings/<int:pk>/apply/", door(POST=giving_doors.apply_giving), name="apply_giving"),
    path("goal-givings/<int:pk>/discard/", door(POST=giving_doors.discard_giving), name="discard_giving"),
    path("goal-givings/<int:pk>/call-off/", door(POST=giving_doors.call_off_giving), name="call_off_giving"),
    path("goal-givings/<int:pk>/take-back/", door(POST=giving_doors.take_giving_back), name="take_back_giving"),
    path(
        "goal-imports/",
        door(GET=table_doors.list_goal_imports, POST=table_doors.upload_goal_import),
        name="imports",
    ),
    path("goal-imports/<int:pk>/", door(GET=table_doors.get_goal_import), name="import"),
    path("goal-imports/<int:pk>/rows/", door(GET=table_doors.list_goal_import_rows), name="import_rows"),
    path("goal-imports/<int:pk>/apply/", door(POST=table_doors.apply_goal_import), name="import_apply"),
    path("goal-imports/<int:pk>/take-back/", door(POST=table_doors.take_goal_import_back), name="import_undo"),
    path("goal-imports/<int:pk>/call-off/", door(POST=table_doors.call_off_goal_import), name="import_call_off"),
    path("goal-imports/<int:pk>/discard/", door(POST=table_doors.discard_goal_import), name="import_discard"),
    path("goal-requests/", door(GET=request_doors.list_alignment_requests), name="requests"),
    path("goal-requests/<int:pk>/", door(GET=request_doors.get_alignment_request), name="request"),
    path("goal-requests/<int:pk>/accept/", door(POST=request_doors.accept_request), name="accept_request"),
    path("goal-requests/<int:pk>/decline/", door(POST=request_doors.decline_request), name="decline_request"),
    path("goal-requests/<int:pk>/withdraw/", door(POST=request_doors.withdraw_request), name="withdraw_request"),
    path(
        "goal-templates/",
        door(GET=library_doors.list_templates, POST=library_doors.write_template),
        name="templates",
    ),
    path(
        "goal-templates/<int:pk>/",
        door(GET=library_doors.get_template, PATCH=library_doors.change_template),
        name="template",
    ),
    path("goal-templates/<int:pk>/use/", door(POST=library_doors.use_template), name="use_template"),
    path("goal-templates/<int:pk>/retire/", door(POST=library_doors.retire_template), name="retire_template"),
    path(
        "goal-templates/<int:pk>/bring-back/", door(POST=library_doors.bring_template_back), name="bring_template_back"
    ),
    path("metrics/", door(GET=metric_doors.list_metrics, POST=metric_doors.write_metric), name="metrics"),
    path("metrics/<int:pk>/", door(GET=metric_doors.get_metric, PATCH=metric_doors.change_metric), name="metric"),
    path("metrics/<int:pk>/aim/", door(POST=feed_doors.aim_at_metric), name="aim"),
    path("metrics/<int:pk>/hand-over/", door(POST=metric_doors.hand_metric_over), name="hand_metric_over"),
    path("metrics/<int:pk>/retire/", door(POST=metric_doors.retire_metric), name="retire_metric"),
    path("metrics/<int:pk>/measurements/", door(GET=metric_doors.list_measurements), name="metric_measurements"),
    path("measurements/", door(POST=metric_doors.put_measurements), name="measurements"),
]
