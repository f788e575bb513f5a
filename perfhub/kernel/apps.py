from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Mechanisms without tables; secures the tables of the floors above after each migration."""

    name = "perfhub.kernel"
    label = "kernel"

    def ready(self):
        from django.core.checks import register
        from django.db.models import CharField
        from django.db.models.signals import post_migrate

        from . import logs, lookups, secure

        logs.configure()
        post_migrate.connect(secure.after_migrate, dispatch_uid="kernel.secure")
        CharField.register_lookup(lookups.Begins)
        register(secure.check_tables, deploy=True)
        register(secure.check_models)
