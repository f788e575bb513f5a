"""What every door does alike: pages and parts, the way back, conflicts, errors of the API, tasks."""

import pytest
from django import forms as django_forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import serializers, views

from perfhub.celery import app
from perfhub.kernel.api import In, answer_exception
from perfhub.kernel.errors import Conflict, Refused, RuleBroken, StaleMove
from perfhub.kernel.forms import Form, compare_version
from perfhub.kernel.htmx import back
from perfhub.kernel.queues import Queue
from perfhub.kernel.tasks import TenantTask, route
from perfhub.kernel.tenancy import organization_context


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuleBroken("No."), 409),
        (StaleMove(), 409),
        (Conflict(yours={"a": "1"}, theirs={"a": "2"}), 409),
        (Refused(), 403),
        (PermissionDenied(), 403),
        (Http404(), 404),
    ],
)
def test_the_api_answers_each_error_in_one_way(error, code):
    response = answer_exception(error, {})
    assert response.status_code == code
    assert response.data["detail"]
    assert isinstance(response, views.Response)


def test_a_conflict_carries_both_texts():
    response = answer_exception(Conflict(yours={"words": "mine"}, theirs={"words": "hers"}), {})
    assert (response.data["yours"], response.data["theirs"]) == ({"words": "mine"}, {"words": "hers"})


def test_a_broken_rule_says_its_own_sentence_or_the_given_one():
    assert str(RuleBroken("Because.")) == "Because."
    assert "Someone was faster" in str(StaleMove())
    assert str(Refused("Not you.").sentence) == "Not you."


def test_an_unknown_field_is_refused():
    class Only(In):
        name = serializers.CharField()

    cleaning = Only(data={"name": "x", "role": "owner"})
    assert not cleaning.is_valid()
    assert set(cleaning.errors) == {"role"}


def test_a_form_hands_the_rule_everything_but_the_version():
    class Words(Form):
        text = django_forms.CharField()

    form = Words({"text": "hello", "version": "3"})
    assert form.is_valid()
    assert form.rule_arguments() == {"text": "hello"}
    assert form.cleaned_data["version"] == 3


def test_who_has_not_seen_the_newest_version_is_shown_both_texts():
    class Row:
        version = 4

    compare_version(Row(), None, yours={}, theirs={})
    compare_version(Row(), 4, yours={}, theirs={})
    with pytest.raises(Conflict) as caught:
        compare_version(Row(), 3, yours={"a": "mine"}, theirs={"a": "theirs"})
    assert caught.value.theirs == {"a": "theirs"}


def test_the_way_back_is_one_of_ours(rf):
    assert back(rf.post("/", {"next": "/o/x/people/"}), "/o/x/")["Location"] == "/o/x/people/"
    assert back(rf.post("/", {}), "/o/x/")["Location"] == "/o/x/"
    assert back(rf.post("/", {"next": "/a\r\nSet-Cookie: x"}), "/o/x/")["Location"] == "/o/x/"


def test_a_task_works_in_the_queue_it_names():
    class Work(TenantTask):
        name = "tests.work"
        queue = Queue.MAIL

    assert route("tests.work", (), {}, {}, task=Work()) == {"queue": Queue.MAIL}
    assert route("celery.other", (), {}, {}, task=None) is None


def test_a_task_without_an_organization_fails_loudly():
    class Work(TenantTask):
        name = "tests.work_without"

    task = app.register_task(Work())
    try:
        with pytest.raises(RuntimeError, match="without an organization"):
            _ = task.organization
    finally:
        app.tasks.pop("tests.work_without")


@pytest.mark.django_db
def test_a_message_sent_from_inside_carries_its_organization(fernhill):
    from celery.signals import before_task_publish

    headers: dict = {}
    with organization_context(fernhill.organization):
        before_task_publish.send(sender="x", headers=headers)
    assert headers == {"organization": fernhill.organization.pk}
    outside: dict = {}
    before_task_publish.send(sender="x", headers=outside)
    assert outside == {}
