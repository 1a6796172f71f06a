from datetime import timedelta

import factory
from django.utils import timezone

from news.enums import ArticleStatus, Topic
from news.models import Article
from portal1034.accounts.enums import Role
from tests.factories.accounts import UserFactory


class EditorFactory(UserFactory):
    role = Role.EDITOR


class ArticleFactory(factory.django.DjangoModelFactory):
    """A published article; each is ten seconds older than the one before."""

    class Meta:
        model = Article

    title = factory.Sequence(lambda n: f"Vải sớm vào vụ {n}")
    slug = factory.Sequence(lambda n: f"vai-som-vao-vu-{n}")
    topic = Topic.SEASON
    summary = "Các vườn vải sớm bắt đầu thu hoạch."
    body = "<p>Vải chín.</p>"
    status = ArticleStatus.PUBLISHED
    published_at = factory.Sequence(lambda n: timezone.now() - timedelta(seconds=10 * n + 10))
    author = factory.SubFactory(EditorFactory)
