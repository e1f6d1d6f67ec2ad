"""Keeping avatars. A file is named by its content, so an address always shows the same picture."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from uuid import UUID

from mewayz_identity.avatars.pictures import FORMATS, MAX_BYTES, BadPicture, avatar_of
from mewayz_identity.avatars.schemas import StoredAvatar
from mewayz_identity.edge import page_url
from mewayz_identity.me import service as me
from mewayz_identity.me.schemas import MeRead
from mewayz_identity.users import service as users
from mewayz_kit.errors import NotFound, TooLarge, Unprocessable, UnsupportedMedia
from mewayz_kit.uow import UnitOfWork

PATH = "/api/v1/identity/public/avatars"


async def read_upload(content_type: str, chunks: AsyncIterator[bytes]) -> bytes:
    """The picture of an upload, written anew: 413 beyond 5 MiB, 415 for other kinds, 422 when it is broken."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in FORMATS:
        raise UnsupportedMedia(detail="Send a picture: PNG, JPEG, WebP or GIF.")
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > MAX_BYTES:
            raise TooLarge(detail="A picture takes up to 5 MiB.")
    try:
        return await asyncio.to_thread(avatar_of, bytes(data), kind)
    except BadPicture as error:
        raise Unprocessable(str(error), "This picture cannot be read.") from error


async def keep(uow: UnitOfWork, picture: bytes) -> MeRead:
    """Make a picture the caller's avatar; the one before is forgotten."""
    name = f"{uow.user_id.hex}-{hashlib.sha256(picture).hexdigest()[:32]}.webp"
    # The file comes first: an address that nobody has been told yet shows nothing to anybody.
    await uow.runtime.files.put(_key(name), picture)
    return await _change(uow, page_url(uow.runtime, f"{PATH}/{name}"))


async def remove(uow: UnitOfWork) -> None:
    """The caller has no avatar any more."""
    await _change(uow, None)


async def _change(uow: UnitOfWork, url: str | None) -> MeRead:
    user = await users.get(uow, uow.user_id, lock=True)
    before = user.avatar_url
    await users.change(uow, user, avatar_url=url)
    if before != url:
        _forget(uow, before)
    return await me.show(uow, user)


async def find(uow: UnitOfWork, name: str) -> AsyncIterator[bytes]:
    """The picture of that name, or 404."""
    if await uow.runtime.files.head(_key(name)) is None:
        raise NotFound(detail="There is no such picture.")
    return uow.runtime.files.get(_key(name))


async def forget(uow: UnitOfWork, user_id: UUID) -> int:
    """The picture of a person who leaves goes."""
    user = await users.find(uow, user_id)
    return _forget(uow, user.avatar_url) if user is not None else 0


def _forget(uow: UnitOfWork, url: str | None) -> int:
    # The job's function is looked up when needed: handlers may import services, never the other way round.
    from mewayz_identity.avatars.handlers import forget_avatar

    name = url.rpartition(f"{PATH}/")[2] if url and PATH in url else None
    if name is None:
        return 0
    uow.enqueue(forget_avatar, StoredAvatar(key=_key(name)))
    return 1


def _key(name: str) -> str:
    return f"avatars/{name}"
