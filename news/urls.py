from django.urls import path

from news import feeds, views

app_name = "news"
urlpatterns = [
    path("tin-tuc/", views.article_list, name="list"),
    path("tin-tuc/atom.xml", feeds.NewsFeed(), name="feed"),
    path("tin-tuc/<slug:slug>/", views.article, name="article"),
]
