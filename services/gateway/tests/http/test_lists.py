from itertools import pairwise


async def _all(person, path):
    items, pages = [], 0
    while path:
        response = await person.get(path)
        assert response.status_code == 200, response.text
        items += response.json()["items"]
        pages += 1
        link = response.headers.get("link")
        assert (link is None) == (response.json()["next_cursor"] is None)
        path = None if link is None else link.partition(">")[0].removeprefix("<")
    return items, pages


async def test_the_next_links_lead_through_everything_once(gateway, ada):
    for number in range(5):
        await gateway.job(ada, title=f"Job {number}")
    items, pages = await _all(ada, "/v1/jobs?limit=2")
    assert [item["title"] for item in items] == [f"Job {number}" for number in (4, 3, 2, 1, 0)]
    assert pages == 3


async def test_a_list_stands_still_while_others_write(gateway, ada):
    for number in range(3):
        await gateway.job(ada, title=f"Job {number}")
    first = (await ada.get("/v1/jobs?limit=2")).json()
    await gateway.job(ada, title="Late")
    second = (await ada.get(f"/v1/jobs?limit=2&cursor={first['next_cursor']}")).json()
    titles = [item["title"] for item in first["items"] + second["items"]]
    assert titles == ["Job 2", "Job 1", "Job 0"]


async def test_lists_are_filtered_sorted_searched_and_counted(gateway, ada):
    await gateway.job(ada, title="Nurse", tags=["night"], publish=True)
    await gateway.job(ada, title="Cook", company="Ward kitchen")
    await gateway.job(ada, title="Baker")
    by_title = (await ada.get("/v1/jobs?sort=title")).json()["items"]
    titles = [item["title"] for item in by_title]
    assert titles == sorted(titles)
    assert all(a <= b for a, b in pairwise(titles))
    for query, expected in (
        ("status=open", ["Nurse"]),
        ("status=draft", ["Baker", "Cook"]),
        ("q=kitchen", ["Cook"]),
        ("tag=night", ["Nurse"]),
        ("created_after=2000-01-01", ["Baker", "Cook", "Nurse"]),
        ("created_after=2999-01-01", []),
    ):
        found = (await ada.get(f"/v1/jobs?sort=title&count=true&{query}")).json()
        assert [item["title"] for item in found["items"]] == expected, query
        assert found["total"] == len(expected)
    assert "total" not in (await ada.get("/v1/jobs")).json()


async def test_a_list_says_what_it_does_not_understand(gateway, ada):
    for query, pointer in (
        ("limit=0", "?limit"),
        ("limit=201", "?limit"),
        ("limit=two", "?limit"),
        ("sort=shoe_size", "?sort"),
        ("shoe_size=42", "?shoe_size"),
        ("status=asleep", "?status"),
        ("created_after=yesterday", "?created_after"),
        ("cursor=abc", "?cursor"),
        ("cursor=%00", "?cursor"),
        ("q=%00", "?q"),
        ("company=%00", "?company"),
    ):
        response = await ada.get(f"/v1/jobs?{query}")
        assert response.status_code == 422, (query, response.text)
        assert response.json()["errors"][0]["pointer"] == pointer


async def test_a_cursor_is_good_for_its_own_list_only(gateway, ada, bob):
    for person in (ada, bob):
        await gateway.job(person, title="One", publish=True)
        await gateway.job(person, title="Two", publish=True)
    cursor = (await ada.get("/v1/jobs?limit=1")).json()["next_cursor"]
    assert (await ada.get(f"/v1/jobs?limit=1&cursor={cursor}")).json()["items"]
    assert (await ada.get(f"/v1/jobs?limit=7&cursor={cursor}")).status_code == 200
    for person, path in (
        (ada, f"/v1/jobs?cursor={cursor}&status=open"),
        (ada, f"/v1/jobs?cursor={cursor}&sort=title"),
        (ada, f"/v1/jobs?cursor={cursor}&q=two"),
        (ada, f"/v1/candidates?cursor={cursor}"),
        (bob, f"/v1/jobs?cursor={cursor}"),
        (ada, f"/v1/jobs?cursor={'A' + cursor[1:]}"),
    ):
        assert (await person.get(path)).status_code == 422, path
