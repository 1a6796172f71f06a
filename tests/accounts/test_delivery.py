"""Texts leave once, or not at all; the gateway here is a real HTTP server on this machine."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from portal1034.accounts import delivery, operations, tasks
from portal1034.accounts.enums import TextMessageStatus
from portal1034.accounts.models import TextMessage
from tests.busy_machine import holds_on_a_busy_machine

PHONE = "+84900333444"


class Gateway:
    """Answers `statuses` in turn (the last one for ever); a status of 0 drops the line after the request arrived."""

    def __init__(self):
        self.statuses, self.got = [200], []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.got.append((body, self.headers["Authorization"]))
                status = gateway.statuses.pop(0) if len(gateway.statuses) > 1 else gateway.statuses[0]
                if status:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    self.close_connection = True

            def log_message(self, *_):
                return None

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/gui"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def gateway(settings):
    running = Gateway()
    settings.SMS_BACKEND = "portal1034.accounts.sms.HttpBackend"
    settings.SMS_HTTP = {"url": running.url, "token": "the-token", "sender": "CONG1034"}
    yield running
    running.server.shutdown()
    running.server.server_close()


def queue(**more) -> TextMessage:
    return operations.queue_text(phone=PHONE, body="Hộ đã được xác minh.", **more)


def again(text: TextMessage) -> TextMessage:
    text.refresh_from_db()
    return text


@pytest.mark.django_db
class TestOneSender:
    def test_a_text_reaches_the_gateway_with_its_token_and_its_own_id(self, gateway):
        text = queue()
        assert tasks.send_waiting_texts() == 1
        body, token = gateway.got[0]
        assert body == {"to": PHONE, "from": "CONG1034", "text": "Hộ đã được xác minh.", "id": f"sms-{text.pk}"}
        assert token == "Bearer the-token"
        assert again(text).status == TextMessageStatus.SENT
        assert text.sent_at

    def test_a_sent_text_is_not_sent_again(self, gateway):
        queue()
        delivery.deliver_waiting()
        assert delivery.deliver_waiting() == 0
        assert len(gateway.got) == 1

    def test_the_code_is_blanked_once_it_went_out(self, gateway):
        text = queue(is_secret=True)
        delivery.deliver_waiting()
        assert again(text).body == delivery.HIDDEN

    def test_on_a_developers_machine_the_row_keeps_the_code(self):
        text = queue(is_secret=True)
        assert delivery.deliver_waiting() == 1
        assert again(text).body == "Hộ đã được xác minh."
        assert text.status == TextMessageStatus.SENT

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_busy_gateway_is_tried_again_later_and_later(self, gateway, status):
        gateway.statuses = [status]
        text, waits = queue(), []
        for _ in range(3):
            TextMessage.objects.update(next_attempt_at=timezone.now())
            before = timezone.now()
            delivery.deliver_waiting()
            waits.append(again(text).next_attempt_at - before)
        assert text.status == TextMessageStatus.WAITING
        assert str(status) in text.problem
        assert waits[0] < waits[1] < waits[2]
        gateway.statuses = [200]
        assert delivery.deliver_waiting() == 0  # not before its time
        TextMessage.objects.update(next_attempt_at=timezone.now())
        assert delivery.deliver_waiting() == 1

    def test_after_six_tries_it_is_given_up(self, gateway):
        gateway.statuses = [503]
        text = queue()
        for _ in range(8):
            TextMessage.objects.update(next_attempt_at=timezone.now())
            delivery.deliver_waiting()
        assert again(text).status == TextMessageStatus.FAILED
        assert len(gateway.got) == delivery.MAX_ATTEMPTS

    def test_an_unreachable_gateway_is_tried_again(self, gateway, settings):
        settings.SMS_HTTP = {**settings.SMS_HTTP, "url": "http://127.0.0.1:9/gui"}
        text = queue()
        delivery.deliver_waiting()
        assert again(text).status == TextMessageStatus.WAITING
        assert "Không nối được" in text.problem

    @pytest.mark.parametrize(("status", "says"), [(400, "400"), (401, "401"), (500, "500"), (0, "đứt")])
    def test_a_refusal_and_an_unknown_outcome_are_never_tried_again(self, gateway, status, says):
        gateway.statuses = [status]
        text = queue()
        delivery.deliver_waiting()
        TextMessage.objects.update(next_attempt_at=timezone.now())
        delivery.deliver_waiting()
        assert again(text).status == TextMessageStatus.FAILED
        assert says in text.problem
        assert len(gateway.got) == 1

    def test_a_code_that_ended_before_it_could_go_is_not_sent(self, gateway):
        text = queue(expires_at=timezone.now() - timedelta(seconds=1), is_secret=True)
        assert delivery.deliver_waiting() == 0
        assert again(text).status == TextMessageStatus.FAILED
        assert (text.body, gateway.got) == (delivery.HIDDEN, [])

    def test_a_text_whose_sender_died_is_closed_not_doubled(self, gateway):
        text = queue()
        assert delivery.claim() == [text]
        assert delivery.deliver_waiting() == 0
        TextMessage.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
        assert delivery.deliver_waiting() == 0
        assert again(text).status == TextMessageStatus.FAILED
        assert gateway.got == []

    def test_a_sender_that_comes_back_from_the_dead_does_not_overrule(self, gateway):
        text = queue()
        (claimed,) = delivery.claim()
        TextMessage.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
        delivery.close_abandoned()
        delivery.deliver(claimed)
        assert again(text).status == TextMessageStatus.FAILED


def test_four_senders_at_once_send_each_of_sixty_texts_once(gateway, django_db_setup, django_db_blocker):
    def sender(_):
        try:
            return delivery.deliver_waiting()
        finally:
            connection.close()

    with django_db_blocker.unblock():
        try:
            ids = {f"sms-{queue().pk}" for _ in range(60)}
            with ThreadPoolExecutor(4) as pool:
                assert sum(pool.map(sender, range(4))) == 60
            assert sorted(body["id"] for body, _ in gateway.got) == sorted(ids)
        finally:
            TextMessage.objects.filter(phone=PHONE).delete()


class TestWaking:
    def test_waking_waits_for_the_commit(self, db, monkeypatch, django_capture_on_commit_callbacks):
        calls = []
        monkeypatch.setattr(tasks.send_waiting_texts, "delay", lambda: calls.append(1))
        with django_capture_on_commit_callbacks(execute=True):
            tasks.wake()
            assert calls == []
        assert calls == [1]

    def test_without_redis_waking_harms_nothing(self, monkeypatch, caplog):
        def fail():
            raise OperationalError("không có Redis")

        monkeypatch.setattr(tasks.send_waiting_texts, "delay", fail)
        tasks._kick()
        assert "lượt quét sau" in caplog.text

    def test_without_redis_nobody_waits_for_it(self, settings, monkeypatch):
        monkeypatch.setenv("CELERY_BROKER_URL", "redis://127.0.0.1:9/0")  # Celery believes this before its settings
        app = Celery("dead", set_as_current=False)
        app.conf.update(
            broker_transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
            task_publish_retry=settings.CELERY_TASK_PUBLISH_RETRY,
        )

        def trial():
            began = time.monotonic()
            with pytest.raises(OperationalError):
                app.send_task("accounts.send_waiting_texts")
            assert time.monotonic() - began < 2

        holds_on_a_busy_machine(trial)

    def test_the_sweeps_are_on_the_clock(self, settings):
        from celery import current_app

        named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
        assert {"accounts.send_waiting_texts", "accounts.forget_old_codes"} <= named
        assert {"accounts.send_waiting_texts", "accounts.forget_old_codes"} <= set(current_app.tasks)

    def test_the_task_forgets_old_codes(self, db):
        assert tasks.forget_old_codes() == 0
