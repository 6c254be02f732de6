"""Who should see what: the audience files there should be, and how a file's sharing differs from that.

Access follows the workbook: a counselor who stands beside no student any more loses the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.model import AudienceFile, Permission, ShareRole
from app.core.roster.merge import code_of
from app.core.rules import Rules
from sheets_schema.model import Audience
from sheets_schema.read import Book


class ShareState(StrEnum):
    OK = "ok"
    ADD = "add"
    REMOVE = "remove"
    WRONG_ROLE = "wrong_role"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class WantedFile:
    """One reader's file and the students it shows."""

    audience: Audience
    email: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ShareLine:
    """One permission as it is and as it should be. `permission_id` is empty where it is to be added."""

    email: str
    role: ShareRole
    state: ShareState
    permission_id: str = ""


def wanted_files(book: Book, rules: Rules, owner: str) -> tuple[WantedFile, ...]:
    """The files there should be, by address. The case manager needs none."""
    if not rules.counselor_files:
        return ()
    by_counselor = counselors(book)
    return tuple(
        WantedFile(Audience.COUNSELOR, email, codes)
        for email, codes in sorted(by_counselor.items())
        if email != owner.casefold()
    )


def counselors(book: Book) -> Mapping[str, tuple[str, ...]]:
    """Address of each counselor -> codes of their students, from the Counselor column. Who has left the
    caseload is in nobody's file."""
    found: dict[str, list[str]] = {}
    for row in book["students"]:
        email = row["counselor"]
        here = row["name"] and code_of(row) and row["status"] != "exited"
        if isinstance(email, str) and here:
            found.setdefault(email.strip().casefold(), []).append(code_of(row))
    return {email: tuple(sorted(codes)) for email, codes in found.items()}


def compare_shares(file: AudienceFile, wanted: WantedFile | None, owner: str) -> tuple[ShareLine, ...]:
    """Every permission of the file and every missing one. `wanted` None: nobody should have it any more.

    `remove` is its reader who lost the right; `foreign` is anybody else, links and groups among them.
    """
    reader = wanted.email if wanted is not None else ""
    lines = [_line(permission, file, reader, owner) for permission in file.permissions]
    if reader and not any(line.email == reader and line.state is not ShareState.FOREIGN for line in lines):
        lines.append(ShareLine(reader, ShareRole.READER, ShareState.ADD))
    return tuple(sorted(lines, key=lambda line: (line.email, line.role, line.permission_id)))


def _line(permission: Permission, file: AudienceFile, reader: str, owner: str) -> ShareLine:
    email = permission.email.casefold()
    if permission.role is ShareRole.OWNER:
        state = ShareState.OK if email == owner.casefold() else ShareState.FOREIGN
    elif permission.kind == "user" and email == reader:
        state = ShareState.OK if permission.role is ShareRole.READER else ShareState.WRONG_ROLE
    elif permission.kind == "user" and email == file.email.casefold():
        state = ShareState.REMOVE
    else:
        state = ShareState.FOREIGN
    return ShareLine(email or permission.kind, permission.role, state, permission.id)


def stale_files(files: Iterable[AudienceFile], wanted: Iterable[WantedFile]) -> tuple[AudienceFile, ...]:
    """Files whose reader should not have one any more."""
    kept = {(one.audience.value, one.email) for one in wanted}
    return tuple(file for file in files if (file.audience, file.email.casefold()) not in kept)
