"""What filters can ask about a kind of record, for who lets people build them."""

from typing import get_args

from mewayz_crm.filters.kinds import Choice, Kind
from mewayz_crm.filters.many import Labels, Options
from mewayz_crm.filters.rules import NEGATIONS, read_text
from mewayz_crm.filters.schemas import FilterField, FilterFields, Operator
from mewayz_crm.filters.service import fields_of
from mewayz_crm.vocabulary import RecordType
from mewayz_kit.uow import UnitOfWork


async def catalogue(uow: UnitOfWork, entity: RecordType) -> FilterFields:
    """The fields in their order, each with every operator that it takes."""
    return FilterFields(items=[_shown(name, kind) for name, kind in (await fields_of(uow, entity)).items()])


def _shown(name: str, kind: Kind) -> FilterField:
    positive = kind.operators | {"is_empty"}
    operators = [op for op in get_args(Operator) if NEGATIONS.get(op, op) in positive]
    options = list(kind.options) if isinstance(kind, Choice | Options) else []
    word = "names" if isinstance(kind, Labels) and kind.read is read_text else kind.word
    return FilterField(name=name, kind=word, operators=operators, options=options)
