from django.urls import path, re_path

from harvests.views import (
    buy_requests,
    calendar,
    commodity,
    conversation,
    declare,
    household,
    outcome,
    ripe_map,
    trader,
)

app_name = "harvests"
urlpatterns = [
    path("mua-vu/", calendar.calendar, name="calendar"),
    path("mua-vu/hoi/<int:harvest_pk>/", conversation.ask, name="ask"),
    path("mua-vu/ban-do/", ripe_map.ripe_map, name="ripe_map"),
    path("mua-vu/<slug:slug>/", commodity.commodity, name="commodity"),
    path("thu-mua/", buy_requests.buy_requests, name="buy_requests"),
    path("thu-mua/dang/", trader.post_buy_request, name="post_buy_request"),
    path("thu-mua/<int:pk>/", buy_requests.buy_request, name="buy_request"),
    path("thu-mua/<int:pk>/tra-loi/", conversation.answer, name="answer"),
    path("thu-mua/<int:pk>/dong/", trader.close_buy_request, name="close_buy_request"),
    path("thuong-lai/", trader.desk, name="trader_desk"),
    path("thuong-lai/ho-so/", trader.profile, name="trader_profile"),
    path("ho-cua-toi/mua-vu/", household.mine, name="mine"),
    path("ho-cua-toi/mua-vu/khai/", declare.choose_crop, name="declare"),
    path("ho-cua-toi/mua-vu/khai/<slug:slug>/", declare.declare, name="declare_crop"),
    path("ho-cua-toi/mua-vu/them/", household.declare, name="declare_fully"),
    path("ho-cua-toi/mua-vu/xac-nhan/", outcome.review, name="review"),
    path("ho-cua-toi/mua-vu/<int:pk>/tien-do/", outcome.progress, name="progress"),
    path("ho-cua-toi/mua-vu/<int:pk>/thuc-thu/", outcome.actual, name="actual"),
    path("ho-cua-toi/mua-vu/<int:pk>/", household.edit, name="edit"),
    re_path(r"^ho-cua-toi/mua-vu/(?P<pk>[0-9]{1,18})/(?P<action>xac-nhan|ban-het|huy)/$", household.act, name="act"),
    path("ho-cua-toi/tin-nhan/", household.inbox, name="offers"),
    path("de-nghi/<int:pk>/", conversation.offer, name="offer"),
    path("de-nghi/<int:pk>/da-doc/", conversation.mark_read, name="mark_read"),
    re_path(r"^de-nghi/(?P<pk>[0-9]{1,18})/(?P<action>dong-y|tu-choi)/$", conversation.decide, name="decide"),
]
