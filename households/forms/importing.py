"""What an officer says on the way of a list into the portal: the file, its columns, what to do with doubles."""

import uuid
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.enums import OnKnown, OnSimilar, RowOutcome
from households.importing.columns import letter, missing
from households.importing.kinds import Kind, all_kinds, kind_of
from households.importing.reading import MAX_BYTES
from households.models import ImportRow, ImportRun
from portal1034.accounts.perms import Scope

CONFIRM_FORM = "import-confirm"


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Chọn loại danh sách ở trên."),
            "invalid_choice": _("Chọn loại danh sách ở trên."),
        },
    )
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

    def __init__(self, *arguments, kind: Kind, **named):
        super().__init__(*arguments, **named)
        self.fields["kind"].choices = [(each.code, each.name) for each in all_kinds()]
        self.fields["kind"].initial = kind.code
        self.fields["form_key"].initial = uuid.uuid4
        self.fields["confirmed"].label = kind.confirmation

    def clean_kind(self) -> Kind:
        return kind_of(self.cleaned_data["kind"])

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("Tệp lớn hơn 30 MB. Bỏ bớt ảnh và trang thừa, hoặc chia thành nhiều tệp."))
        return file


class ColumnsForm(forms.Form):
    """One choice for each of our columns → `mapping`; what the kind asks once for the whole list → `options`."""

    def __init__(self, *arguments, run: ImportRun, scope: Scope, **named):
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
        asked = self.kind.option_fields(scope)
        self.option_names = list(asked)
        for name, field in asked.items():
            field.initial = run.options.get(name, field.initial)
            self.fields[name] = field

    def clean(self) -> dict:
        cleaned = super().clean()
        columns = {column.key for column in self.kind.columns}
        self.mapping = {key: int(value) for key, value in cleaned.items() if key in columns and value}
        self.options = {name: cleaned[name] for name in self.option_names if cleaned.get(name)}
        for key, index in self.mapping.items():
            if list(self.mapping.values()).count(index) > 1:
                self.add_error(key, ValidationError(_("Cột này đã chọn cho chỗ khác."), code="twice"))
        if not self.errors:
            lacking = missing(self.mapping, self.kind.required, self.kind.columns)
            for sentence in lacking + self.kind.lacking(self.mapping, self.options):
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
    """What to do with doubles, asked only where there are some; and otherwise for one row → `chosen`.

    `duplicates` are the rows shown; each gets its own choice as `row.choice`, outside the form's own fields.
    """

    on_known = forms.ChoiceField(
        initial=OnKnown.SKIP,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn cách xử lý các dòng trùng.")},
    )
    on_similar = forms.ChoiceField(
        initial=OnSimilar.SKIP,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn cách xử lý các hộ trùng tên.")},
    )

    def __init__(self, *arguments, run: ImportRun, duplicates: Sequence[ImportRow] = (), **named):
        super().__init__(*arguments, **named)
        self.words = words = kind_of(run.kind).words
        self._ask("on_known", words.ask_known if run.known else "", OnKnown.UPDATE, words.update)
        self._ask("on_similar", words.ask_similar if run.similar else "", OnSimilar.MAKE, words.make)
        self.chosen = {"on_known": OnKnown.SKIP, "on_similar": OnSimilar.SKIP}
        self._numbers = {}
        for row in duplicates:
            self._ask_of(row)

    def _ask(self, name: str, question: str, other: str, other_label: str) -> None:
        if not question:
            del self.fields[name]
            return
        self.fields[name].label = question
        self.fields[name].choices = [(OnKnown.SKIP.value, self.words.skip), (other.value, other_label)]

    def _ask_of(self, row: ImportRow) -> None:
        asked = "on_known" if row.outcome == RowOutcome.KNOWN else "on_similar"
        if asked not in self.fields:
            return
        name = f"dong-{row.number}"
        self._numbers[name] = str(row.number)
        self.fields[name] = forms.ChoiceField(
            label=_("Dòng %s") % row.number,
            choices=[("", _("Như chọn ở trên")), *self.fields[asked].choices],
            required=False,
            # Drawn in the table of rows, which stands outside the form.
            widget=forms.Select(attrs={"form": CONFIRM_FORM, "aria-label": _("Dòng %s: làm gì") % row.number}),
            error_messages={"invalid_choice": _("Dòng %s: chọn một cách trong danh sách.") % row.number},
        )
        row.choice = self[name]

    def questions(self) -> list:
        """The bound fields about the whole list: what stands inside the form."""
        return [self[name] for name in ("on_known", "on_similar") if name in self.fields]

    def clean(self) -> dict:
        cleaned = super().clean()
        self.chosen.update({name: cleaned[name] for name in ("on_known", "on_similar") if name in cleaned})
        self.chosen["choices"] = {n: cleaned[name] for name, n in self._numbers.items() if cleaned.get(name)}
        return cleaned
