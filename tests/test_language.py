"""Texts are in the language in use."""

from __future__ import annotations

import subprocess
import sys
from threading import Thread

import pytest

from agencysim.errors import AgencySimError
from agencysim.language import APART, from_locale, joined, language, name_in_language, tr, tr_n, use
from agencysim.names import policy_in_words
from agencysim.rolling import Rolling


def test_english_is_the_language_unless_another_is_in_use():
    assert (language(), tr("milestone")) == ("en", "milestone")
    with use("zh"):
        assert (language(), tr("milestone")) == ("zh", "里程碑")
        with use("en"):
            assert tr("milestone") == "milestone"
        assert tr("milestone") == "里程碑"
    assert tr("milestone") == "milestone"


def test_an_error_puts_the_language_back():
    with pytest.raises(RuntimeError), use("zh"):
        raise RuntimeError
    assert language() == "en"


def test_another_thread_has_a_language_of_its_own():
    found = []
    with use("zh"):
        thread = Thread(target=lambda: found.append(language()))
        thread.start()
        thread.join()
    assert found == ["en"]


def test_a_text_is_translated_and_then_formatted():
    assert tr("target {target:.0%}", target=0.9) == "target 90%"
    with use("zh"):
        assert tr("target {target:.0%}", target=0.9) == "目标 90%"


def test_a_text_that_the_catalogue_lacks_stays_english():
    with use("zh"):
        assert tr("no such text {n}", n=1) == "no such text 1"
        assert tr_n("{n} thing of no text", "{n} things of no text", 2) == "2 things of no text"


@pytest.mark.parametrize(
    ("code", "n", "text"),
    [("en", 1, "1 other cause"), ("en", 0, "0 other causes"), ("en", 2, "2 other causes"), ("zh", 1, "其他 1 种原因")],
)
def test_numbers_choose_their_form(code, n, text):
    with use(code):
        assert tr_n("{n} other cause", "{n} other causes", n) == text


def test_names_are_listed_as_the_language_lists_them():
    assert joined(["ann", "ben", "", "cid"]) == "ann, ben, cid"
    assert joined(["ann, ben", "cid"], APART) == "ann, ben; cid"
    assert joined([]) == ""
    with use("zh"):
        assert joined(["甲", "乙"]) == "甲、乙"
        assert joined(["甲、乙", "丙"], APART) == "甲、乙；丙"


def test_a_language_without_texts_is_refused():
    with (
        pytest.raises(AgencySimError, match=r"'fr' is no language of the texts: write en \(English\) or zh \(中文\)"),
        use("fr"),
    ):
        pass


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh.UTF-8"}, "zh"),
        ({"LANG": "zh-Hans-CN"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_locale_says_the_language(variables, code):
    assert from_locale(variables) == code


def test_without_variables_given_those_of_the_process_count(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert from_locale() == "zh"


@pytest.mark.parametrize(
    ("code", "label", "shown"),
    [
        ("en", "设计员", "senior designer"),
        ("zh", "设计员", "设计员"),
        ("en", "", "senior designer"),
        ("zh", "", "senior designer"),
        ("en", "Grafikerin", "Grafikerin"),
        ("zh", "Grafikerin", "Grafikerin"),
    ],
)
def test_names_have_their_labels_in_the_language_that_they_are_in(code, label, shown):
    with use(code):
        assert name_in_language("senior_designer", label) == shown


def test_neither_babel_nor_matplotlib_is_loaded_before_it_is_needed():
    code = (
        "import sys, agencysim as ag; ag.pictures; from agencysim.language import tr; tr('milestone');"
        "print(sorted({'babel', 'matplotlib'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("policy", "english", "chinese"),
    [
        (Rolling("daily", 0), "rolling daily, 0 rounds", "每日滚动计划，0 轮"),
        (Rolling("weekly", 1, 13), "rolling weekly, 1 round, after 13 weeks", "每周滚动计划，1 轮，13 周之后开始"),
        ("earliest_due", "earliest_due", "earliest_due"),
    ],
)
def test_a_way_of_planning_is_named_in_the_language_in_use(policy, english, chinese):
    assert policy_in_words(str(policy)) == english
    with use("zh"):
        assert policy_in_words(str(policy)) == chinese
