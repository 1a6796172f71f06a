from concurrent.futures import ThreadPoolExecutor

from portal1034.core import limits


def test_a_rate_is_shared_and_runs_out():
    answers = [limits.allow("3/minute", "ma", "0900000001") for _ in range(5)]
    assert answers == [True, True, True, False, False]
    assert limits.allow("3/minute", "ma", "0900000002")


def test_many_threads_together_get_no_more_than_the_rate():
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: limits.allow("10/minute", "song song"), range(60)))
    assert answers.count(True) == 10


def test_without_redis_a_process_still_limits_itself(settings):
    settings.REDIS_URL = "unix:///tmp/khong-co-redis.sock"
    limits._shared.cache_clear()
    answers = [limits.allow("2/minute", "khong redis") for _ in range(4)]
    limits._shared.cache_clear()
    assert answers == [True, True, False, False]
