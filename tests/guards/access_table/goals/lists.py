"""Addresses around lists of goals: everybody's own look at what they may see, and what leaves the house."""

from django.core.files.uploadedfile import SimpleUploadedFile

from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.factories.people import JobFactory, SavedViewFactory

from ...access import GET, POST, row


def a_saved_view(world, subject):
    return SavedViewFactory(employee=subject, page="goals:list", query="state=active")


def a_template(world, subject):
    return make_goals.GoalTemplateFactory()


def a_retired_template(world, subject):
    return make_goals.GoalTemplateFactory(retired_at=clock.now())


NEW_TEMPLATE = {
    **{"title": "Fewer open tickets", "nature": "committed", "group": "Support"},
    **{"kr1_title": "Open tickets", "kr1_measure": "number", "kr1_start": "80", "kr1_target": "20"},
}


def a_table(state, **options):
    """A table of the subject's, who leads people or HR; what applies or reads has a running job."""

    def made(world, subject):
        job = JobFactory(kind="goal_import", started_by=world.manager, state=RUNS_IN.get(state, "done"))
        return make_goals.GoalImportFactory(started_by=world.manager, state=state, job=job, **options)

    return made


def a_table_with_a_row(world, subject):
    found = a_table("previewed", new=1)(world, subject)
    make_goals.GoalImportRowFactory(source=found, verdict="new", cells={"title": "Answer in two days"})
    return found


def an_applied_table(world, subject):
    return a_table("applied", applied_at=clock.now())(world, subject)


A_TABLE = {"content": "goal,title\n1,Ada\n"}


def a_file(world, subject):
    return {"file": SimpleUploadedFile("goals.csv", b"goal,title\n1,Ada\n"), "point": "."}


RUNS_IN = {"uploaded": "waiting", "applying": "running"}
OF_MANAGER = {"manager": 200, "others": 404}  # a table is its uploader's, whoever leads HR
SENT_BY_MANAGER = {"manager": 302, "others": 404}
LEADING = {"hr": 200, "above": 200, "ex_manager": 403, "others": 403}
OWN_ALONE = {"employee": 302, "hr_subject": 302, "others": 404}

LIST_ROWS = [
    row("goals:list", GET, others=200),  # as far as each sees it
    row("goals:list", GET, query="state=active&heard=due&alone=on&order=title", others=200),
    row("goals:list_table", GET, others=200),
    row("goals:list_table", GET, query="as=xlsx", others=200),
    row("goals:save_view", POST, query="state=active", body={"name": "Under way"}, others=302),
    row("goals:library", GET, others=200),
    row("goals:write_template", GET, hr=200, others=403),
    row("goals:write_template", POST, body=NEW_TEMPLATE, hr=302, others=403),
    row("goals:change_template", GET, of=a_template, hr=200, others=404),
    row("goals:change_template", POST, of=a_template, body=NEW_TEMPLATE, hr=302, others=404),
    row("goals:retire_template", POST, of=a_template, hr=303, others=404),
    row("goals:bring_template_back", POST, of=a_retired_template, hr=303, others=404),
    row("goals:imports", GET, **LEADING),
    row("goals:imports", POST, body=a_file, **{who: 302 if code == 200 else code for who, code in LEADING.items()}),
    row("goals:import", GET, of=a_table("previewed"), **OF_MANAGER),
    row("goals:import", GET, query="list=undo", of=an_applied_table, **OF_MANAGER),
    row("goals:import_apply", POST, of=a_table_with_a_row, **SENT_BY_MANAGER),
    row("goals:import_undo", POST, of=an_applied_table, **SENT_BY_MANAGER),
    row("goals:import_call_off", POST, of=a_table("applying"), **SENT_BY_MANAGER),
    row("goals:import_discard", POST, of=a_table("previewed"), **SENT_BY_MANAGER),
    row("goals_api:imports", GET, **LEADING),
    row("goals_api:imports", POST, body=A_TABLE, **{**LEADING, "hr": 201, "above": 201}),
    row("goals_api:import", GET, of=a_table("previewed"), **OF_MANAGER),
    row("goals_api:import_rows", GET, of=a_table_with_a_row, **OF_MANAGER),
    row("goals_api:import_apply", POST, of=a_table_with_a_row, **OF_MANAGER),
    row("goals_api:import_undo", POST, of=an_applied_table, **OF_MANAGER),
    row("goals_api:import_call_off", POST, of=a_table("applying"), **OF_MANAGER),
    row("goals_api:import_discard", POST, of=a_table("previewed"), **OF_MANAGER),
    row("goals:delete_view", POST, of=a_saved_view, **OWN_ALONE),
]
