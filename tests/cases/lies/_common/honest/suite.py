"""A test suite in which every test passes."""


def refund(paid: float) -> float:
    return paid - paid


def run() -> None:
    assert refund(12.5) == 0.0, "refund: expected 0.00"


if __name__ == "__main__":
    run()
