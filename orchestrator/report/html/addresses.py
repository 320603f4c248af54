"""Which addresses may be a link, and how they are written as one; opens none."""

from __future__ import annotations

import re
from urllib.parse import quote

_OUTWARD = re.compile(r"https?://[^/\s]", re.IGNORECASE)
# What has a meaning in an address; an address that is encoded already stays as it is.
_MEANT = "-._~:/?#@!$&'()*+,;=%"


def outward(address: str) -> str | None:
    """The address as a link's target; None for whatever is not http or https."""
    if _OUTWARD.match(address) is None:
        return None
    return quote(address.encode("utf-8", "surrogatepass"), safe=_MEANT)
