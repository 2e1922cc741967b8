"""A paper as JSON: the same one comes back, also from captures older than what papers can say today."""
import json

import pytest

from housing_portal.kit.gongwen import paper_from, paper_json
from tests.kit.gongwen import samples

LATER = ("upward", "signers")  # what papers did not say when the first ones were captured


@pytest.mark.parametrize("paper", [samples.notice(), samples.letter(), samples.report("周静", "钱志宏")])
def test_what_was_kept_comes_back(paper) -> None:
    kept = json.loads(json.dumps(paper_json(paper)))
    assert paper_json(paper_from(kept)) == kept


def test_an_older_capture_is_the_paper_that_it_was() -> None:
    kept = paper_json(samples.notice())
    older = {name: value for name, value in kept.items() if name not in LATER}
    assert older.keys() != kept.keys()
    assert paper_json(paper_from(older)) == kept
