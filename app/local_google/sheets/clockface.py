"""Serial numbers as dates and times, by the date pieces of one pattern section."""

from datetime import UTC, datetime, timedelta

from app.local_google.sheets.patterns import Piece, Section

EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def moment_of(serial: float, unit: float = 1.0) -> datetime:
    """The instant of a serial number, rounded to `unit` seconds; clipped to the years that a calendar has."""
    days = max(-693_000.0, min(serial, 2_958_465.999))
    seconds = round(days * 86400 / unit) * unit
    return EPOCH + timedelta(seconds=seconds)


def clockface(serial: float, section: Section) -> str:
    """The section's text for that moment; `m` beside hours or seconds means minutes."""
    pieces = section.pieces
    thousandths = _second_fraction(pieces)
    moment = moment_of(serial, 10.0**-thousandths)
    twelve = any(piece.kind == "ampm" for piece in pieces)
    out: list[str] = []
    skipping = False
    for index, piece in enumerate(pieces):
        if piece.kind == "date":
            skipping = False
            out.append(_part(piece.text.lower(), moment, twelve, _is_minute(pieces, index)))
        elif piece.kind == "elapsed":
            out.append(_elapsed(piece.text, serial))
        elif piece.kind == "ampm":
            out.append(_half(piece.text, moment))
        elif piece.kind == "mark" and piece.text == "." and thousandths and _after_seconds(pieces, index):
            out.append("." + f"{moment.microsecond:06d}"[:thousandths])
            skipping = True
        elif not (piece.kind == "digit" and skipping):
            out.append(piece.text)
    return "".join(out)


def _second_fraction(pieces: tuple[Piece, ...]) -> int:
    for index, piece in enumerate(pieces):
        if piece == Piece("mark", ".") and _after_seconds(pieces, index):
            count = 0
            for digit in pieces[index + 1 :]:
                if digit.kind != "digit":
                    break
                count += 1
            return min(count, 3)
    return 0


def _after_seconds(pieces: tuple[Piece, ...], index: int) -> bool:
    return (
        index > 0
        and pieces[index - 1].kind in ("date", "elapsed")
        and pieces[index - 1].text.lower()[0] == "s"
    )


def _is_minute(pieces: tuple[Piece, ...], index: int) -> bool:
    if pieces[index].text.lower()[0] != "m" or len(pieces[index].text) > 2:
        return False
    before = [p for p in pieces[:index] if p.kind in ("date", "elapsed")]
    after = [p for p in pieces[index + 1 :] if p.kind in ("date", "elapsed")]
    return (bool(before) and before[-1].text.lower()[0] == "h") or (
        bool(after) and after[0].text.lower()[0] == "s"
    )


def _part(code: str, moment: datetime, twelve: bool, minute: bool) -> str:
    wide = len(code) > 1
    if code[0] == "y":
        return f"{moment.year:04d}" if len(code) > 2 else f"{moment.year % 100:02d}"
    if code[0] == "d":
        name = _DAYS[moment.weekday()]
        return {1: str(moment.day), 2: f"{moment.day:02d}", 3: name[:3]}.get(len(code), name)
    if code[0] == "h":
        hour = (moment.hour % 12 or 12) if twelve else moment.hour
        return f"{hour:02d}" if wide else str(hour)
    if code[0] == "s":
        return f"{moment.second:02d}" if wide else str(moment.second)
    if minute:
        return f"{moment.minute:02d}" if wide else str(moment.minute)
    name = _MONTHS[moment.month - 1]
    short = {1: str(moment.month), 2: f"{moment.month:02d}", 3: name[:3], 5: name[0]}
    return short.get(len(code), name)


def _half(code: str, moment: datetime) -> str:
    letter = "A" if moment.hour < 12 else "P"
    return letter if len(code) == 3 else letter + "M"


def _elapsed(code: str, serial: float) -> str:
    seconds = round(abs(serial) * 86400)
    amount = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}[code[0]]
    return ("-" if serial < 0 else "") + str(amount).rjust(len(code), "0")
