"""A real Chromium, watched: `look(page)` fails with everything that is wrong with the page shown."""

import io
import os
import shutil
import subprocess
import sys

import pytest
from django.core.management import call_command

from people.models import Organization
from people.rules import seed
from perfhub.kernel.tenancy import organization_context
from perfhub.management.local.testing import BROWSERS
from tests.conftest import as_owner

from .looking import Eyes

# Playwright keeps an event loop in this thread; Django would take it for an asynchronous server.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--font-render-hinting=none"]


@pytest.fixture(scope="session")
def base_url():
    """Addresses are written whole here; takes the place of pytest-base-url's, whose kind pytest is about to drop."""
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium, also as root, without any call home."""
    found = os.environ.get("PERFHUB_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    return {**browser_type_launch_args, **({"executable_path": found} if found else {}), "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "color_scheme": "light",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page):
    """Every page is watched from its first byte."""
    page.eyes = Eyes(page).open()
    return page


@pytest.fixture
def look():
    def look(page):
        page.eyes.check()

    return look


@pytest.fixture(scope="session")
def gallery():
    """Every part of the kit, served from a process of its own; gives its address."""
    command = [sys.executable, "-m", "tests.browser.gallery"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline().strip()
        server.terminate()


PEOPLE, WEEKS = 24, 4  # every page has something to show, and nothing waits for the planting


@pytest.fixture
def size(request):
    """People and weeks of the demo organization; a module says otherwise with `demo_size`."""
    return getattr(request.module, "demo_size", (PEOPLE, WEEKS))


@pytest.fixture
def demo(live_server, size):
    """The demo organization, planted in the test database: its standing persons by what they are."""
    people, weeks = size
    with as_owner():
        call_command("seed_demo", organization="fernhill", people=people, weeks=weeks, bulk=True, stdout=io.StringIO())
    organization = Organization.objects.get(slug="fernhill")
    with organization_context(organization):
        return seed.standing(organization)
