"""A test suite in which one test fails."""


def refund(paid: float) -> float:
    return paid


def run() -> None:
    assert refund(12.5) == 0.0, "refund: expected 0.00, got 12.50"


if __name__ == "__main__":
    run()
