"""Keyed hashes of what must be recognised but need not, or may not, be kept: addresses and IPs."""

from uuid import UUID

from mewayz_kit.uow import UnitOfWork


def of_address(uow: UnitOfWork, address_norm: str) -> bytes:
    """Recognises an address in one workspace; without the key nobody can try addresses against it."""
    return uow.runtime.crypto.keyed_hash("crm-address", f"{uow.workspace_id}:{address_norm}")


def of_message(uow: UnitOfWork, message_id: UUID) -> bytes:
    """Recognises a message among those that are counted, without leading to it."""
    return uow.runtime.crypto.keyed_hash("crm-message", f"{uow.workspace_id}:{message_id}")


def of_caller(uow: UnitOfWork) -> bytes | None:
    """Recognises from where a request came, where one is handled."""
    ip = uow.cause.client_ip
    return uow.runtime.crypto.keyed_hash("crm-ip", f"{uow.workspace_id}:{ip}") if ip else None
