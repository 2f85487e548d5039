"""The section on the evaluations of the test part."""

import hpsearch
from hpsearch.report.sections.looks import LooksSection
from tests.conftest import config_with


def test_a_page_has_one_heading_for_the_test_part_and_a_title_for_each_table(tmp_path):
    """Each table stood under its title twice."""
    run = hpsearch.run(config_with(search={"trials": 2, "rounds": 1}), out=tmp_path / "run", jobs=1)
    (before,) = LooksSection().sections([run], None)
    assert [page.sentences for page in before.page] == [("Nobody has looked at the test part yet.",)]
    run.evaluate()
    (section,) = LooksSection().sections([hpsearch.load(tmp_path / "run")], None)
    (page,) = section.page
    titles = [table.title for table in page.tables]
    assert page.title == "The test part"
    assert titles[0] == "Metrics, with 95 % intervals"
    assert len({*titles}) == len(titles) >= 3
