"""Addresses such as ``s3://bucket/2020/*.pdf``: told from paths, shown without credentials, told apart."""

import hashlib
import re
from urllib.parse import unquote

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]+::)*[a-z][a-z0-9+.-]+://", re.IGNORECASE)
"""A scheme has two letters at least: one is a drive."""
_IN_TEXT = re.compile(r"[a-z][a-z0-9+.-]{0,30}+://[^\s'\"<>]+", re.IGNORECASE)
_VALUES = re.compile(r"([?&#;][^=&#;/]*=)[^&#;\s]*")
_QUERY = re.compile(r"[?#].+", re.DOTALL)
_NO_PORT = re.compile(r":(?!\d*$)")
_CREDENTIALS = re.compile(
    r"(?<=[?&])(?:x-[a-z]+-[^=&#]*|[^=&#]*(?:signature|token|accesskeyid|expires)|sign|sig|se|sp|sv|sr|st)"
    r"=[^&#]*&?",
    re.IGNORECASE,
)
"""Parts of a query that are signed anew each time."""
_LOGINS = frozenset(
    {"ftp", "ftps", "sftp", "ssh", "smb", "http", "https", "webdav", "webdavs", "dav", "davs"}
)
"""Where what stands before the @ is a user with a password."""
_CONTAINERS = frozenset({"abfs", "abfss", "wasb", "wasbs"})
"""Where it is a container, which is no secret."""
_HIDDEN = "***"
_SHORTEST_SECRET = 4


def is_address(text: str) -> bool:
    """Whether a text names a place in some storage and no local path."""
    return _ADDRESS.match(text) is not None


def masked(address: str) -> str:
    """The address as it may be shown: no user, password, or value of a query."""
    return "::".join(map(_masked, address.split("::")))


def _masked(part: str) -> str:
    scheme, mark, rest = part.partition("://")
    if not mark:
        return part
    if scheme.lower().startswith("http"):
        rest = _QUERY.sub(f"?{_HIDDEN}", rest)
    rest = _VALUES.sub(rf"\1{_HIDDEN}", rest)
    authority, slash, path = rest.partition("/")
    user, at, host = rest.rpartition("@")
    if scheme.lower() in _CONTAINERS and ":" not in authority:
        pass
    elif at and ("/" not in user or ":" in authority):  # a password may have been typed with a slash in it
        rest = f"{_HIDDEN}@{host}"
    elif _NO_PORT.search(authority):
        rest = f"{_HIDDEN}{slash}{path}"
    return scheme + mark + rest


def digest(address: str, *more: str) -> str:
    """A short name for an address, the same whatever the password or signature in it; 48 bits in hex."""
    text = "\0".join((identity(address), *more))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]


def identity(address: str) -> str:
    """What stays the same when credentials change; never shown or kept but as a digest."""
    return "::".join(map(_identity, address.split("::")))


def _identity(part: str) -> str:
    scheme, mark, rest = part.partition("://")
    authority, slash, path = rest.partition("/")
    if scheme.lower() in _LOGINS:
        user, at, host = authority.rpartition("@")
        rest = user.partition(":")[0] + at + host + slash + path
    return scheme + mark + _CREDENTIALS.sub("", rest).rstrip("?&")


def without_secrets(text: str, address: str) -> str:
    """What a library says of an address, without what `masked` hides of it."""
    for secret in sorted(_secrets(address), key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return _IN_TEXT.sub(lambda found: masked(found[0]), text)


def _secrets(address: str) -> set[str]:
    found: set[str] = set()
    for part in address.split("::"):
        rest = part.partition("://")[2]
        found.update(re.split(r"[:/]", rest.rpartition("@")[0]) if "@" in rest else ())
        found.update(value for _, value in re.findall(r"([?&#;][^=&#;/]*)=([^&#;\s]+)", rest))
    return {form for text in found for form in (text, unquote(text)) if len(form) >= _SHORTEST_SECRET}
