"""domain.yml, the actions, the rules and the training data speak of the same things."""

from __future__ import annotations

import importlib
import typing
from collections import Counter

import pytest
from rasa_sdk import Action, FormValidationAction

from casework.services.say import NextStep
from knowledge import RuleBook
from tests.contracts.project import ROOT, intents_of, rules, training_examples, yaml_file


def domain_intents() -> list[str]:
    found: list[str] = yaml_file("domain.yml")["intents"]
    return found


def action_classes() -> set[type[Action]]:
    found: set[type[Action]] = set()
    for path in sorted((ROOT / "actions").glob("*.py")):
        module = importlib.import_module(f"actions.{path.stem}")
        found |= {
            one
            for one in vars(module).values()
            if isinstance(one, type) and issubclass(one, Action) and one.__module__ == module.__name__
        }
    return found


def matters(book: RuleBook) -> set[str]:
    return {row.id for row in book.situations} | {row.id for row in book.topics}


def test_every_action_of_the_domain_has_a_class_and_every_class_stands_in_the_domain() -> None:
    listed = yaml_file("domain.yml")["actions"]
    names = [one().name() for one in action_classes()]

    assert sorted(names) == sorted(listed)
    assert len(listed) == len(set(listed))


def test_every_action_a_rule_calls_exists() -> None:
    domain = yaml_file("domain.yml")
    called = {step["action"] for rule in rules() for step in rule["steps"] if "action" in step}

    assert called <= {*domain["actions"], *domain["forms"], "action_listen"}


def test_every_form_has_the_actions_that_ask_and_check_its_slots() -> None:
    domain = yaml_file("domain.yml")

    for form, content in domain["forms"].items():
        assert f"validate_{form}" in domain["actions"]
        for slot in content["required_slots"]:
            assert slot in domain["slots"]
            assert f"action_ask_{slot}" in domain["actions"]
            validator = next(one for one in action_classes() if one().name() == f"validate_{form}")
            assert issubclass(validator, FormValidationAction)
            assert hasattr(validator, f"validate_{slot}")


def test_every_situation_and_topic_is_an_intent_and_the_rest_steers_the_dialogue(book: RuleBook) -> None:
    handled = {intent for rule in rules() for intent in intents_of(rule)}

    assert set(domain_intents()) == matters(book) | (handled - matters(book))
    assert matters(book) <= set(domain_intents())
    assert len(domain_intents()) == len(set(domain_intents()))


def test_every_intent_of_the_domain_is_in_the_training_data_and_no_other() -> None:
    trained = {intent for intents in training_examples().values() for intent in intents}

    assert trained == set(domain_intents())


def test_every_intent_sets_off_exactly_one_rule() -> None:
    counted = Counter(intent for rule in rules() if "condition" not in rule for intent in intents_of(rule))

    assert dict(counted) == dict.fromkeys(domain_intents(), 1)


def test_situations_and_topics_are_triaged_and_nothing_else_is(book: RuleBook) -> None:
    (triaged,) = [rule for rule in rules() if rule["rule"] == "a matter is triaged"]

    assert set(intents_of(triaged)) == matters(book)
    assert triaged["steps"][1] == {"action": "action_triage"}


def test_small_talk_that_a_rule_answers_has_a_sentence(book: RuleBook) -> None:
    (smalltalk,) = [rule for rule in rules() if rule["rule"] == "smalltalk"]

    for intent in intents_of(smalltalk):
        assert book.has_reply(f"smalltalk_{intent}"), intent


def test_the_next_steps_of_the_use_cases_are_the_values_the_rules_branch_on() -> None:
    slot = yaml_file("domain.yml")["slots"]["next_step"]
    branched = {
        step["slot_was_set"][0]["next_step"] for rule in rules() for step in rule["steps"] if "slot_was_set" in step
    }

    assert set(slot["values"]) == set(typing.get_args(NextStep))
    assert branched == set(typing.get_args(NextStep))


@pytest.mark.parametrize(
    ("action", "ends"),
    [
        ("action_triage", {"clarify", "offer", "hand_over"}),
        ("action_disagree", {"clarify", "offer"}),
        ("action_ask_place", {"clarify", "offer"}),
        ("action_inform", {"clarify", "offer"}),
        ("action_start_registration", {"fill", "offer"}),
        ("action_finish_registration", {"offer", "hand_over"}),
    ],
)
def test_a_rule_stands_for_each_way_an_action_can_end(action: str, ends: set[str]) -> None:
    followed = {
        rule["steps"][1]["slot_was_set"][0]["next_step"]
        for rule in rules()
        if rule["steps"][0].get("action") == action and "slot_was_set" in rule["steps"][1]
    }

    assert followed == ends


def test_the_entities_of_the_domain_are_those_of_the_contract() -> None:
    assert set(yaml_file("domain.yml")["entities"]) == {
        "institution", "person", "role", "place", "amount", "date", "drug", "disease", "document_number",
        "decision_kind", "office",
    }  # fmt: skip


def test_the_domain_says_nothing_itself() -> None:
    assert "responses" not in yaml_file("domain.yml")
