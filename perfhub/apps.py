from django.apps import AppConfig


class PerfhubConfig(AppConfig):
    """The roof: URLs, the clock's table, commands and the component kit."""

    name = "perfhub"

    def ready(self):
        from perfhub import celery  # noqa: F401  the application that shared tasks bind to
        from perfhub.kernel.inventory import CONTACT, SECRET, TECHNICAL, describe

        # Tables of libraries that hold something of ours.
        describe("sessions.Session", {SECRET: "session_key session_data", TECHNICAL.kept_for("days"): "expire_date"})
        describe("account.EmailAddress", {CONTACT: "email", TECHNICAL: "user verified primary"})
        describe("account.EmailConfirmation", {SECRET: "key", TECHNICAL.kept_for("days"): "email_address created sent"})
