"""The guard of a batch: developer metadata with an id of our choosing, so that none is applied twice."""

from __future__ import annotations

import hashlib

from app.errors import BadRequest
from sheets_schema.requests import Request, drop_guard_request, guard_request

KEPT_GUARDS = 500  # older ones are cleared with each batch: 30,000 characters a spreadsheet


def guard_id(spreadsheet_id: str, number: int | str) -> int:
    """The metadata id of batch `number` of this spreadsheet: 31 bits, the same at every attempt."""
    seed = f"{spreadsheet_id}/{number}".encode()
    return int.from_bytes(hashlib.sha256(seed).digest()[:4], "big") >> 1


def guards(spreadsheet_id: str, number: int) -> list[Request]:
    """What goes first in batch `number`; the numbers have no gaps."""
    requests = [guard_request(guard_id(spreadsheet_id, number))]
    if number > KEPT_GUARDS:
        requests.append(drop_guard_request(guard_id(spreadsheet_id, number - KEPT_GUARDS)))
    return requests


def repair_guard(spreadsheet_id: str, number: int, repair: int) -> Request:
    """What goes first in the batch that puts batch `number` right, the first one or a further. Rare enough to
    stay."""
    return guard_request(guard_id(spreadsheet_id, f"{number} put right {repair}"))


def was_applied(refused: BadRequest) -> bool:
    """Whether Google refused the batch because one of this number is in the spreadsheet."""
    return refused.index == 0 and refused.kind == "createDeveloperMetadata"
