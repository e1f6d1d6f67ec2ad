"""How people go through a program. Pure."""

from mewayz_crm.onboarding_programs.entries.models import OnboardingEntry
from mewayz_crm.onboarding_programs.models import OnboardingProgram
from mewayz_kit.state import Machine

ENTRY = Machine(
    "onboarding_entry",
    {("started", "claim"): "claimed", ("claimed", "complete"): "completed"},
)
"""`ended` is for whose contact was erased: nothing moves it."""
ENDED = "ended"
ANSWERED = frozenset({"approved", "rejected"})
"""States of an affiliate in which the invitation is no longer open."""


def wanted(program: OnboardingProgram) -> tuple[str, ...]:
    """What a program has for each of its people, beyond their account."""
    steps = {"sequence": program.sequence_id, "page": program.page_template, "affiliate": program.affiliate}
    return tuple(step for step, there in steps.items() if there)


def is_through(program: OnboardingProgram, entry: OnboardingEntry) -> bool:
    """Whether somebody who has claimed the account has done everything else too."""
    done = (getattr(entry, f"{step}_at") is not None for step in wanted(program))
    return entry.state == "claimed" and all(done)
