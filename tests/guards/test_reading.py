"""The source keeps the rules of the house; each rule is shown a breach and finds it."""

import pytest

from .reading import RULES, Source, breaches, pages_have_no_inline_script_or_style, sources, templates


@pytest.mark.xdist_group("reading")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps_the_rule(rule):
    found = breaches()[rule.__name__]
    assert not found, "\n".join(found)


def test_pages_keep_the_content_security_policy():
    tags = [source for source in sources() if source.kind == "templatetags"]
    found = [s for source in [*templates(), *tags] for s in pages_have_no_inline_script_or_style(source)]
    assert not found, "\n".join(found)


PLANTED = {
    "inner_rooms_know_no_web_and_no_worker": [
        ("people/rules/planted.py", "from django.http import Http404"),
        ("feedback/queries.py", "import celery"),
        ("goals/states.py", "from rest_framework import serializers"),
        ("analytics/models/planted.py", "from django.shortcuts import redirect"),
    ],
    "lower_floors_are_met_in_their_inner_rooms": [
        ("feedback/rules.py", "from people.views.directory import person"),
        ("analytics/tasks.py", "import feedback.tasks"),
    ],
    "doors_fetch_through_access": [
        ("people/views/planted.py", "def page(request):\n    return Employee.objects.all()"),
        ("feedback/api/planted.py", "queryset = CheckIn._default_manager.all()"),
    ],
    "only_move_changes_a_state": [
        ("feedback/rules.py", "check_in.state = 'read'"),
        ("feedback/tasks.py", "setattr(row, 'state', READ)"),
        ("people/rules/work.py", "Job.objects.filter(pk=1).update(state=JobState.DONE)"),
        ("people/rules/work.py", "job.state: str = 'done'"),
    ],
    "roles_are_named_where_access_is_decided": [
        ("people/views/planted.py", "if viewer.role == 'hr_admin': pass"),
        ("feedback/queries.py", "RoleGrant.objects.filter(role=Role.OWNER)"),
        ("analytics/access_helpers.py", "allowed = {'auditor'}"),
    ],
    "only_words_are_marked_safe": [
        ("people/views/planted.py", "from django.utils.safestring import mark_safe"),
        ("perfhub/templatetags/ui/marks.py", "SafeString(name)"),
        ("perfhub/templatetags/ui/marks.py", "format_html(f'<b>{name}</b>')"),
    ],
    "rules_send_nothing_to_workers": [
        ("feedback/rules.py", "tasks.remind.apply_async(kwargs={})"),
        ("feedback/rules.py", "tasks.remind.delay_on_commit()"),
        ("feedback/views.py", "tasks.remind.delay()"),
    ],
    "nothing_waits_in_the_broker": [
        ("notices/tasks.py", "deliver.apply_async(countdown=60)"),
        ("notices/tasks.py", "self.retry(eta=later)"),
    ],
    "no_signals": [("people/apps.py", "from django.db.models.signals import post_save")],
    "only_senders_call_out": [
        ("feedback/rules.py", "from django.core.mail import send_mail"),
        ("people/tasks.py", "import socket"),
    ],
    "only_egress_speaks_http": [
        ("people/tasks.py", "import httpx"),
        ("notices/tasks/call.py", "from urllib.request import urlopen"),
        ("perfhub/kernel/signing.py", "import http.client"),
    ],
    "sql_is_not_put_together_from_input": [
        ("people/queries.py", "cursor.execute(f'SELECT {column} FROM people_team')"),
        ("people/queries.py", "cursor.execute('SELECT %s' % column)"),
        ("people/queries.py", "cursor.execute('SELECT ' + column)"),
        ("people/queries.py", "cursor.execute('SELECT {}'.format(column))"),
        ("people/queries.py", "Team.objects.raw('SELECT 1')"),
        ("people/queries.py", "Team.objects.extra(where=['1=1'])"),
        ("people/queries.py", "RawSQL('1', [])"),
        ("people/queries.py", "eval(text)"),
    ],
    "forms_list_their_fields": [
        ("people/forms.py", "class F(ModelForm):\n    class Meta:\n        fields = '__all__'"),
        ("people/api.py", "class F(ModelSerializer):\n    class Meta:\n        exclude = ['id']"),
    ],
    "migrations_import_no_app": [("people/migrations/0009_x.py", "from people.rules import hire")],
    "the_owners_address_stays_with_the_operator": [("perfhub/settings.py", "env('DATABASE_OWNER_URL')")],
}


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        pytest.param(rule, path, text, id=f"{rule.__name__}-{number}")
        for rule in RULES
        for number, (path, text) in enumerate(PLANTED.get(rule.__name__, [("", "")]))
    ],
)
def test_a_breach_is_found(rule, path, text):
    assert path, f"plant a breach of {rule.__name__} here, or nobody knows that it bites"
    assert list(rule(Source(path, text)))


@pytest.mark.parametrize(
    "line",
    [
        '<p style="color: red">',
        "<button onclick='go()'>",
        '<div hx-on:click="go()">',
        '<div data-hx-on--load="go()">',
        "<script>go()</script>",
        '<script nonce="x">go()</script>',
        '<a href="javascript:go()">',
        "<style>p { color: red }</style>",
        "{{ text|safe }}",
        "{{ lines|safeseq }}",
        "{% autoescape off %}",
    ],
)
def test_inline_script_and_style_are_found(line):
    assert list(pages_have_no_inline_script_or_style(Source("templates/people/planted.html", line)))


@pytest.mark.parametrize(
    "line",
    [
        "<script src=\"{% static 'js/app.js' %}\" defer></script>",
        '<script id="facts" type="application/json">{}</script>',
        '<p class="style-on">On = off</p>',
    ],
)
def test_what_is_allowed_is_let_alone(line):
    assert not list(pages_have_no_inline_script_or_style(Source("templates/people/planted.html", line)))
