from django.urls import path

from news import feeds
from news.enums import PageCode
from news.views import article, document, guide, page, preview

app_name = "news"
urlpatterns = [
    path("tin-tuc/", article.article_list, name="list"),
    path("tin-tuc/atom.xml", feeds.news_feed, name="feed"),
    path("tin-tuc/chu-de/<slug:topic>/", article.article_list, name="topic"),
    path("tin-tuc/chu-de/<slug:topic>/atom.xml", feeds.news_feed, name="topic_feed"),
    path("tin-tuc/dia-phuong/<slug:province>/", article.article_list, name="province"),
    path("tin-tuc/dia-phuong/<slug:province>/atom.xml", feeds.news_feed, name="province_feed"),
    path("tin-tuc/<slug:slug>/", article.article, name="article"),
    path("xem-truoc/<str:token>/", preview.preview, name="preview"),
    path("xem-truoc/<str:token>/bai/", preview.preview_article, name="preview_article"),
    path("van-ban/", document.documents, name="documents"),
    path("van-ban/<slug:slug>/", document.document, name="document"),
    path("van-ban/<slug:slug>/tep/", document.document_file, name="document_file"),
    path("huong-dan/", guide.guides, name="guides"),
    path("huong-dan/<slug:slug>/", guide.guide, name="guide"),
    path("hoi-dap/", page.answers, name="answers"),
    path("so-do-trang/", page.site_map, name="site_map"),
    path("gioi-thieu/", page.standing(PageCode.ABOUT), name="about"),
    path("quyen-rieng-tu/", page.standing(PageCode.PRIVACY), name="privacy"),
    path("kha-nang-tiep-can/", page.standing(PageCode.ACCESSIBILITY), name="accessibility"),
    path("lien-he/", page.standing(PageCode.CONTACT), name="contact"),
]
