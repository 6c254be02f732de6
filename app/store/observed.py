"""What was agreed when both sides were last compared, and where each walk had come to.

Digests, shared fields, ids and cursors; never a row's content. Everything is written inside a fenced
transaction that somebody else opened: a cursor moves together with what it brought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from app.core.model import Agreed, AudienceFile, FormRecord, Permission, ShareRole
from app.store.database import Claim, Database
from app.store.encoding import agreed_from_parts, parts_of
from app.store.tables import audience_file, cursor, form, observed


class Observed:
    def __init__(self, database: Database) -> None:
        self._database = database

    def agreed(self, caseload_id: int) -> Agreed:
        """As of the last recorded run; an empty one before the first."""
        asked = select(observed).where(observed.c.caseload_id == caseload_id)
        with self._database.reading() as connection:
            return agreed_from_parts({(row.part, row.name): row.body for row in connection.execute(asked)})

    def cursors(self, caseload_id: int) -> dict[str, str]:
        """History ids, sync tokens, timestamps by name."""
        asked = select(cursor).where(cursor.c.caseload_id == caseload_id)
        with self._database.reading() as connection:
            return {row.name: row.value for row in connection.execute(asked)}

    def forms(self, caseload_id: int) -> tuple[FormRecord, ...]:
        asked = select(form).where(form.c.caseload_id == caseload_id).order_by(form.c.form_id)
        with self._database.reading() as connection:
            return tuple(_form(row) for row in connection.execute(asked))

    def files(self, caseload_id: int) -> tuple[AudienceFile, ...]:
        order = (audience_file.c.audience, audience_file.c.email)
        asked = select(audience_file).where(audience_file.c.caseload_id == caseload_id).order_by(*order)
        with self._database.reading() as connection:
            return tuple(_file(row) for row in connection.execute(asked))

    def keep_form(self, claim: Claim, record: FormRecord) -> None:
        """At once, before its link is shown to anybody."""
        with self._database.fenced(claim) as connection:
            save_forms(connection, claim, [record])

    def keep_file(self, claim: Claim, file: AudienceFile) -> None:
        """At once, before it is shared."""
        with self._database.fenced(claim) as connection:
            save_files(connection, claim, [file])

    def drop_file(self, claim: Claim, audience: str, email: str) -> None:
        """The reader has no file any more."""
        this = _these(audience_file, caseload_id=claim.id, audience=audience, email=email)
        with self._database.fenced(claim) as connection:
            connection.execute(delete(audience_file).where(*this))


def save_agreed(connection: Connection, claim: Claim, agreed: Agreed) -> None:
    """Only the parts that changed are written."""
    asked = select(observed).where(observed.c.caseload_id == claim.id)
    known = {(row.part, row.name): row.body for row in connection.execute(asked)}
    wanted = parts_of(agreed)
    for part, name in known.keys() - wanted.keys():
        connection.execute(
            delete(observed).where(*_these(observed, caseload_id=claim.id, part=part, name=name))
        )
    for (part, name), body in wanted.items():
        if known.get((part, name)) != body:
            _put(connection, observed, {"caseload_id": claim.id, "part": part, "name": name}, {"body": body})


def save_cursors(
    connection: Connection, claim: Claim, cursors: Mapping[str, str | None], now: datetime
) -> None:
    """Given ones move, None forgets one, the others stay."""
    for name, value in cursors.items():
        if value is None:
            connection.execute(delete(cursor).where(*_these(cursor, caseload_id=claim.id, name=name)))
        else:
            _put(
                connection,
                cursor,
                {"caseload_id": claim.id, "name": name},
                {"value": value, "changed_at": now},
            )


def save_forms(connection: Connection, claim: Claim, records: Iterable[FormRecord]) -> None:
    for record in records:
        questions = {question: list(asked) for question, asked in record.questions.items()}
        values = {
            "caseload_id": claim.id,
            "round": record.round,
            "kind": record.kind,
            "student": record.student,
        }
        values |= {"link": record.link, "revision": record.revision, "closed": record.closed}
        _put(connection, form, {"form_id": record.form_id}, {**values, "questions": questions})


def save_files(connection: Connection, claim: Claim, files: Iterable[AudienceFile]) -> None:
    for file in files:
        permissions = [[p.id, p.email, p.role.value, p.kind, p.view] for p in file.permissions]
        _put(
            connection,
            audience_file,
            {"caseload_id": claim.id, "audience": file.audience, "email": file.email},
            {"spreadsheet_id": file.spreadsheet_id, "shown": dict(file.shown), "permissions": permissions},
        )


def _put(connection: Connection, table: Any, key: dict[str, Any], values: dict[str, Any]) -> None:
    # update, else insert: the caseload's row is locked, so nobody is in between
    changed = connection.execute(update(table).where(*_these(table, **key)).values(values))
    if changed.rowcount == 0:
        connection.execute(insert(table).values(**key, **values))


def _these(table: Any, **key: Any) -> tuple[Any, ...]:
    return tuple(table.c[name] == value for name, value in key.items())


def _form(row: Row[Any]) -> FormRecord:
    questions = {question: (int(asked[0]), str(asked[1])) for question, asked in row.questions.items()}
    return FormRecord(
        row.form_id, row.round, row.kind, row.student, row.link, row.revision, questions, row.closed
    )


def _file(row: Row[Any]) -> AudienceFile:
    permissions = tuple(
        Permission(id, email, ShareRole(role), kind, view) for id, email, role, kind, view in row.permissions
    )
    return AudienceFile(row.audience, row.email, row.spreadsheet_id, row.shown, permissions)
