import pytest

from orchestrator.report.html.addresses import outward


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://example.org/a?b=1&c=2#d", "https://example.org/a?b=1&c=2#d"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/ä b", "https://example.org/%C3%A4%20b"),
        ('https://e/"><script>', "https://e/%22%3E%3Cscript%3E"),
        ("https://e/%20", "https://e/%20"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        (" https://e", None),
        ("https:", None),
        ("https:///", None),
        ("//e", None),
    ],
)
def test_only_addresses_of_the_web_lead_outward(address: str, target: str | None) -> None:
    assert outward(address) == target
