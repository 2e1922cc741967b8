"""Rules of verify, asked by themselves, and the models whose rows a test is about to spoil."""
from collections.abc import Callable, Iterator

Rules = dict[str, Callable[[], Iterator[str]]]


def found(*groups: Rules) -> dict[str, list[str]]:
    """Return what the rules of these groups have to say, without those that have nothing."""
    asked = {label: list(rule()) for group in groups for label, rule in group.items()}
    return {label: sentences for label, sentences in asked.items() if sentences}
