from django.db import transaction

from news.models import Guide
from portal1034.core.pagecache import bump


@transaction.atomic
def save_guide(*, guide: Guide) -> Guide:
    """Bring a guide's searched words up to what its steps say, and its pages with them. Its steps are stored."""
    steps = guide.steps.order_by("position").values_list("title", "body")
    guide.words = "\n".join(word for step in steps for word in step)
    guide.save()
    bump("words", "news")
    return guide
