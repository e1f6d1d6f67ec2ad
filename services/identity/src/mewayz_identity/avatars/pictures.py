"""Decoding what somebody uploads, and writing a square of our own: nothing beside the pixels survives."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
MAX_BYTES = 5 * 2**20
MAX_PIXELS = 40_000_000
SIDE = 512


class BadPicture(ValueError):
    """Not a picture that can be kept; the argument is a stable code."""


def avatar_of(data: bytes, content_type: str) -> bytes:
    """The middle square of the first frame, upright, as WebP of at most 512 pixels. Blocking: call it in a thread."""
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[content_type]]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise BadPicture("too_many_pixels")
            opened.load()
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except BadPicture:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadPicture("broken_image") from error
    side = min(SIDE, *upright.size)
    square = ImageOps.fit(upright, (side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    square.save(out, format="WEBP", quality=88)
    return out.getvalue()
