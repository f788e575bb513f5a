"""The gallery on a port of its own: python -m tests.browser.gallery [PORT]."""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.browser.gallery.settings"

import django
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Nothing: the tests read what the browser says."""


def main() -> None:
    django.setup()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    print(f"http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201  (the tests wait for it)
    server.serve_forever()


if __name__ == "__main__":
    main()
