from hirewire_matching.profiles.kinship import Entry, Kinship, kinship, skill_keys
from hirewire_matching.ranking import Relation

STAIRS = Kinship.of(
    "1",
    (
        Entry("argo-cd", "Argo CD", "knowledge", ("argo",), ("kubernetes",), ("flux",)),
        Entry("flux", "Flux", "knowledge", ("argo", "weave flux"), ("kubernetes",)),
        Entry("kubernetes", "Kubernetes", "knowledge", ("k8s",), ("containers",)),
        Entry("containers", "Containers", "competence", (), ("devops",)),
        Entry("devops", "DevOps", "competence", ("containers",)),
    ),
)


def test_a_name_is_known_by_all_its_forms_and_a_name_goes_before_a_form() -> None:
    assert STAIRS.keys["k8s"] == "kubernetes"
    assert STAIRS.keys["containers"] == "containers"
    assert STAIRS.keys["argo"] == "argo-cd"


def test_kinds_of_a_skill_are_found_two_steps_down_with_the_way_between() -> None:
    kinds = STAIRS.relations["containers"]
    assert kinds["kubernetes"] == Relation("narrower", ("Kubernetes", "Containers"))
    assert kinds["argo-cd"] == Relation("narrower", ("Argo CD", "Kubernetes", "Containers"))
    assert set(STAIRS.relations["devops"]) == {"containers", "kubernetes"}
    assert "containers" not in STAIRS.relations.get("kubernetes", {})


def test_what_is_related_is_no_kind() -> None:
    assert STAIRS.relations["flux"] == {"argo-cd": Relation("related", ("Argo CD", "Flux"))}


def test_a_competence_is_generic_for_the_knowledge_right_below_it() -> None:
    assert STAIRS.generic == {"containers": {"kubernetes"}}


def test_the_shipped_table_joins_spellings_and_is_sound() -> None:
    known = kinship()
    assert "kubernetes" in skill_keys("K8s")
    assert skill_keys("Underwater basket weaving") == ("underwater basket weaving",)
    assert known.relations["programming"]["fastapi"].path == ("FastAPI", "Python", "Programming")
    assert set(known.relations) <= set(known.keys.values())


async def test_a_run_shows_the_way_from_what_is_had_to_what_is_asked(story) -> None:
    await story.candidate(skills=["FastAPI"])
    run = await story.run(await story.job(skills_required=["Python"]))
    (row,) = (row for row in run.items[0].verdicts if row.kind == "skill")
    assert (row.verdict, row.path) == ("partial", ("FastAPI", "Python"))
    assert row.contribution == round(row.weight * 0.8, 6)
    assert row.reason == "FastAPI is a kind of Python."
