"""Machines that do what anybody may try, in whatever order, against a model without database."""

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from perfhub.kernel.errors import Refused, RuleBroken


class Machine(RuleBasedStateMachine):
    """Each example begins from the rows there are, and is taken back when it is over. `self.now` is the clock."""

    def enter(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def does(self, allowed: bool, act, *args, **kwargs) -> bool:
        """The rule does it exactly where the model allows it."""
        try:
            with transaction.atomic():
                act(*args, at=self.now, **kwargs)
        except (Refused, RuleBroken) as refusal:
            assert not allowed, f"refused: {type(refusal).__name__} {refusal}"
            return False
        assert allowed, "nobody should be able to do this"
        return True


def run(machine: type[Machine], *, examples: int = 30, steps: int = 15) -> None:
    options = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine, settings=options)
