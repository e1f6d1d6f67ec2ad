"""Money: whole minor units of one currency, never a float.

One rounding rule everywhere: half away from zero, applied once to the exact rational result. What must add up
(a discount over lines, a payment over payees) is allocated by largest remainder, ties to the earlier part.

A table stores it as two columns beside a property that reads and writes both::

    class Invoice(WorkspaceScoped, Entity, Base, table=True):
        total_amount: int
        total_currency: str = currency_column()
        total = money_columns("total")
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlmodel import Field as Column

from mewayz_kit.currencies import DIGITS

BASIS_POINTS = 10_000
PPM = 1_000_000
MAX_AMOUNT = 2**63 - 1
Rational = int | Fraction | Decimal


class CurrencyMismatch(ValueError):
    """A bug: amounts of two currencies were added or compared."""


def _known(code: str) -> str:
    if code not in DIGITS:
        raise ValueError("not an ISO 4217 currency code")
    return code


Currency = Annotated[str, Field(min_length=3, max_length=3, examples=["EUR"]), AfterValidator(_known)]


def round_half_away(value: Rational) -> int:
    """The nearest integer; a half goes away from zero: 2.5 → 3, -2.5 → -3."""
    exact = Fraction(value)
    size = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return size if exact >= 0 else -size


def allocate(total: int, weights: Sequence[Rational]) -> list[int]:
    """Split `total` in proportion to `weights`, so that the parts sum to it exactly (largest remainder).

    Equal remainders favour the earlier part. Weights are not negative and not all zero.
    """
    exact = [Fraction(weight) for weight in weights]
    whole = sum(exact, Fraction(0))
    if whole <= 0 or min(exact) < 0:
        raise ValueError("weights must not be negative and not all zero")
    size, sign = abs(total), 1 if total >= 0 else -1
    shares = [size * weight / whole for weight in exact]
    parts = [int(share) for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]


class Money(BaseModel):
    """An amount in minor units (cents; yen have none) of an ISO 4217 currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[
        int, Field(strict=True, ge=-MAX_AMOUNT, le=MAX_AMOUNT, description="Minor units.", examples=[1999])
    ]
    currency: Currency

    @classmethod
    def zero(cls, currency: str) -> "Money":
        """Nothing of `currency`."""
        return cls(amount=0, currency=currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """From a decimal text in major units, `"19.99"`; more digits than the currency has are refused."""
        try:
            scaled = Decimal(text.strip()).scaleb(DIGITS[_known(currency)])
            if not scaled.is_finite() or scaled != scaled.to_integral_value():
                raise ValueError
        except (InvalidOperation, ValueError) as error:
            raise ValueError(f"not an amount of {currency}") from error
        return cls(amount=int(scaled), currency=currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, with the currency's digits: 1999 EUR → 19.99."""
        return Decimal(self.amount).scaleb(-DIGITS[self.currency])

    def __str__(self) -> str:
        return f"{self.major:f} {self.currency}"

    def times(self, factor: Rational) -> "Money":
        """`factor` times this, rounded once."""
        return self._of(round_half_away(self.amount * Fraction(factor)))

    def basis_points(self, share: int) -> "Money":
        """`share` hundredths of a percent of this: 250 = 2.5 %."""
        return self.times(Fraction(share, BASIS_POINTS))

    def ppm(self, rate: int) -> "Money":
        """`rate` parts per million of this: 99750 = 9.975 %, the unit of tax rates."""
        return self.times(Fraction(rate, PPM))

    def allocate(self, weights: Sequence[Rational]) -> list["Money"]:
        """Parts in proportion to `weights` that sum to this exactly."""
        return [self._of(part) for part in allocate(self.amount, weights)]

    def __add__(self, other: "Money") -> "Money":
        return self._of(self.amount + self._same(other))

    def __sub__(self, other: "Money") -> "Money":
        return self._of(self.amount - self._same(other))

    def __neg__(self) -> "Money":
        return self._of(-self.amount)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def _of(self, amount: int) -> "Money":
        return Money(amount=amount, currency=self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix")
        return other.amount


def total(parts: Sequence[Money], currency: str) -> Money:
    """The sum of `parts`, which may be empty."""
    return sum(parts, Money.zero(currency))


def currency_column(**options: Any) -> Any:
    """The field of a `<name>_currency` column, CHAR(3)."""
    return Column(sa_type=sa.CHAR(3), max_length=3, **options)


def money_columns(name: str) -> Any:
    """A property over `<name>_amount` and `<name>_currency`, which are NULL together."""
    amount, currency = f"{name}_amount", f"{name}_currency"

    def read(row: Any) -> Money | None:
        stored = getattr(row, amount)
        return None if stored is None else Money(amount=stored, currency=getattr(row, currency))

    def write(row: Any, value: Money | None) -> None:
        setattr(row, amount, None if value is None else value.amount)
        setattr(row, currency, None if value is None else value.currency)

    return property(read, write)
