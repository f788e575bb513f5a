"""The API describes itself without a gap."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_schema_is_generated_without_a_warning(capfd):
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert out.getvalue().startswith("openapi: 3")
