"""Tests of warnings about task files that hold tokens."""

from __future__ import annotations

from orchestrator.plan.giveaways import giveaways

TOKEN = "ghp_aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5"


def test_each_line_with_a_token_is_told_without_its_value() -> None:
    found = giveaways(f"# Task\n\nuse {TOKEN} and {TOKEN}\nthen\n{TOKEN}\n", "a.md")
    assert [(each.line, each.column) for each in found] == [(3, 5), (5, 1)]
    assert {each.code for each in found} == {"secret-in-file"}
    assert not any(TOKEN in f"{each.message} {each.hint}" for each in found)


def test_examples_of_passwords_are_nobodys_token() -> None:
    assert giveaways("password=hunter22 https://me:hunter22@example.org", "a.md") == ()
