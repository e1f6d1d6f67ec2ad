"""Routes of devices."""

from typing import Annotated

from fastapi import Request, Response

from mewayz_identity.credentials import service as credentials
from mewayz_identity.devices import service
from mewayz_identity.devices.schemas import DeviceRead
from mewayz_kit.answers import list_parameters, page_answer
from mewayz_kit.auth import Person, Uow, account
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

router = new_router("identity/devices")
RULES = ListRules(service.Device, tuple(DeviceRead.model_fields), sort=("created_at", "last_seen_at"))
GUARDED = options(no_impersonation=True)


@router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[DeviceRead])
async def list_devices(request: Request, p: Person, uow: Uow) -> Response:
    """Browsers and apps that have signed in to your account."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.RECORDS.page(uow, query), query)


@router.post("/{device_id}/trust", openapi_extra=GUARDED)
async def trust(device_id: Id, p: Annotated[Principal, account(step_up=True)], uow: Uow) -> DeviceRead:
    """Let the device you are using skip the second factor for 30 days. Changing the password or a factor ends it.

    403 `step_up_required`, `second_factor_required` when this session has not proven one, 409 `not_this_device`,
    `trust_not_for_staff`.
    """
    return await service.RECORDS.show_one(uow, await credentials.trust_device(uow, device_id))


@router.post("/{device_id}/untrust", openapi_extra=GUARDED)
async def untrust(device_id: Id, p: Person, uow: Uow) -> DeviceRead:
    """Ask this device for the second factor again."""
    return await service.RECORDS.show_one(uow, await service.untrust(uow, device_id))


@router.delete("/{device_id}", status_code=204, openapi_extra=GUARDED)
async def forget(device_id: Id, p: Person, uow: Uow) -> Response:
    """Forget a device: its next sign-in counts as one of a new device. Its sessions go on; revoke them separately."""
    await service.forget(uow, device_id)
    return Response(status_code=204)
