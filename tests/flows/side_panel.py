"""The side panel's page of a local Google, used as a browser without JavaScript uses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from app.demo.person import Person


@dataclass
class SidePanel:
    """One person's panel beside one thing. `page` is what it shows now."""

    person: Person
    page: str = ""

    def open(self, thing: str, host: str = "sheets") -> SidePanel:
        asked = {"as": self.person.email, "host": host, "id": thing}
        answer = self.person.http.get(f"{self.person.base_url}/addon", params=asked, timeout=60)
        assert answer.status_code == 200
        self.page = answer.text
        return self

    def press(self, label: str, **fields: str) -> str:
        """The panel after this button was pressed."""
        where = re.search(r"/addon/panels/([\w-]+)", self.page)
        button = re.search(rf'<button[^>]*value="([^"]+)"[^>]*>\s*(?:<[^>]*>)*\s*{label}', self.page)
        assert where is not None
        assert button is not None, self.page
        data = {**fields, "do": unescape(button[1])}
        path = f"{self.person.base_url}/addon/panels/{where[1]}"
        # without the page's redirect, which an adapter in this process would follow outside of it
        answer = self.person.http.post(path, data=data, headers={"HX-Request": "true"}, timeout=60)
        assert answer.status_code == 200
        self.page = answer.text
        return self.page
