"""Who an address is: the people of the Team tab, one person for all their rows and spellings.

ana.lee+school@gmail.com, analee@gmail.com and AnaLee@googlemail.com reach one mailbox.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheets_schema.read import Row

PARENTS = frozenset({"parent", "guardian"})


@dataclass(frozen=True)
class Person:
    """Everything Team says of one mailbox. `email` is as typed in its first row."""

    mailbox: str
    email: str
    name: str
    roles: tuple[str, ...]  # of the rows in order
    students: tuple[str, ...]  # codes, without doubles

    @property
    def role(self) -> str:
        """The parent's role where there is one, else the first."""
        return next((role for role in self.roles if role in PARENTS), self.roles[0] if self.roles else "")

    @property
    def is_parent(self) -> bool:
        return any(role in PARENTS for role in self.roles)


def mailbox(address: str, keep_plus: bool = False) -> str:
    """The mailbox an address reaches: lower case, no plus-part, at Gmail no dots."""
    local, at, domain = address.strip().strip("<>").casefold().rpartition("@")
    if not at:
        return address.strip().casefold()
    if not keep_plus:
        local = local.partition("+")[0] or local
    if domain == "googlemail.com":
        domain = "gmail.com"
    if domain == "gmail.com":
        local = local.replace(".", "")
    return f"{local}@{domain}"


def people(team: Iterable[Row]) -> Mapping[str, Person]:
    """The persons of the Team tab by mailbox. Rows without an address are left out.

    A family that writes from home+ana@ and home+ben@ is two persons, and home@ both of them.
    """
    exact: dict[str, list[Row]] = {}
    plain: dict[str, list[Row]] = {}
    for row in sorted(team, key=lambda row: (row.id is None, row.id, row.index)):
        if isinstance(row["email"], str) and "@" in row["email"]:
            exact.setdefault(mailbox(row["email"], keep_plus=True), []).append(row)
            plain.setdefault(mailbox(row["email"]), []).append(row)
    return {key: _person(key, own) for key, own in {**plain, **exact}.items()}


def person_at(known: Mapping[str, Person], address: str) -> Person | None:
    """Who an address is: by its very spelling with the plus-part, else by the mailbox."""
    return known.get(mailbox(address, keep_plus=True)) or known.get(mailbox(address))


def _person(key: str, rows: list[Row]) -> Person:
    names = [row["person"] for row in rows if isinstance(row["person"], str) and row["person"].strip()]
    return Person(
        mailbox=key,
        email=str(rows[0]["email"]),
        name=str(names[0]).strip() if names else str(rows[0]["email"]),
        roles=tuple(str(row["role"]) for row in rows if row["role"]),
        students=tuple(dict.fromkeys(str(row["student"]) for row in rows if row["student"])),
    )
