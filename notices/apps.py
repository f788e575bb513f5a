from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Floor 2: how we reach people."""

    name = "notices"

    def ready(self):
        from perfhub.kernel import slots

        from . import queries, rules

        slots.register("notice.kind", queries.DIGEST)
        slots.register("notice.kind", queries.HELD)
        slots.register("audit.acts", queries.ACTS)
        slots.register("first_hour.step", queries.steps, name="notices.steps")
        slots.register("first_page", queries.first_pages, name="notices.first_pages")
        slots.register("nav", queries.nav, name="notices.nav")
        slots.register("home.due", queries.stuck_mail, name="notices.stuck_mail")
        slots.register("home.due", queries.stuck_webhooks, name="notices.stuck_webhooks")
        slots.register("webhook.kind", queries.TRIED_OUT, capability="")
        slots.register("credential", rules.ANSWERS_FOR)
