import pytest

from orchestrator.document.expressions import Expression, ExpressionError


@pytest.mark.parametrize(
    ("text", "multiline", "searched", "is_in", "fits"),
    [
        ("b+", False, "abbc", True, False),
        ("a.c", False, "abc", True, True),
        ("^b$", False, "a\nb\nc", False, False),
        ("^b$", True, "a\nb\nc", True, False),
        ("", False, "", True, True),
    ],
)
def test_an_expression_is_in_a_text_or_is_all_of_it(
    text: str, multiline: bool, searched: str, is_in: bool, fits: bool
) -> None:
    expression = Expression(text, multiline=multiline)
    assert (expression.is_in(searched), expression.fits(searched)) == (is_in, fits)


@pytest.mark.parametrize("text", ["[", "a{99999999999}", "(" * 5000 + ")" * 5000, "(?P<x>a"])
def test_what_is_no_expression_is_told(text: str) -> None:
    with pytest.raises(ExpressionError, match="no regular expression"):
        Expression(text)


def test_an_expression_that_tries_for_ever_gives_up() -> None:
    endless = Expression("^(([a-z])+.)+[A-Z]([a-z])+$")
    for tried in (endless.is_in, endless.fits):
        with pytest.raises(ExpressionError, match="more than 1 s on 3000 characters"):
            tried("a" * 3000)
