"""What two processes do at once to the rows, on both databases; and what an erasure leaves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from casework.errors import JobRuns, QueueFault
from casework.services.ports.models import Schedule
from tests.models.loop import ANNA, BEN, Loop


def test_of_many_who_saw_the_same_version_one_changes_what_serves(loop: Loop) -> None:
    def point(number: int) -> bool:
        with loop.store.write() as work:
            changed = work.models.point(0, f"m{number}", None, "anna")
            work.commit()
        return changed is not None

    with ThreadPoolExecutor(6) as pool:
        won = list(pool.map(point, range(12)))

    assert won.count(True) == 1
    with loop.store.read() as work:
        assert (work.models.serving().model, work.models.serving().version) == (f"m{won.index(True)}", 1)


def test_of_many_who_start_a_training_one_does(loop: Loop) -> None:
    def start(number: int) -> bool:
        try:
            loop.service.start_training(ANNA if number % 2 else BEN)
        except JobRuns:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        started = list(pool.map(start, range(8)))

    assert started.count(True) == 1
    assert len(loop.queue.jobs) == 1


def test_a_job_is_claimed_once(loop: Loop) -> None:
    job = loop.service.start_training(ANNA)

    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(loop.work.claim, [job] * 6))

    assert sum(view is not None for view in claimed) == 1


def test_the_place_is_free_again_when_a_job_is_over(loop: Loop) -> None:
    first = loop.service.start_training(ANNA, "每周")
    loop.work.claim(first)
    assert loop.work.tell(first, 0.4, "训练分类器", 60, ["一", "二"])
    running = loop.service.job(ANNA)
    assert running is not None
    assert (running.progress, running.step, running.log, running.reason) == (0.4, "训练分类器", ("一", "二"), "每周")

    loop.work.finish(first, "failed", "不成")

    loop.service.start_training(BEN)
    with loop.store.read() as work:
        failed = work.jobs.by_id(first)
    assert failed is not None
    assert (failed.state, failed.error, failed.runs) == ("failed", "不成", False)


def test_a_queued_job_is_cancelled_at_once_and_a_running_one_is_told(loop: Loop) -> None:
    first = loop.service.start_training(ANNA)
    loop.service.cancel(ANNA)
    assert loop.work.claim(first) is None
    second = loop.service.start_training(ANNA)
    loop.work.claim(second)

    loop.service.cancel(BEN)

    assert not loop.work.tell(second, 0.5, "训练分类器", 5, [])
    with loop.store.read() as work:
        states = [work.jobs.by_id(job) for job in (first, second)]
    assert [one.state for one in states if one] == ["cancelled", "running"]


def test_a_job_nobody_works_on_any_more_is_marked_as_failed(loop: Loop) -> None:
    job = loop.service.start_training(ANNA)
    loop.work.claim(job)

    assert loop.work.fail_orphans() == 1

    view = loop.service.job(ANNA)
    assert view is not None
    assert view.state == "failed"
    assert "中断" in view.error
    loop.service.start_training(ANNA)


def test_a_job_that_gives_signs_of_life_is_left_alone(loop: Loop) -> None:
    job = loop.service.start_training(ANNA)
    loop.work.claim(job)
    loop.clock.advance(minutes=4)
    loop.work.tell(job, 0.5, "训练分类器", 10, [])
    loop.clock.advance(minutes=4)

    assert loop.work.fail_orphans(timedelta(minutes=5)) == 0
    loop.clock.advance(minutes=1)
    assert loop.work.fail_orphans(timedelta(minutes=5)) == 1


def test_a_job_that_cannot_be_queued_blocks_nobody(quick: Loop) -> None:
    quick.queue.broken = True
    with pytest.raises(QueueFault):
        quick.service.start_training(ANNA)

    quick.queue.broken = False
    quick.service.start_training(ANNA)


def test_a_candidate_of_a_job_that_was_cancelled_is_not_kept(loop: Loop) -> None:
    from tests.models.loop import card

    job = loop.service.start_training(ANNA)
    loop.work.claim(job)
    loop.work.finish(job, "cancelled")

    assert not loop.work.keep_candidate(job, card("candidate-9", loop.clock()), "candidate-9.tar.gz", [])
    with loop.store.read() as work:
        assert work.models.by_name("candidate-9") is None


def test_items_erased_during_a_training_mark_its_model(loop: Loop) -> None:
    from tests.models.loop import card

    item, other = loop.item(1), loop.item(2, conversation="c2", text="另一件事")
    job = loop.service.start_training(ANNA)
    loop.work.claim(job)
    with loop.store.write() as work:
        work.training.erase("c1")
        work.commit()

    assert loop.work.keep_candidate(job, card("candidate-9", loop.clock()), "candidate-9.tar.gz", [item.id, other.id])

    with loop.store.read() as work:
        record = work.models.by_name("candidate-9")
    assert record is not None
    assert (record.tainted, record.items) == (1, 1)


def test_the_schedule_starts_once_and_only_for_new_items(loop: Loop) -> None:
    now = loop.clock()
    loop.service.set_schedule(ANNA, Schedule(on=True, weekday=now.weekday(), hour=now.hour))
    assert loop.work.open_scheduled() is None  # nothing to learn yet
    loop.clock.advance(days=7)
    loop.item(1)

    job = loop.work.open_scheduled()

    assert job is not None
    assert loop.work.open_scheduled() is None
    assert "model_train_started" in loop.actions()


def test_the_schedule_is_off_until_it_is_set(quick: Loop) -> None:
    quick.item(1)
    quick.clock.advance(days=1)

    assert quick.work.open_scheduled() is None
    assert not quick.service.overview(ANNA).schedule.on


def test_what_a_candidate_has_learnt_is_not_new_any_more(quick: Loop) -> None:
    quick.clock.advance(days=1)
    learnt = quick.item(1)
    assert quick.service.overview(ANNA).new_items == 1
    quick.clock.advance(days=1)
    quick.candidate(items=[learnt.id])

    assert quick.service.overview(ANNA).new_items == 0
    assert quick.service.overview(ANNA).items == 1


def test_a_dropped_model_takes_its_comparison_along(loop: Loop) -> None:
    name = loop.candidate(items=[loop.item(1).id])
    loop.compared(name)

    loop.service.discard(ANNA, name)

    with loop.store.read() as work:
        assert work.models.comparison(name) is None
        assert work.models.picture(name, "confusion_serving") is None


def test_corrections_of_thirty_days_are_compared_and_older_ones_not(quick: Loop) -> None:
    name = quick.candidate()
    quick.item(1, text="很久以前的", labelled_at=quick.clock() - timedelta(days=31))
    recent = quick.item(2, conversation="c2")

    assert [item.id for item in quick.work.compared(name).corrections] == [recent.id]
