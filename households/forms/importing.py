"""What an officer says on the way of a list into the portal: the file, its columns, what to do with doubles."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.enums import OnKnown, OnSimilar
from households.importing.columns import letter, missing
from households.importing.kinds import Kind, all_kinds, kind_of
from households.importing.reading import MAX_BYTES
from households.models import ImportRun


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("Danh sách gì?"), error_messages={"required": _("Chọn loại danh sách.")})
    file = forms.FileField(
        label=_("Tệp danh sách"),
        help_text=_("Excel (.xlsx) hoặc CSV, đến 30 MB và 200.000 dòng. Danh sách ở trang đầu, có dòng tiêu đề."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Chọn tệp danh sách."),
            "empty": _("Tệp trống. Chọn lại tệp có danh sách."),
            "missing": _("Tệp chưa lên tới cổng. Chọn lại rồi gửi lần nữa."),
        },
    )
    confirmed = forms.BooleanField(
        error_messages={"required": _("Đánh dấu vào ô này: chưa có giấy đồng ý thì chưa nhập được.")}
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        kinds = all_kinds()
        self.fields["kind"].choices = [(kind.code, kind.name) for kind in kinds]
        self.fields["form_key"].initial = uuid.uuid4
        self.fields["confirmed"].label = kinds[0].confirmation
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].initial = kinds[0].code

    def clean_kind(self) -> Kind:
        return kind_of(self.cleaned_data["kind"])

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("Tệp lớn hơn 30 MB. Bỏ bớt ảnh và trang thừa, hoặc chia thành nhiều tệp."))
        return file


class ColumnsForm(forms.Form):
    """One choice for each of our columns → `mapping`."""

    def __init__(self, *arguments, run: ImportRun, **named):
        super().__init__(*arguments, **named)
        self.kind = kind_of(run.kind)
        choices = [("", _("— không có trong tệp —")), *((str(i), _title(run, i)) for i in range(_width(run)))]
        needed = {key for group in self.kind.required if len(group) == 1 for key in group}
        for column in self.kind.columns:
            chosen = run.mapping.get(column.key)
            self.fields[column.key] = forms.ChoiceField(
                label=column.label,
                help_text=column.hint,
                choices=choices,
                required=column.key in needed,
                initial="" if chosen is None else str(chosen),
                error_messages={
                    "required": _("Chọn cột của tệp."),
                    "invalid_choice": _("Chọn một cột trong danh sách."),
                },
            )

    def clean(self) -> dict:
        cleaned = super().clean()
        self.mapping = {key: int(value) for key, value in cleaned.items() if value}
        for key, index in self.mapping.items():
            if list(self.mapping.values()).count(index) > 1:
                self.add_error(key, ValidationError(_("Cột này đã chọn cho chỗ khác."), code="twice"))
        if not self.errors:
            for sentence in missing(self.mapping, self.kind.required, self.kind.columns):
                self.add_error(None, ValidationError(sentence, code="missing"))
        return cleaned


def _width(run: ImportRun) -> int:
    return max(len(run.titles), *(len(cells) for cells in run.samples), 0)


def _title(run: ImportRun, index: int) -> str:
    """Return "B: Họ tên (như: Nguyễn Thị Lành)"."""
    title = run.titles[index] if index < len(run.titles) else ""
    sample = next((cells[index] for cells in run.samples if index < len(cells) and cells[index]), "")
    shown = f"{letter(index)}: {title or '…'}"
    return f"{shown[:60]} ({_('như')}: {sample[:30]})" if sample else shown[:60]


class ConfirmForm(forms.Form):
    """What to do with doubles; asked only where there are some."""

    on_known = forms.ChoiceField(
        label=_("Số điện thoại đã có hồ sơ"),
        choices=OnKnown,
        initial=OnKnown.SKIP,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn cách xử lý các số đã có hồ sơ.")},
    )
    on_similar = forms.ChoiceField(
        label=_("Tên và xã đã có, số điện thoại khác"),
        choices=OnSimilar,
        initial=OnSimilar.SKIP,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn cách xử lý các hộ trùng tên.")},
    )

    def __init__(self, *arguments, run: ImportRun, **named):
        super().__init__(*arguments, **named)
        for name, count in (("on_known", run.known), ("on_similar", run.similar)):
            if not count:
                del self.fields[name]
        self.chosen = {"on_known": OnKnown.SKIP, "on_similar": OnSimilar.SKIP}

    def clean(self) -> dict:
        cleaned = super().clean()
        self.chosen.update({name: cleaned[name] for name in self.fields if name in cleaned})
        return cleaned
