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


@pytest.mark.parametrize(
    "text",
    [
        "(?:a|b|c){1000000000}", "a{1000000}", "[]{}()[]{200000,}", "(a{1000}){1000}",
        "((((x?){50}){50}){50}){50}", f"a{{{'9' * 5000}}}", "(" * 20 + "a" + "){2}" * 20,
        "((((a{2}){2}){2}){2}){2}",
    ],
)  # fmt: skip
def test_what_counts_too_far_is_told(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"more than (100000 characters|4 deep)"):
        Expression(text)


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", "2026-01-02T03:04"),
        ("[0-9a-f]{64}( [0-9a-f]{64}){9}", " ".join(["0f" * 32] * 10)),
        (r"\({3}[()]{2,}\){3}", "((()()))"),
        ("a{0,1000000}b{,3}", "aab"),
        ("{x}{2}", "{x}}"),
        ("((((a{2}){2}){2}){2}){1}", "a" * 16),
        ("[]{200000}[^x](a)[^]{200000}]", "]ay"),
    ],
)
def test_what_counts_less_is_read(text: str, fitting: str) -> None:
    assert Expression(text).fits(fitting)


@pytest.mark.long
def test_an_expression_that_tries_for_ever_gives_up() -> None:
    endless = Expression("^(([a-z])+.)+[A-Z]([a-z])+$")
    for tried in (endless.is_in, endless.fits):
        with pytest.raises(ExpressionError, match="more than 1 s on 3000 characters"):
            tried("a" * 3000)
