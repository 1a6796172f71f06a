"""The officer's pages of an import: every step without JavaScript, every door for every role and province."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from households.enums import ImportStatus
from households.importing import running, tasks
from households.importing.reading import MAX_BYTES
from households.models import Household, ImportRun
from portal1034.accounts.enums import Role
from portal1034.regions.addresses import parse
from tests.factories.accounts import DepartmentFactory, OfficerFactory, UserFactory
from tests.factories.households import HouseholdFactory
from tests.households.workbooks import HEAD, OLD_ADDRESS, archive, book, phone, row, tampered

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/households/importrun/"
ADD = LIST + "add/"


@pytest.fixture(autouse=True)
def _work_at_once(monkeypatch):
    """The worker of these tests is in the room: it works when it is woken."""

    def at_once(run):
        while running.work(run.pk):
            pass

    monkeypatch.setattr(tasks, "wake", at_once)


@pytest.fixture
def here(client):
    officer = OfficerFactory()
    client.force_login(officer)
    return officer


def page(run, step="change") -> str:
    return f"{LIST}{run.pk}/{step}/"


def upload(client, file, *, name="danh-sach.xlsx", **more):
    content = file.read() if hasattr(file, "read") else file
    data = {"kind": "households", "confirmed": "on", "file": SimpleUploadedFile(name, content), **more}
    return client.post(ADD, data)


def columns_of(run) -> dict:
    return {key: str(index) for key, index in run.mapping.items()}


def check(client, file) -> ImportRun:
    assert upload(client, file).status_code == 302
    run = ImportRun.objects.latest("pk")
    assert client.post(page(run, "cot"), columns_of(run)).status_code == 302
    run.refresh_from_db()
    return run


def commune_in_book():
    """Return the commune of the address that rows of workbooks have."""
    return parse(OLD_ADDRESS).commune


def sheet_of(response) -> list[tuple]:
    content = io.BytesIO(b"".join(response.streaming_content))
    return list(load_workbook(content, read_only=True).active.values)


class TestTheWayOfAList:
    def test_from_the_template_to_the_result_and_back(self, client, here):
        template = sheet_of(client.get(LIST + "mau/households/"))
        assert template[0][:2] == ("Số điện thoại", "Họ tên chủ hộ")
        answer = upload(client, book([row(1), row(2), row(3, address="")]))
        run = ImportRun.objects.get()
        assert answer.url == page(run, "cot")
        shown = client.get(answer.url).content.decode()
        assert "A: Số điện thoại (như: 0900500001)" in shown
        answer = client.post(answer.url, columns_of(run), follow=True)
        assert "Sẽ lập mới" in answer.content.decode()
        assert "Thiếu địa chỉ" in answer.content.decode()
        assert "Nhập các dòng đúng" in answer.content.decode()
        answer = client.post(page(run, "nhap"), {}, follow=True)
        assert "Đã lập mới" in answer.content.decode()
        assert Household.objects.count() == 2
        changes = client.get(page(run, "thay-doi")).content.decode()
        assert changes.count("Lập mới") == 2
        answer = client.post(page(run, "hoan-tac"), follow=True)
        assert "Đã hoàn tác" in answer.content.decode()
        assert Household.objects.count() == 0

    def test_the_template_itself_can_be_filled_and_uploaded(self, client, here):
        content = b"".join(client.get(LIST + "mau/households/").streaming_content)
        run = check(client, io.BytesIO(content))
        assert (run.total, run.fresh, run.wrong) == (1, 1, 0)

    def test_the_rows_to_mend_come_with_their_reason_and_can_be_uploaded_again(self, client, here):
        run = check(client, book([row(1), row(2, address=""), ["=1+1", "Lê Thị Sai", "-x", "", ""]]))
        rows = sheet_of(client.get(page(run, "dong-can-sua")))
        assert rows[0] == (*HEAD, "Dòng trong tệp", "Cần sửa")
        assert [r[5] for r in rows[1:]] == [3, 4]
        assert "Thiếu địa chỉ" in rows[1][6]
        assert rows[2][2] == "'-x"
        again = check(client, io.BytesIO(b"".join(client.get(page(run, "dong-can-sua")).streaming_content)))
        assert (again.total, again.wrong) == (2, 2)

    def test_doubles_are_asked_about_only_when_there_are_some(self, client, here):
        run = check(client, book([row(1)]))
        assert "on_known" not in client.get(page(run)).content.decode()
        HouseholdFactory(owner__phone=f"+84{phone(2)[1:]}")
        run = check(client, book([row(2)]))
        assert "on_known" in client.get(page(run)).content.decode()
        assert client.post(page(run, "nhap"), {"on_known": "bịa"}).status_code == 422
        client.post(page(run, "nhap"), {"on_known": "update"})
        run.refresh_from_db()
        assert (run.status, run.updated) == (ImportStatus.DONE, 1)

    def test_a_double_may_be_decided_by_itself(self, client, here):
        kept, changed = (HouseholdFactory(name=f"Hộ cũ {n}", owner__phone=f"+84{phone(n)[1:]}") for n in (1, 2))
        run = check(client, book([row(1, name="Tên Mới"), row(2, name="Tên Mới")]))
        shown = client.get(page(run)).content.decode()
        assert 'name="dong-2"' in shown
        assert client.post(page(run, "nhap"), {"on_known": "skip", "dong-3": "bịa"}).status_code == 422
        client.post(page(run, "nhap"), {"on_known": "skip", "dong-2": "", "dong-3": "update"})
        run.refresh_from_db()
        assert (run.updated, run.skipped) == (1, 1)
        kept.refresh_from_db()
        changed.refresh_from_db()
        assert (kept.name, changed.name) == ("Hộ cũ 1", "Hộ Tên Mới")

    def test_a_namesake_may_be_made_by_itself(self, client, here):
        place = commune_in_book()
        for n in (1, 2):
            HouseholdFactory(commune=place, name=f"Hộ Vi Thị Trùng {n}", owner__phone=f"+8498800000{n}")
        run = check(client, book([row(1, name="Vi Thị Trùng 1"), row(2, name="Vi Thị Trùng 2")]))
        assert run.similar == 2
        client.post(page(run, "nhap"), {"on_similar": "make", "dong-2": "skip"})
        run.refresh_from_db()
        assert (run.made, run.skipped) == (1, 1)

    def test_each_kind_has_its_own_first_page_and_a_template_that_says_how(self, client, here):
        for kind, name in (("households", "Hộ sản xuất"), ("attendance", "Điểm danh lớp tập huấn")):
            shown = client.get(f"{ADD}?loai={kind}").content.decode()
            assert f'<a href="?loai={kind}" aria-current="page">{name}</a>' in shown
            content = io.BytesIO(b"".join(client.get(f"{LIST}mau/{kind}/").streaming_content))
            workbook = load_workbook(content)
            assert workbook.sheetnames[1] == "Cách điền"
            assert [cell.value for cell in workbook["Cách điền"][1]] == ["Cột", "Phải có", "Cách ghi", "Ví dụ"]
            assert workbook["Cách điền"].max_row == workbook.worksheets[0].max_column + 1
        answer = client.post(ADD, {"kind": "bịa"})
        assert answer.status_code == 422

    def test_a_double_click_uploads_once_and_imports_once(self, client, here):
        key = "0b7c1f0e-6f0a-4a51-9c0e-2f5f6e1a9a11"
        upload(client, book([row(1)]), form_key=key)
        upload(client, book([row(1)]), form_key=key)
        run = ImportRun.objects.get()
        client.post(page(run, "cot"), columns_of(run))
        client.post(page(run, "nhap"), {})
        again = client.post(page(run, "nhap"), {}, follow=True)
        assert "Đã nhập" in again.content.decode()
        assert Household.objects.count() == 1

    def test_without_the_owners_paper_nothing_is_taken(self, client, here):
        data = {"kind": "households", "file": SimpleUploadedFile("a.xlsx", book([row(1)]).read())}
        answer = client.post(ADD, data)
        assert answer.status_code == 422
        assert "chưa có giấy đồng ý" in answer.content.decode()
        assert not ImportRun.objects.exists()

    def test_a_column_is_chosen_once_and_the_phone_always(self, client, here):
        upload(client, book([row(1)]))
        run = ImportRun.objects.get()
        twice = client.post(page(run, "cot"), {**columns_of(run), "owner": "0"})
        assert twice.status_code == 422
        assert "đã chọn cho chỗ khác" in twice.content.decode()
        none = client.post(page(run, "cot"), {"phone": "0", "owner": "1"})
        assert "Địa chỉ hoặc Xã, phường" in none.content.decode()
        assert client.post(page(run, "cot"), {**columns_of(run), "phone": "99"}).status_code == 422

    def test_progress_is_a_piece_for_htmx_and_the_page_for_others(self, client, here, monkeypatch):
        upload(client, book([row(1)]))
        run = ImportRun.objects.get()
        ImportRun.objects.update(status=ImportStatus.RUNNING, total=1_000, done=250)
        piece = client.get(page(run, "tien-do"), headers={"HX-Request": "true"})
        assert 'value="250"' in piece.content.decode()
        assert "<html" not in piece.content.decode()
        assert "HX-Refresh" not in piece
        assert client.get(page(run, "tien-do")).url == page(run)
        whole = client.get(page(run)).content.decode()
        assert "đóng trang hay tắt máy cũng được" in whole
        ImportRun.objects.update(status=ImportStatus.DONE)
        assert client.get(page(run, "tien-do"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"

    def test_a_run_that_stopped_offers_to_go_on(self, client, here):
        run = check(client, book([row(1)]))
        ImportRun.objects.update(status=ImportStatus.FAILED, problem="Cổng gặp lỗi ở đoạn này.")
        assert "Chạy tiếp" in client.get(page(run)).content.decode()
        client.post(page(run, "chay-tiep"))
        run.refresh_from_db()
        assert run.status == ImportStatus.CHECKED


def test_a_list_that_waits_for_a_yes_stands_in_the_days_work(client, here):
    def titles():
        return [str(item.title) for item in client.get("/quan-tri/").context["queue"]]

    assert "Danh sách chờ xác nhận nhập" not in titles()
    check(client, book([row(1)]))
    assert "Danh sách chờ xác nhận nhập" in titles()


class TestHostileFiles:
    BOMB = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + b" " * (
        40 * 1024 * 1024
    )
    LAUGHS = (
        b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><sst><si><t>&c;</t></si></sst>'
    )
    FAR = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
        b'<row r="2147483647"><c t="inlineStr"><is><t>x</t>'
        b"</is></c></row></sheetData></worksheet>"
    )

    @pytest.mark.parametrize(
        ("make", "name", "sentence"),
        [
            (lambda s: b"", "a.xlsx", "Tệp trống"),
            (lambda s: b"\xd0\xcf\x11\xe0" + b"x" * 2000, "a.xlsx", ".xls đời cũ"),
            (lambda s: b"<html><table><tr><td>a", "a.xlsx", "trang web"),
            (lambda s: b"PK\x03\x04 hong", "a.xlsx", "Tệp hỏng"),
            (lambda s: archive(readme__txt=b"hello").read(), "a.xlsx", "tệp nén"),
            (lambda s: tampered({"xl/vbaProject.bin": b"macro"}).read(), "a.xlsm", "macro"),
            (lambda s: tampered({"xl/worksheets/sheet1.xml": s.BOMB}).read(), "a.xlsx", "quá lớn"),
            (lambda s: tampered({"xl/styles.xml": b" " * (9 << 20)}).read(), "a.xlsx", "quá lớn"),
            (lambda s: tampered({"xl/sharedStrings.xml": s.LAUGHS}).read(), "a.xlsx", "khai báo lạ"),
            (lambda s: tampered({"xl/workbook.xml": b"<"}).read(), "a.xlsx", "Tệp hỏng"),
            (lambda s: tampered({"xl/worksheets/sheet1.xml": s.FAR}).read(), "a.xlsx", "dòng tiêu đề"),
            (lambda s: "Số điện thoại;Họ tên".encode("utf-16-be"), "a.csv", ""),
            (lambda s: "Số điện thoại;Họ tên\n".encode("cp1258", "replace") + b"\xff\xfe\x80", "a.csv", "UTF-8"),
            (lambda s: ("Số điện thoại;Họ tên\n" + "x" * 200_000).encode(), "a.csv", "CSV hỏng"),
            (lambda s: b"\x00" * 5_000, "a.csv", "không có dòng nào"),
        ],
    )
    def test_gets_one_sentence_beside_the_file(self, client, here, make, name, sentence):
        answer = upload(client, make(self), name=name)
        assert answer.status_code == 422
        assert sentence in answer.context["form"].errors["file"][0]
        assert not ImportRun.objects.exists()

    def test_a_billion_laughs_past_the_first_look_is_not_expanded(self, client, here):
        doctype = self.LAUGHS.partition(b"?>")[2].partition(b"<sst>")[0]
        sheet = self.FAR.replace(b"<t>x</t>", b"<t>&c;</t>")
        hidden = b'<?xml version="1.0"?><!-- ' + b"x" * 5_000 + b" -->" + doctype + sheet
        answer = upload(client, tampered({"xl/worksheets/sheet1.xml": hidden}))
        assert "Tệp hỏng" in answer.context["form"].errors["file"][0]

    def test_a_file_over_the_limit_is_refused_unread(self, client, here):
        answer = upload(client, b"x" * (MAX_BYTES + 1))
        assert "30 MB" in answer.context["form"].errors["file"][0]


class TestDoors:
    GETS = ("change", "cot", "tien-do", "dong-can-sua", "thay-doi")
    POSTS = ("cot", "nhap", "chay-tiep", "hoan-tac")

    @pytest.fixture
    def run(self, client, here):
        run = check(client, book([row(1), row(2, address="")]))
        client.post(page(run, "nhap"), {})
        return run

    def everything(self, client, run) -> set[int]:
        answers = [client.get(page(run, step)) for step in self.GETS]
        answers.append(client.get(f"{LIST}{run.pk}/thay-doi.xlsx"))
        answers += [client.post(page(run, step), columns_of(run)) for step in self.POSTS]
        return {answer.status_code for answer in answers}

    def test_an_officer_of_another_department_finds_nothing_by_any_way(self, client, run):
        client.force_login(OfficerFactory(department=DepartmentFactory(codes=["66"])))
        assert self.everything(client, run) == {404}
        assert run.file_name not in client.get(LIST).content.decode()
        run.refresh_from_db()
        assert run.status == ImportStatus.DONE

    def test_a_colleague_of_the_department_does(self, client, run, here):
        client.force_login(OfficerFactory(department=here.department))
        assert client.get(page(run)).status_code == 200
        assert run.file_name in client.get(LIST).content.decode()

    def test_an_administrator_sees_all(self, client, run):
        client.force_login(UserFactory(role=Role.ADMINISTRATOR))
        assert client.get(page(run)).status_code == 200

    @pytest.mark.parametrize("role", [Role.HOUSEHOLD, Role.TRADER, Role.EDITOR])
    def test_nobody_else_comes_in(self, client, run, role):
        client.force_login(UserFactory(role=role))
        assert self.everything(client, run) <= {302, 403, 404}
        assert client.get(ADD).status_code in {302, 403}
        assert client.get(LIST + "mau/households/").status_code in {302, 403}
        run.refresh_from_db()
        assert run.undone_by is None

    def test_what_changes_is_not_reached_by_a_link(self, client, run):
        for step in ("nhap", "chay-tiep", "hoan-tac"):
            assert client.get(page(run, step)).status_code == 405

    def test_nothing_is_deleted_or_edited_by_djangos_own_pages(self, client, run):
        assert client.post(page(run, "delete"), {"post": "yes"}).status_code == 403
        client.post(page(run), {"status": "uploaded"})
        run.refresh_from_db()
        assert run.status == ImportStatus.DONE

    def test_unknown_kinds_have_no_template(self, client, here):
        assert client.get(LIST + "mau/khong-co/").status_code == 404
        assert client.get(LIST + "abc/change/").status_code == 404


class TestTasks:
    def test_the_sweep_wakes_what_a_dead_worker_left(self, client, here, monkeypatch):
        run = check(client, book([row(1)]))
        woken = []
        monkeypatch.setattr(tasks, "_publish", woken.append)
        assert tasks.sweep_imports() == 0
        ImportRun.objects.update(status=ImportStatus.RUNNING, heartbeat_at="2026-01-01T00:00+07:00")
        assert tasks.sweep_imports() == 1
        assert woken == [run.pk]

    def test_the_task_hands_on_what_it_did_not_finish(self, client, here, monkeypatch):
        run = check(client, book([row(1)]))
        handed = []
        monkeypatch.setattr(tasks, "_publish", handed.append)
        monkeypatch.setattr(running, "work", lambda pk: True)
        tasks.work_on_import(run.pk)
        assert handed == [run.pk]

    def test_a_queue_out_of_reach_is_no_error_to_the_officer(self, monkeypatch):
        def fail(*_arguments, **_named):
            raise OSError

        monkeypatch.setattr(tasks.work_on_import, "apply_async", fail)
        tasks._publish(1)


def test_the_list_costs_the_same_for_one_and_for_many(client, here, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 2):
        for _ in range(number):
            upload(client, book([row(1)]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:households_importrun_changelist"))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15
