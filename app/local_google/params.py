"""Path and query parameters typed by the discovery document, or refused in Google's words."""

import re
from typing import Any

from app.local_google.api import GoogleError, Method, Parameter
from app.local_google.body import snake, violation_error
from app.local_google.discovery import LEGACY
from app.local_google.schema import RANGES

_WORDS = {"boolean": "boolean", "integer": "integer", "string": "string", "number": "number"}
_PROTO = {"boolean": "TYPE_BOOL", "integer": "TYPE_INT32", "number": "TYPE_DOUBLE", "string": "TYPE_STRING"}


def read_params(method: Method, path: dict[str, str], query: list[tuple[str, str]]) -> dict[str, Any]:
    """The parameters that were sent, by name and typed; GoogleError(400) names a wrong one."""
    found: dict[str, Any] = {
        name: _typed(method, method.parameters[name], text) for name, text in path.items()
    }
    for name, text in query:
        parameter = method.parameters.get(name)
        if parameter is None or parameter.location == "path":
            _unknown(method, name)
            continue
        value = _typed(method, parameter, text)
        if parameter.repeated:
            found.setdefault(name, []).append(value)
        else:
            found[name] = value
    for parameter in method.parameters.values():
        if parameter.required and found.get(parameter.name) in (None, ""):
            raise _missing(method, parameter)
    return found


def _unknown(method: Method, name: str) -> None:
    # Seen in recordings: Drive ignores parameters that its method does not have; Calendar is of the same age.
    if method.api in LEGACY:
        return
    text = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    raise violation_error([("", text)])


def _missing(method: Method, parameter: Parameter) -> GoogleError:
    name = parameter.name
    if method.api in LEGACY:
        return GoogleError(400, f"Required parameter: {name}", reason="required", location=name)
    return GoogleError(400, f"Missing required parameter '{snake(name)}'.")


def _typed(method: Method, parameter: Parameter, text: str) -> Any:
    if parameter.type == "boolean":
        if text.lower() in ("true", "false", "1", "0", ""):
            return text.lower() in ("true", "1", "")
        raise _wrong(method, parameter, text)
    if parameter.type == "integer":
        return _integer(method, parameter, text)
    if parameter.enum and text not in parameter.enum:
        raise _wrong(method, parameter, text)
    if parameter.format in ("int64", "uint64") and not re.fullmatch(r"-?\d+", text):
        raise _wrong(method, parameter, text)
    return text


def _integer(method: Method, parameter: Parameter, text: str) -> int:
    low, high = RANGES.get(parameter.format, (-(2**63), 2**63))
    if not re.fullmatch(r"[+-]?\d{1,20}", text) or not low <= int(text) <= high:
        raise _wrong(method, parameter, text)
    value = int(text)
    small = parameter.minimum is not None and value < parameter.minimum
    if small or (parameter.maximum is not None and value > parameter.maximum):
        least = low if parameter.minimum is None else parameter.minimum
        bounds = f"[{least}, {high if parameter.maximum is None else parameter.maximum}]"
        raise GoogleError(
            400,
            f"Invalid value '{value}'. Values must be within the range: {bounds}",
            reason="invalidParameter",
            location=parameter.name,
        )
    return value


def _wrong(method: Method, parameter: Parameter, text: str) -> GoogleError:
    name = parameter.name
    if method.api in LEGACY:
        allowed = f" Allowed values: [{', '.join(parameter.enum)}]" if parameter.enum else ""
        message = f"Invalid {_WORDS[parameter.type]} value: '{text}'.{allowed}"
        return GoogleError(400, message, reason="invalidParameter", location=name)
    kind = _PROTO[parameter.type]
    if parameter.enum:
        kind = f"type.googleapis.com/{name[:1].upper()}{name[1:]}"
    field = snake(name)
    return violation_error([(field, f"Invalid value at '{field}' ({kind}), \"{text}\"")])
