"""Google Drive: files Holdfast made, found again by their app properties, and who may see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.model import FileState, Permission, ShareRole
from app.google.session import Session

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FORM = "application/vnd.google-apps.form"
FILE = "id,name,version,trashed,appProperties,owners(emailAddress)"
PERMISSION = "id,type,role,emailAddress,domain,view"


class Drive:
    """Files of one account. Permission calls on one file must come one after the other."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._files = session.service("drive", "v3", "files")
        self._permissions = session.service("drive", "v3", "permissions")

    def create_spreadsheet(self, name: str, app_properties: Mapping[str, str]) -> str:
        """An empty spreadsheet that carries its key from the first moment. Look with `find` before."""
        body = {"name": name, "mimeType": SPREADSHEET, "appProperties": dict(app_properties)}
        return str(self._run(self._files.create(body=body, fields="id", supportsAllDrives=True))["id"])

    def find(self, app_properties: Mapping[str, str]) -> list[FileState]:
        """Files that carry all of these properties, bin left out."""
        return self._list(
            " and ".join(f"appProperties has {{ {_has(*pair)} }}" for pair in app_properties.items())
        )

    def find_named(self, name: str, mime_type: str = FORM) -> list[FileState]:
        """Files with exactly this name: how a Form of an interrupted attempt is found."""
        return self._list(f"name = '{_escaped(name)}' and mimeType = '{mime_type}'")

    def binned_forms(self) -> list[str]:
        """The ids of the Forms in the bin."""
        return [file.id for file in self._list(f"mimeType = '{FORM}'", trashed=True)]

    def forms(self) -> list[FileState]:
        """All Forms that Holdfast made for this account and that are not in the bin."""
        return self._list(f"mimeType = '{FORM}'")

    def state(self, file_id: str) -> FileState:
        """Name, version (a hint: it lags sheet edits by minutes), bin, owner, app properties."""
        return _file(self._run(self._files.get(fileId=file_id, fields=FILE, supportsAllDrives=True)))

    def mark(self, file_id: str, app_properties: Mapping[str, str]) -> None:
        """Add app properties to a file, as after adopting it."""
        body = {"appProperties": dict(app_properties)}
        self._update(file_id, body)

    def permissions(self, file_id: str, published: bool = False) -> list[Permission]:
        """Who may do what; with `published` also who may answer a Form."""
        options = {"includePermissionsForView": "published"} if published else {}
        request = self._permissions.list(
            fileId=file_id,
            pageSize=100,
            fields=f"nextPageToken,permissions({PERMISSION})",
            supportsAllDrives=True,
            **options,
        )
        found: list[Permission] = []
        while request is not None:
            page = self._run(request)
            found += [_permission(item) for item in page.get("permissions", [])]
            request = self._permissions.list_next(request, page)
        return found

    def share(self, file_id: str, email: str, role: ShareRole, kind: str = "user", view: str = "") -> str:
        """Give access, without a mail of Google's. Returns the permission id. "anyone" takes no address."""
        body: dict[str, Any] = {"type": kind, "role": role.value}
        if kind != "anyone":
            body["domain" if kind == "domain" else "emailAddress"] = email
        if view:
            body["view"] = view
        quiet = {"sendNotificationEmail": False} if kind in ("user", "group") else {}
        made = self._run(
            self._permissions.create(fileId=file_id, body=body, fields="id", supportsAllDrives=True, **quiet)
        )
        return str(made["id"])

    def unshare(self, file_id: str, permission_id: str) -> None:
        """Take access away. NotFound: it was gone already."""
        self._run(
            self._permissions.delete(fileId=file_id, permissionId=permission_id, supportsAllDrives=True)
        )

    def trash(self, file_id: str) -> None:
        """Into the bin, where its owner can restore it."""
        self._update(file_id, {"trashed": True})

    def restrict(self, file_id: str) -> None:
        """Only the owner shares it; readers cannot copy, print or download."""
        self._update(file_id, {"writersCanShare": False, "copyRequiresWriterPermission": True})

    def _update(self, file_id: str, body: Mapping[str, Any]) -> None:
        self._run(self._files.update(fileId=file_id, body=dict(body), fields="id", supportsAllDrives=True))

    def _list(self, query: str, *, trashed: bool = False) -> list[FileState]:
        request = self._files.list(
            q=f"{query} and trashed = {str(trashed).lower()}",
            pageSize=100,
            fields=f"nextPageToken,files({FILE})",
        )
        found: list[FileState] = []
        while request is not None:
            page = self._run(request)
            found += [_file(item) for item in page.get("files", [])]
            request = self._files.list_next(request, page)
        return found

    def _run(self, request: Any) -> Any:
        return self._session.run(request)


def _file(item: Mapping[str, Any]) -> FileState:
    owners = item.get("owners") or [{}]  # none in a shared drive
    return FileState(
        id=item["id"],
        name=item.get("name", ""),
        version=int(item.get("version", 0)),
        trashed=bool(item.get("trashed", False)),
        owner=str(owners[0].get("emailAddress", "")).lower(),
        app_properties=dict(item.get("appProperties", {})),
    )


def _permission(item: Mapping[str, Any]) -> Permission:
    role = str(item["role"])
    known = role in {known.value for known in ShareRole}
    return Permission(
        id=item["id"],
        email=str(item.get("emailAddress") or "").lower(),
        role=ShareRole(role) if known else ShareRole.WRITER,  # organizers of a shared drive write, too
        kind=item["type"],
        view=item.get("view", ""),
    )


def _has(key: str, value: str) -> str:
    return f"key='{_escaped(key)}' and value='{_escaped(value)}'"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")
