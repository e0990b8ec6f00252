"""Sizes that a command may have; above them it is refused before anything is read or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import InvalidInputError, LimitError
from engine.store.codec import dump_json

if TYPE_CHECKING:
    from engine.service.answers import JsonObject

LONGEST_TEXT = 5_000


def check_size(data: JsonObject, most: int) -> None:
    """Nothing where the data are small enough.

    Raises:
        LimitError: ``case_data``.
    """
    try:
        size = len(dump_json(data))
    except (UnicodeEncodeError, RecursionError, TypeError) as error:
        raise InvalidInputError(
            "The data hold something that cannot be kept: half a character, or too deep a nesting.",
            "数据含有无法保存的内容（不完整字符或嵌套过深）。",
        ) from error
    if size > most:
        raise LimitError(
            limit="case_data",
            message=f"The data have {size:,} bytes; at most {most:,} are allowed. Send files as materials.",
            message_zh=f"数据共 {size:,} 字节，超过上限 {most:,} 字节；文件请作为材料上传。",
        )


def checked_text(text: str, *, what: str, what_zh: str) -> str:
    """A reason, a note: something, and not too long.

    Raises:
        InvalidInputError: where it is empty or too long.
    """
    found = text.strip()
    if not found or len(found) > LONGEST_TEXT or "\x00" in found:
        raise InvalidInputError(
            f"The {what} needs 1 to {LONGEST_TEXT:,} characters.", f"{what_zh}须为1至{LONGEST_TEXT:,}个字符。"
        )
    return found
