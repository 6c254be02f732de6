"""What differs by a spreadsheet's locale: order of dates, separators, currency, default patterns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Locale:
    """`order` is the order in which day, month and year are typed; `group` is the thousands separator."""

    order: str = "mdy"
    decimal: str = "."
    group: str = ","
    currency: str = "$"
    currency_after: bool = False
    date: str = "M/d/yyyy"
    time: str = "h:mm:ss am/pm"

    @property
    def date_time(self) -> str:
        return "M/d/yyyy H:mm:ss" if self.order == "mdy" else f"{self.date} H:mm:ss"


_BRITISH = Locale("dmy", currency="£", date="dd/MM/yyyy", time="HH:mm:ss")
_KNOWN = {
    "en_US": Locale(),
    "en_GB": _BRITISH,
    "en_AU": Locale("dmy", date="dd/MM/yyyy"),
    "en_IE": Locale("dmy", currency="€", date="dd/MM/yyyy", time="HH:mm:ss"),
    "en_NZ": Locale("dmy", date="d/MM/yyyy"),
    "en_IN": Locale("dmy", currency="₹", date="dd/MM/yyyy"),
    "en_CA": Locale("ymd", date="yyyy-MM-dd"),
    "fr_FR": Locale("dmy", ",", "\u202f", "€", True, "dd/MM/yyyy", "HH:mm:ss"),
    "de_DE": Locale("dmy", ",", ".", "€", True, "dd.MM.yyyy", "HH:mm:ss"),
    "es_ES": Locale("dmy", ",", ".", "€", True, "d/M/yyyy", "H:mm:ss"),
    "it_IT": Locale("dmy", ",", ".", "€", True, "dd/MM/yyyy", "H.mm.ss"),
    "nl_NL": Locale("dmy", ",", ".", "€", False, "d-M-yyyy", "HH:mm:ss"),
    "pt_BR": Locale("dmy", ",", ".", "R$", False, "dd/MM/yyyy", "HH:mm:ss"),
    "sv_SE": Locale("ymd", ",", "\u00a0", "kr", True, "yyyy-MM-dd", "HH:mm:ss"),
    "ja_JP": Locale("ymd", currency="¥", date="yyyy/MM/dd", time="H:mm:ss"),
}


def locale_of(name: str) -> Locale:
    """The locale of that name; of its language when the country is not known; else American."""
    if name in _KNOWN:
        return _KNOWN[name]
    language = name.partition("_")[0]
    for known, locale in _KNOWN.items():
        if known.partition("_")[0] == language and known != "en_US":
            return locale
    return _KNOWN["en_US"]
