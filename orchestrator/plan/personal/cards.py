"""Numbers of payment cards: as long and as grouped as an issuer's are, with a right check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.plan.personal.found import Found, Kind, begins, line_before

# Whole, in groups of four, or as those of fifteen and fourteen digits are written. What has more
# groups than that is an account or a table; an expiry date may follow.
_MORE = r"[0-9]{1,4}(?![0-9/.])"
_CARD = re.compile(
    r"(?<![0-9])(?<![0-9]\.)(?<!\S-)(?<!\+)"
    r"(?:[2-6][0-9]{12,18}"
    r"|[2-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?(?!\1" + _MORE + ")"
    r"|3[0-9]{3}([ -])[0-9]{6}\2[0-9]{4,5}(?!\2" + _MORE + "))"
    r"(?![0-9A-Za-z_]|\.[0-9]|-\S)"
)
# By the first digits and the length (ISO/IEC 7812, and what the issuers publish): Visa, Mastercard,
# American Express, Diners, Discover, JCB, UnionPay, Mir, Maestro.
_ISSUED = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
    r"|3[47][0-9]{13}"
    r"|3(?:0[0-5]|[689][0-9])[0-9]{11}"
    r"|(?:6011|64[4-9][0-9]|65[0-9]{2}|62[0-9]{2}|35(?:2[89]|[3-8][0-9]))[0-9]{12,15}"
    r"|220[0-4][0-9]{12}"
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{12,15}"
)


_GROUP = re.compile(r"(?:\A|[^\w.:/-])(?:[A-Z]{2})?[0-9]{1,4} \Z")


def cards(text: str) -> Iterator[Found]:
    """The numbers of cards in the text."""
    for match in _CARD.finditer(text):
        start = match.start()
        digits = match[0].replace(" ", "").replace("-", "")
        if not (_ISSUED.fullmatch(digits) and _luhn(digits) and begins(text, start)):
            continue
        if match[1] == " " or match[2] == " ":
            before = line_before(text, start, 8)
            if before[-1:] == " " and _GROUP.search(before):
                continue
        yield Found(start, match.end(), Kind.CARD)


def _luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before (ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
