"""Values as Typst's own code: what a template of Typst prints is a literal, whatever it says."""

import re
from decimal import Decimal

from jinja2 import Undefined
from markupsafe import Markup

_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')

_ESCAPE = re.compile(r"\\u\{([0-9a-f]{1,6})\}")


def code(text: str) -> Markup:
    """Text that is Typst's code already, and is printed as it stands."""
    return Markup(text)  # noqa: S704 - of what this module and the engine write, never of a form's text


def literal(value: object) -> Markup:
    """A value as a literal; what is code already stays. Raises TypeError for what has none."""
    match value:
        case Undefined():
            return code(str(value))  # which says what is not defined
        case Markup():
            return value
        case bool() | None:
            return code({True: "true", False: "false", None: "none"}[value])
        case str():
            return code(f'"{_ESCAPED.sub(_escape, str(value))}"')
        case bytes():
            return code(f"bytes({_content(value)})")
        case int():
            return code(f"{value}")
        case float() | Decimal():
            return code(f"{value:f}")
        case list() | tuple():
            return code(f"({''.join(f'{literal(one)}, ' for one in value)})")
    raise TypeError(f"{type(value).__name__} 在 Typst 里没有对应的写法")


def _content(value: bytes) -> Markup:
    try:
        return literal(value.decode())
    except UnicodeDecodeError:
        return literal(tuple(value))


def spelled_out(text: str) -> str:
    """Typst's code with the characters that it escapes, as they are printed."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{{{ord(found[0]):x}}}"
