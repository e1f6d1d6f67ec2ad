"""The state tables of billing (workspace.md §4)."""

from mewayz_kit.state import Machine

SUBSCRIPTION = Machine(
    "subscription",
    {
        ("free", "checkout"): "incomplete",
        ("incomplete", "pay"): "active",
        ("incomplete", "abandon"): "free",
        ("free", "start_trial"): "trialing",
        ("trialing", "pay"): "active",
        ("trialing", "end"): "free",
        ("active", "fail"): "past_due",
        ("active", "pay"): "active",
        ("past_due", "recover"): "active",
        ("past_due", "exhaust"): "free",
        ("active", "exhaust"): "free",
        ("active", "pause"): "paused",
        ("paused", "resume"): "active",
        ("active", "end"): "free",
        ("past_due", "end"): "free",
    },
)
CHANGE = Machine(
    "subscription change",
    {
        ("quoted", "charge"): "pending_payment",
        ("quoted", "schedule"): "scheduled",
        ("quoted", "apply"): "applied",
        ("pending_payment", "apply"): "applied",
        ("scheduled", "apply"): "applied",
        ("scheduled", "cancel"): "cancelled",
        ("quoted", "expire"): "expired",
        ("pending_payment", "expire"): "expired",
    },
)
CHARGE = Machine(
    "charge",
    {
        ("open", "start"): "paying",
        ("open", "pay"): "paid",
        ("paying", "pay"): "paid",
        ("open", "fail"): "failed",
        ("paying", "fail"): "failed",
        ("open", "void"): "void",
        ("paying", "void"): "void",
        # Dunning tries a failed renewal again, or gives it up; nothing else leaves `failed`.
        ("failed", "recover"): "paid",
        ("failed", "void"): "void",
        ("paid", "refund"): "refunded",
    },
)
PLAN_CHANGE = Machine(
    "plan change",
    {
        ("draft", "analyse"): "analysed",
        ("analysed", "analyse"): "analysed",
        ("analysed", "schedule"): "scheduled",
        ("scheduled", "apply"): "applying",
        ("applying", "finish"): "applied",
        ("applied", "rollback"): "rolled_back",
        ("draft", "cancel"): "cancelled",
        ("analysed", "cancel"): "cancelled",
        ("scheduled", "cancel"): "cancelled",
    },
)
ENTITLED = frozenset({"trialing", "active", "past_due"})
"""States in which what is subscribed may be used; paused and free freeze what exceeds the free plan."""
