import pytest
from hirewire_ai_worker.evaluation.fit import Recorder, fitted
from hirewire_ai_worker.extraction.confidence import LogisticCalibrator, shipped_calibrator


def test_the_shipped_fit_names_itself_and_orders_evidence():
    calibrator = shipped_calibrator()
    assert calibrator.id
    weak = calibrator.confidence("skill", {"known": 0, "in_list": 0, "ambiguous": 1})
    strong = calibrator.confidence("skill", {"known": 1, "in_list": 1, "in_section": 1})
    assert 0 < weak < strong < 1


def test_unknown_features_do_not_count():
    calibrator = LogisticCalibrator("x", {"skill": {"intercept": 0.0, "known": 2.0}})
    assert calibrator.confidence("skill", {"other": 5}) == 0.5
    with pytest.raises(KeyError):
        calibrator.confidence("no such predicate", {})


def test_the_fit_follows_the_examples_but_not_far_from_its_prior():
    prior = {"intercept": 0.0, "good": 1.0}
    right = [({"good": 1.0}, True)] * 40 + [({"good": 0.0}, False)] * 40
    weights = fitted(right, prior)
    calibrator = LogisticCalibrator("x", {"p": weights})
    assert calibrator.confidence("p", {"good": 1.0}) > 0.85
    assert calibrator.confidence("p", {"good": 0.0}) < 0.3
    assert fitted([], prior) == prior


def test_a_recorder_finds_the_features_of_a_fact_again():
    recorder = Recorder()
    tickets = [recorder.confidence("skill", {"known": number}) for number in range(3)]
    assert recorder.features(tickets[1]) == ("skill", {"known": 1})
    assert recorder.features(tickets[1] * 0.8) is None
