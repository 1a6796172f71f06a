"""The admin as each member of staff may see it: by role, and for an officer only the provinces of the department.

Every way into a row goes through `get_queryset` (list, change, delete, history, actions, autocomplete), every choice of
a related row through `formfield_for_foreignkey` or `formfield_for_manytomany`, every write through `save_model`.
"""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.enums import Role
from portal1034.accounts.perms import has_role, provinces_of, scope_of
from portal1034.regions.models import Province

COUNT_AT_MOST = 1_000


class CappedPaginator(Paginator):
    """Counts to COUNT_AT_MOST and no further: a list of millions opens as fast as a short one."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:COUNT_AT_MOST].count()


class Autocomplete(AutocompleteSelect):
    """Django's own looks up whatever was sent; what is no key finds nothing instead of breaking the page.

    An empty box says what is chosen in it: select2 names its box by what it holds, so it would have no name to be read.
    """

    def build_attrs(self, base_attrs, extra_attrs=None):
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": capfirst(self.field.verbose_name)}

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [each for each in value if self._is_key(each)], attr)

    def _is_key(self, value: str) -> bool:
        try:
            self.field.target_field.to_python(value)
        except ValidationError:
            return False
        return True


class ScopedModelAdmin(admin.ModelAdmin):
    """A ModelAdmin for `roles`; officers meet only rows of their provinces.

    `province_field` is the lookup from the model to a Province ("province", "household__province", "pk" on Province
    itself), or None for rows that belong to no province. `add_roles`, `change_roles` and `delete_roles` narrow `roles`;
    None means all of them. Rows of an `is_private` model are no choices in the forms of people who may not see it.
    """

    province_field: str | None = "province"
    roles = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
    add_roles: frozenset | None = None
    change_roles: frozenset | None = None
    delete_roles: frozenset | None = frozenset({Role.ADMINISTRATOR})
    is_private = False

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a facet is one count of the whole table each
    list_per_page = 50
    list_max_show_all = 50

    # ---- rows ----
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.limit_to_scope(request, super().get_queryset(request))

    def limit_to_scope(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.province_field is None else scope_of(request.user).limit(queryset, self.province_field)

    def is_in_scope(self, request: HttpRequest, obj: Model) -> bool:
        return self.province_field is None or scope_of(request.user).holds(self._province_id(obj))

    def _province_id(self, obj: Model) -> int | None:
        *way, last = self.province_field.split("__")
        for step in way:
            obj = getattr(obj, step, None)
        return None if obj is None else obj.pk if last == "pk" else getattr(obj, f"{last}_id")

    # ---- permissions ----
    def has_module_permission(self, request: HttpRequest) -> bool:
        return has_role(request.user, *self.roles)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, obj, None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, None, self.add_roles)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, obj, self.change_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, obj, self.delete_roles)

    def _may(self, request: HttpRequest, obj: Model | None, narrowed: frozenset | None) -> bool:
        allowed = self.roles if narrowed is None else self.roles & narrowed
        return has_role(request.user, *allowed) and (obj is None or self.is_in_scope(request, obj))

    # ---- what may be asked of the list, and where a row is shown to the public ----
    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters ask: any other column could be guessed letter by letter."""
        asked = [each[0] if isinstance(each, tuple) else each for each in self.get_list_filter(request)]
        names = {each if isinstance(each, str) else getattr(each, "parameter_name", "") for each in asked}
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)

    def view_on_site(self, obj: Model) -> str | None:
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    # ---- pages of our own ----
    def form_page(
        self, request: HttpRequest, form=None, *, template: str = "admin/form_page.html", **context
    ) -> HttpResponse:
        """Draw a page under this list, usually with one form: 200 at first, 422 with what is wrong."""
        meta = self.model._meta
        page = {
            **self.admin_site.each_context(request),
            "opts": meta,
            "list_url": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
            "list_name": meta.verbose_name_plural,
            "form": form,
            "intro": "",
            "button": "",
            **context,
        }
        return render(request, template, page, status=422 if form is not None and form.errors else 200)

    # ---- choices and writes ----
    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        kwargs["queryset"] = self._choices(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["queryset"] = self._choices(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _choices(self, db_field, request: HttpRequest, kwargs: dict) -> QuerySet:
        queryset = kwargs.get("queryset")
        if queryset is None:
            queryset = self.get_field_queryset(kwargs.get("using"), db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.all()
        return scoped_choices(self.admin_site, request, queryset)

    def save_model(self, request, obj, form, change):
        if not self.is_in_scope(request, obj):
            raise PermissionDenied(_("Bản ghi này thuộc tỉnh khác."))
        super().save_model(request, obj, form, change)


def scoped_choices(site: admin.AdminSite, request: HttpRequest, queryset: QuerySet) -> QuerySet:
    """Return the rows of `queryset` that this person may choose, by the scope of the model's own admin."""
    if queryset.model is Province:
        return scope_of(request.user).limit(queryset, "pk")
    if site.is_registered(queryset.model):
        model_admin = site.get_model_admin(queryset.model)
        if isinstance(model_admin, ScopedModelAdmin):
            if model_admin.is_private and not model_admin.has_view_permission(request):
                return queryset.none()
            return model_admin.limit_to_scope(request, queryset)
    return queryset


class ProvinceFilter(admin.SimpleListFilter):
    """One of the officer's provinces; gone where there is only one."""

    title = _("tỉnh")
    parameter_name = "tinh"

    def lookups(self, request, model_admin):
        return list(provinces_of(request.user).values_list("slug", "short_name"))

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        province = provinces_of(request.user).by_slug(self.value()).first()
        field = self.model_admin_field
        return queryset.filter(**{field: province}) if province else queryset.none()

    def __init__(self, request, params, model, model_admin):
        self.model_admin_field = model_admin.province_field
        super().__init__(request, params, model, model_admin)

    def has_output(self):
        return len(self.lookup_choices) > 1
