from uuid import UUID

from hirewire_ai_worker.graph.rules import Verdict, Voice, entity_confidence, noisy_or, verdict_of
from hypothesis import given
from hypothesis import strategies as st

CONFIDENCES = st.floats(0, 1)
VOICES = st.builds(
    Voice,
    witness=st.sampled_from("abc"),
    document_id=st.sampled_from([UUID(int=number) for number in range(4)]),
    confidence=CONFIDENCES,
    attributes=st.dictionaries(st.sampled_from(["years", "level"]), st.integers(0, 3)),
    negated=st.booleans(),
)


def voice(witness: str, confidence: float, **attributes: int) -> Voice:
    return Voice(witness, UUID(int=ord(witness)), confidence, attributes)


def test_independent_witnesses_strengthen_each_other() -> None:
    assert noisy_or([voice("a", 0.8), voice("b", 0.5)]) == 1 - 0.2 * 0.5


def test_one_witness_counts_once_with_its_best_word() -> None:
    assert noisy_or([voice("a", 0.8), voice("a", 0.5), voice("a", 0.8)]) == 1 - (1 - 0.8)


def test_nobody_s_word_is_a_retracted_edge() -> None:
    assert verdict_of([]) == Verdict(0.0, {}, retracted=True)


def test_who_says_the_contrary_alone_asserts_nothing() -> None:
    denial = Voice("a", UUID(int=1), 0.9, {"years": 3}, negated=True)
    assert verdict_of([denial]).retracted
    assert verdict_of([denial, voice("b", 0.8)]).confidence == noisy_or([voice("b", 0.8)]) * (
        1 - noisy_or([denial])
    )


def test_the_surest_word_decides_an_attribute_and_others_fill_it_in() -> None:
    verdict = verdict_of([voice("a", 0.9, years=5), voice("b", 0.4, years=2, level=3)])
    assert verdict.attributes == {"years": 5, "level": 3}


@given(st.lists(VOICES, max_size=6), st.randoms())
def test_the_order_of_voices_does_not_matter(voices: list[Voice], chance) -> None:
    shuffled = chance.sample(voices, len(voices))
    assert verdict_of(shuffled) == verdict_of(voices)


@given(st.lists(VOICES, max_size=6), VOICES)
def test_one_more_voice_for_it_never_weakens_it(voices: list[Voice], another: Voice) -> None:
    said = Voice(another.witness, another.document_id, another.confidence, {})
    before, after = verdict_of(voices), verdict_of([*voices, said])
    assert 0 <= before.confidence <= after.confidence + 1e-12 <= 1 + 2e-12


def test_an_entity_is_as_sure_as_its_best_mention() -> None:
    assert entity_confidence("skill", 0.7) == 0.7
    assert entity_confidence("skill", None) == 0.0
    assert entity_confidence("person", 0.3) == 1.0
