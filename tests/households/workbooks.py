"""Workbooks as officers send them: tidy, messy, and hostile ones."""

import io
import random
import zipfile
from dataclasses import dataclass, field

from openpyxl import Workbook

HEAD = ["Số điện thoại", "Họ tên chủ hộ", "Địa chỉ", "Nông sản", "Diện tích"]
OLD_ADDRESS = "thôn Kép, xã Hồng Giang, huyện Lục Ngạn, Bắc Giang"
ELSEWHERE = "xã Ea Kao, thành phố Buôn Ma Thuột, Đắk Lắk"
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi"]
GIVEN = ["Lành", "Mơ", "Hiền", "Tươi", "Thắm", "Sửu", "Tý", "Chắt", "Đào", "Mận"]


def phone(number: int) -> str:
    return f"09005{number:05d}"  # clear of the numbers that factories give to people


def book(rows, *, head=HEAD) -> io.BytesIO:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Danh sách")
    if head:
        sheet.append(head)
    for row in rows:
        sheet.append(row)
    return saved(workbook)


def saved(workbook) -> io.BytesIO:
    file = io.BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def row(number: int, *, name="", address=OLD_ADDRESS, crops="vải thiều", area="2 sào") -> list:
    return [phone(number), name or f"{FAMILY[number % 8]} Thị {GIVEN[number % 10]} {number}", address, crops, area]


@dataclass
class Messy:
    """What `messy_book` put into its file."""

    file: io.BytesIO
    rows: int = 0
    fresh: int = 0
    wrong: int = 0
    known: int = 0
    similar: int = 0
    reasons: dict = field(default_factory=dict)


def messy_book(count: int, *, known_phones, similar_names, seed=34) -> Messy:
    """A workbook with a title, a head over two rows, numbering, blank rows, a foot, merged communes, formulas, numbers
    for phones, old numbers of eleven digits, wrong ones, doubles and places elsewhere; and how many of each."""
    rng = random.Random(seed)
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["DANH SÁCH HỘ SẢN XUẤT NÔNG NGHIỆP ĐƯA LÊN SÀN"])
    sheet.merge_cells("A1:H1")
    sheet.append([])
    sheet.append(["STT", "Họ và tên chủ hộ", "Số ĐT", "Địa chỉ", None, None, "Sản phẩm", "Diện tích (m2)"])
    sheet.merge_cells("D3:F3")
    sheet.append([None, None, None, "Thôn", "Xã/phường", "Huyện, tỉnh", None, None])
    for column in "ABCGH":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.append([f"({n})" for n in range(1, 9)])
    made = Messy(io.BytesIO())
    for number in range(count):
        if number % 97 == 0:
            sheet.append([])
        _messy_row(sheet, made, number, rng, known_phones, similar_names)
    sheet.append(["Tổng cộng", f"{count} hộ"])
    sheet.append([None, None, None, None, "Người lập biểu"])
    made.file = saved(workbook)
    made.rows = count
    return made


def _messy_row(sheet, made, number, rng, known_phones, similar_names) -> None:
    name = f"{FAMILY[number % 8]} Văn {GIVEN[number % 10]} {number}"
    line = [
        number + 1,
        name,
        phone(number),
        "thôn Kép",
        "Hồng Giang",
        "huyện Lục Ngạn, tỉnh Bắc Giang",
        "vải thiều",
        720,
    ]
    kind = "fresh"
    choice = number % 20
    if choice == 1:
        line[2] = float(phone(number))  # 900000001.0: Excel's number, the zero lost
    elif choice == 2:
        line[2] = f"=SUM({phone(number)},0)"  # a formula never worked out has no cached value
        kind, made.reasons[number] = "wrong", "Thiếu số điện thoại"
    elif choice == 3:
        line[2] = "012345"
        kind, made.reasons[number] = "wrong", "chữ số"
    elif choice == 4:
        line[2] = f"0163{number:07d}"  # became 033…
    elif choice == 5:
        line[2] = phone(number - 5)  # the number of the row five above
        kind, made.reasons[number] = "wrong", "Số này đã có ở dòng"
    elif choice == 6 and known_phones:
        line[2] = known_phones.pop()
        kind = "known"
    elif choice == 7 and similar_names:
        line[1] = similar_names.pop()
        kind = "similar"
    elif choice == 8:
        line[4:6] = ["Ea Kao", "thành phố Buôn Ma Thuột, Đắk Lắk"]
        kind, made.reasons[number] = "wrong", "ngoài tỉnh"
    elif choice == 9:
        line[6] = "quả thần tiên"
        kind, made.reasons[number] = "wrong", "Danh mục chưa có"
    elif choice == 10:
        line[1] = "  nguyễn   thị\u00a0 mơ  "
    elif choice == 11:
        line[7] = "2 sào"
    elif choice == 12:
        line[1] = ""
        kind, made.reasons[number] = "wrong", "Thiếu tên"
    sheet.append(line)
    if choice == 14:  # this row and the next share one merged cell for the commune
        made.reasons["merge"] = (sheet.max_row, sheet.max_row + 1)
    if choice == 15:
        top, bottom = made.reasons.pop("merge")
        if bottom == sheet.max_row:
            sheet.merge_cells(f"E{top}:E{bottom}")
            sheet.merge_cells(f"F{top}:F{bottom}")
    setattr(made, kind, getattr(made, kind) + 1)


def archive(**members: bytes) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/"), content)
    file.seek(0)
    return file


def tampered(change: dict) -> io.BytesIO:
    """A good workbook in which members named in `change` are replaced, or added."""
    good = book([row(1), row(2)])
    file = io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            if name not in change:
                packed.writestr(name, source.read(name))
        for name, content in change.items():
            packed.writestr(name, content)
    file.seek(0)
    return file
