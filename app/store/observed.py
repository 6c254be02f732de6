"""What was agreed when both sides were last compared, and where each walk had come to.

Digests, shared fields, ids and cursors; never a row's content. Titles of events, shared fields, notes and
columns' titles may name people: they lie encrypted. Everything is written inside a fenced transaction that
somebody else opened: a cursor moves together with what it brought.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, bindparam, delete, select, update

from app.core.left_behind import Noted
from app.core.model import Agreed, AudienceFile, FormRecord, Permission, ShareRole
from app.store.caseloads import due_by
from app.store.database import Claim, Database, insert_if_new, put
from app.store.encoding import Parts, agreed_from_parts, noted_from, packed_noted, parts_of
from app.store.secrets import Secrets
from app.store.tables import audience_file, cursor, form, observed

SEALED = frozenset({"shared", "events", "survey_notes", "notices"})  # the parts that hold words of people
SEALED_CURSORS = frozenset({"layout"})  # it has the titles people gave to their own columns

TOLD = "told/"  # before a form's id: the cursor that says when Google told of it
ATTEMPT = "attempt"  # the cursor under which a batch on its way is kept

_of = bindparam("caseload", type_=Integer)
PARTS = select(observed.c.part, observed.c.name, observed.c.body).where(observed.c.caseload_id == _of)
CURSORS = select(cursor.c.name, cursor.c.value).where(cursor.c.caseload_id == _of)
CURSOR = select(cursor.c.value).where(cursor.c.caseload_id == _of, cursor.c.name == bindparam("this"))
FORMS = select(form).where(form.c.caseload_id == _of).order_by(form.c.form_id)
FILES = (
    select(audience_file)
    .where(audience_file.c.caseload_id == _of)
    .order_by(audience_file.c.audience, audience_file.c.email)
)
FORGOTTEN = delete(cursor).where(cursor.c.caseload_id == _of, cursor.c.name == bindparam("this"))
DROPPED = delete(observed).where(
    observed.c.caseload_id == _of,
    observed.c.part == bindparam("such"),
    observed.c.name == bindparam("this"),
)


class Observed:
    def __init__(self, database: Database, secrets: Secrets) -> None:
        self._database, self._secrets = database, secrets

    def agreed(self, caseload_id: int) -> Agreed:
        """As of the last recorded run; an empty one before the first."""
        with self._database.reading() as connection:
            found = connection.execute(PARTS, {"caseload": caseload_id}).all()
        return agreed_from_parts({(part, name): _opened(body, self._secrets) for part, name, body in found})

    def cursors(self, caseload_id: int) -> dict[str, str]:
        """History ids, sync tokens, timestamps by name."""
        with self._database.reading() as connection:
            found = connection.execute(CURSORS, {"caseload": caseload_id}).all()
        return {
            name: self._secrets.opened(value.encode()) if _is_sealed(name, value) else value
            for name, value in found
        }

    def forms(self, caseload_id: int) -> tuple[FormRecord, ...]:
        with self._database.reading() as connection:
            return tuple(_form(row) for row in connection.execute(FORMS, {"caseload": caseload_id}))

    def files(self, caseload_id: int) -> tuple[AudienceFile, ...]:
        with self._database.reading() as connection:
            return tuple(_file(row) for row in connection.execute(FILES, {"caseload": caseload_id}))

    def is_shared_file(self, spreadsheet_id: str) -> bool:
        """Whether Holdfast made it to show a part of some workbook to a reader."""
        asked = select(audience_file.c.email).where(audience_file.c.spreadsheet_id == spreadsheet_id)
        with self._database.reading() as connection:
            return connection.execute(asked.limit(1)).one_or_none() is not None

    def save(self, connection: Connection, claim: Claim, agreed: Agreed) -> None:
        """Only the parts that changed are written."""
        known = _known(connection, claim, self._secrets)
        wanted = parts_of(agreed)
        gone = [
            {"caseload": claim.id, "such": part, "this": name} for part, name in known.keys() - wanted.keys()
        ]
        if gone:
            connection.execute(DROPPED, gone)
        rows = []
        for (part, name), body in wanted.items():
            if known.get((part, name)) != body:
                kept = self._secrets.sealed(json.dumps(body)).decode() if part in SEALED else body
                rows.append({"caseload_id": claim.id, "part": part, "name": name, "body": kept})
        put(connection, observed, rows)

    def keep_attempt(
        self, claim: Claim, batch: int, agreed: Agreed, now: datetime, hits: Noted | None = None
    ) -> None:
        """What will be agreed once batch `batch` is in the workbook, and which rows it is meant for. Written
        before it goes out."""
        listed = [[part, name, body] for (part, name), body in parts_of(agreed).items()]
        mine = {"agreed": listed, "noted": packed_noted(hits or Noted())}
        attempts = self._attempts(claim.id, batch) | {str(claim.epoch): mine}
        body = self._secrets.sealed(json.dumps({"batch": batch, "by": attempts})).decode()
        with self._database.fenced(claim, now) as connection:
            self.save_cursors(connection, claim, {ATTEMPT: body}, now)

    def attempts(self, caseload_id: int, batch: int) -> dict[int, tuple[Agreed, Noted]]:
        """What runs meant to be agreed after this batch, and the rows it was for, by epoch: one of them wrote
        it. One of a Holdfast before this one, a list, is left out."""
        found = {}
        for epoch, attempt in self._attempts(caseload_id, batch).items():
            if isinstance(attempt, dict):
                parts = {(part, name): body for part, name, body in attempt["agreed"]}
                found[int(epoch)] = agreed_from_parts(parts), noted_from(attempt["noted"])
        return found

    def keep_written(self, claim: Claim, batch: int, agreed: Agreed, now: datetime) -> None:
        """Batch `batch` is in the workbook: what it brought counts, however the run goes on."""
        with self._database.fenced(claim, now) as connection:
            self.save(connection, claim, agreed)
            self.save_cursors(connection, claim, {"batches": str(batch), ATTEMPT: None}, now)

    def _attempts(self, caseload_id: int, batch: int) -> dict[str, Any]:
        with self._database.reading() as connection:
            kept = connection.execute(CURSOR, {"caseload": caseload_id, "this": ATTEMPT}).scalar()
        found = json.loads(self._secrets.opened(kept.encode())) if kept else {}
        return dict(found["by"]) if found.get("batch") == batch else {}

    def save_cursors(
        self, connection: Connection, claim: Claim, cursors: Mapping[str, str | None], now: datetime
    ) -> None:
        """Given ones move, None forgets one, the others stay."""
        gone = [{"caseload": claim.id, "this": name} for name, value in cursors.items() if value is None]
        if gone:
            connection.execute(FORGOTTEN, gone)
        rows = []
        for name, value in cursors.items():
            if value is not None:
                kept = self._secrets.sealed(value).decode() if name in SEALED_CURSORS else value
                rows.append({"caseload_id": claim.id, "name": name, "value": kept, "changed_at": now})
        put(connection, cursor, rows)

    def form_told(self, form_id: str, now: datetime) -> None:
        """Google tells that a Form has something new: the next run asks it, and is due. Not fenced, for it
        comes while a run may be at work; nothing where the Form is not ours."""
        with self._database.writing() as connection:
            found = select(form.c.caseload_id).where(form.c.form_id == form_id, form.c.closed.is_(False))
            caseload_id = connection.execute(found).scalar()
            if caseload_id is None:
                return
            key, told = {"caseload_id": caseload_id, "name": f"{TOLD}{form_id}"}, {"value": now.isoformat()}
            new = insert_if_new(connection, cursor).values(**key, **told, changed_at=now)
            if connection.execute(new).rowcount != 1:
                connection.execute(
                    update(cursor).where(*_these(cursor, **key)).values(**told, changed_at=now)
                )
            connection.execute(due_by(caseload_id, now))

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


def _known(connection: Connection, claim: Claim, secrets: Secrets) -> Parts:
    """What is stored. A part from before it was encrypted counts as none: it is written anew."""
    return {
        (part, name): _opened(body, secrets) if part not in SEALED or isinstance(body, str) else None
        for part, name, body in connection.execute(PARTS, {"caseload": claim.id})
    }


def _is_sealed(name: str, value: str) -> bool:
    return name in SEALED_CURSORS and not value.startswith("{")  # JSON: from before it was encrypted


def is_sealed_part(part: str, body: Any) -> bool:
    """Whether this body of `observed` lies encrypted."""
    return part in SEALED and isinstance(body, str)


def is_sealed_cursor(name: str, value: str) -> bool:
    """Whether this cursor lies encrypted."""
    return name == ATTEMPT or _is_sealed(name, value)


def _opened(body: Any, secrets: Secrets) -> Any:
    return json.loads(secrets.opened(body.encode())) if isinstance(body, str) else body


def save_forms(connection: Connection, claim: Claim, records: Iterable[FormRecord]) -> None:
    put(connection, form, [_packed_form(claim, record) for record in records])


def _packed_form(claim: Claim, record: FormRecord) -> dict[str, Any]:
    row: dict[str, Any] = {"form_id": record.form_id, "caseload_id": claim.id}
    row |= {"round": record.round, "kind": record.kind, "student": record.student}
    row |= {"link": record.link, "revision": record.revision, "closed": record.closed}
    row |= {"shared_with": record.shared_with, "shows": record.shows}
    return row | {"questions": {question: list(asked) for question, asked in record.questions.items()}}


def save_files(connection: Connection, claim: Claim, files: Iterable[AudienceFile]) -> None:
    put(connection, audience_file, [_packed_file(claim, file) for file in files])


def _packed_file(claim: Claim, file: AudienceFile) -> dict[str, Any]:
    row: dict[str, Any] = {"caseload_id": claim.id, "audience": file.audience, "email": file.email}
    row |= {"spreadsheet_id": file.spreadsheet_id, "shown": dict(file.shown), "batches": file.batches}
    return row | {"permissions": [[p.id, p.email, p.role.value, p.kind, p.view] for p in file.permissions]}


def _these(table: Any, **key: Any) -> tuple[Any, ...]:
    return tuple(table.c[name] == value for name, value in key.items())


def _form(row: Row[Any]) -> FormRecord:
    questions = {question: (int(asked[0]), str(asked[1])) for question, asked in row.questions.items()}
    return FormRecord(
        row.form_id,
        row.round,
        row.kind,
        row.student,
        row.link,
        row.revision,
        questions,
        row.closed,
        row.shared_with,
        row.shows,
    )


def _file(row: Row[Any]) -> AudienceFile:
    permissions = tuple(
        Permission(id, email, ShareRole(role), kind, view) for id, email, role, kind, view in row.permissions
    )
    return AudienceFile(row.audience, row.email, row.spreadsheet_id, row.shown, permissions, row.batches)
