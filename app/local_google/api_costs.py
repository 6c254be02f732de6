"""What a call costs: the quota bucket of a method and its units. Figures are Google's tables of 2026."""

_SHEETS_READS = {
    "sheets.spreadsheets.getByDataFilter",
    "sheets.spreadsheets.values.batchGetByDataFilter",
    "sheets.spreadsheets.developerMetadata.search",
}
_GMAIL = {
    "history.list": 2,
    "messages.list": 5,
    "messages.get": 20,
    "messages.send": 100,
    "messages.import": 25,
    "messages.insert": 25,
    "messages.modify": 5,
    "messages.batchModify": 50,
    "messages.attachments.get": 20,
    "threads.get": 40,
    "threads.list": 10,
    "drafts.create": 10,
    "drafts.send": 100,
    "drafts.update": 15,
    "labels.list": 1,
    "labels.get": 1,
    "getProfile": 1,
    "watch": 100,
    "stop": 50,
}
_DRIVE = {"get": 5, "list": 100, "export": 200, "download": 200}


def cost_of(method: str, http_method: str) -> tuple[str, int]:
    """The bucket ("sheets.read") and the units of a method given by its discovery id."""
    api, _, rest = method.partition(".")
    if api == "gmail":
        return "gmail.units", _GMAIL.get(rest.removeprefix("users."), 5)
    if api == "drive":
        return "drive.units", _DRIVE.get(rest.rsplit(".", 1)[-1], 50)
    if api == "calendar":
        return "calendar.requests", 1
    if method == "forms.forms.responses.list":
        return "forms.expensive", 1
    reads = http_method == "GET" or method in _SHEETS_READS
    return f"{api}.{'read' if reads else 'write'}", 1
