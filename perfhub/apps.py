from django.apps import AppConfig


class PerfhubConfig(AppConfig):
    """The roof: URLs, the clock's table, commands and the component kit."""

    name = "perfhub"

    def ready(self):
        from perfhub import celery  # noqa: F401  the application that shared tasks bind to
        from perfhub.kernel.inventory import CONTACT, SECRET, TECHNICAL, describe

        # Tables of libraries that hold something of ours.
        describe("account.EmailAddress", {CONTACT: "email", TECHNICAL: "user verified primary"})
        describe("mfa.Authenticator", {SECRET: "data", TECHNICAL: "user type created_at last_used_at"})
        describe("account.EmailConfirmation", {SECRET: "key", TECHNICAL.kept_for("days"): "email_address created sent"})
