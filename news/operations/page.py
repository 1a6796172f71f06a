from django.db import transaction

from news.models import Answer, StandingPage
from portal1034.core.pagecache import bump


@transaction.atomic
def save_page(*, page: StandingPage) -> StandingPage:
    page.save()
    bump("words")
    return page


@transaction.atomic
def save_answer(*, answer: Answer) -> Answer:
    answer.save()
    bump("words")
    return answer
