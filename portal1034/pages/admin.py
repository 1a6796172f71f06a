"""The catalogues' desks. They are here because roles are known only above the catalogues' own layers."""

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal1034.accounts.admin_scope import ProvinceFilter, ScopedModelAdmin
from portal1034.accounts.enums import Role
from portal1034.accounts.perms import has_role
from portal1034.commodities.models import Category, Commodity, CommodityAlias, ReferenceSeason, SeasonNotice
from portal1034.core.pagecache import bump
from portal1034.regions.models import Province

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


def speaks_for_the_country(user) -> bool:
    return has_role(user, Role.EDITOR, Role.ADMINISTRATOR)


class CatalogueAdmin(ScopedModelAdmin):
    """A save or a deletion shows on the public season pages at once."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        bump("season")

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        bump("season")

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        bump("season")


@admin.register(Category)
class CategoryAdmin(CatalogueAdmin):
    province_field = None
    roles = ADMINISTRATOR
    list_display = ("name", "name_en", "position")


class AliasInline(admin.TabularInline):
    model = CommodityAlias
    extra = 1

    def has_view_permission(self, request, obj=None):
        return self.admin_site.get_model_admin(Commodity).has_view_permission(request, obj)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj):
        return self.has_view_permission(request, obj)


@admin.register(Commodity)
class CommodityAdmin(CatalogueAdmin):
    province_field = None
    roles = ADMINISTRATOR
    list_display = ("name", "category", "unit", "kg_per_unit", "is_active")
    list_filter = ("category", "is_active")
    list_select_related = ("category",)
    search_fields = ("name", "name_en", "aliases__name")
    fields = ("name", "name_en", "slug", "category", "unit", "kg_per_unit", "is_active")
    inlines = (AliasInline,)


@admin.register(ReferenceSeason)
class ReferenceSeasonAdmin(CatalogueAdmin):
    """Officers correct when a crop is normally ripe in their provinces, and say how they know."""

    delete_roles = None
    list_display = ("commodity", "province", "kind", "start", "peak", "end", "basis")
    list_filter = (ProvinceFilter, "kind")
    list_select_related = ("commodity", "province")
    search_fields = ("commodity__name",)


@admin.register(SeasonNotice)
class SeasonNoticeAdmin(CatalogueAdmin):
    """An officer speaks for a province of theirs; for the whole country, an editor or an administrator."""

    roles = frozenset({Role.OFFICER, Role.EDITOR, Role.ADMINISTRATOR})
    list_display = ("title", "commodity", "place", "kind", "starts_on", "ends_on", "shown")
    list_filter = ("kind", ProvinceFilter)
    actions = ("publish", "withdraw")
    list_select_related = ("commodity", "province")
    search_fields = ("title", "commodity__name")

    def limit_to_scope(self, request, queryset):
        return queryset if speaks_for_the_country(request.user) else super().limit_to_scope(request, queryset)

    def is_in_scope(self, request, obj):
        return speaks_for_the_country(request.user) or super().is_in_scope(request, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "province":
            kwargs["required"] = not speaks_for_the_country(request.user)
            if not kwargs["required"]:
                kwargs["queryset"] = Province.objects.all()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    fieldsets = (
        (None, {"fields": ("commodity", "province", "kind", "title", "body")}),
        (
            _("Khi nào"),
            {
                "fields": ("starts_on", "ends_on", "published_at"),
                "description": _("Người đọc thấy từ lúc đăng, trong những ngày này. Chưa có lúc đăng là bản nháp."),
            },
        ),
    )

    @admin.display(description=_("tỉnh"), ordering="province")
    def place(self, notice):
        return notice.province or _("cả nước")

    @admin.display(description=_("hiện ra"))
    def shown(self, notice):
        today = timezone.localdate()
        if notice.published_at is None:
            return _("nháp")
        if notice.published_at > timezone.now() or notice.starts_on > today:
            return _("chờ đến ngày")
        return _("đang hiện") if notice.ends_on >= today else _("đã qua")

    @admin.action(description=_("Đăng ngay"), permissions=["change"])
    def publish(self, request, queryset):
        self._put(request, queryset, timezone.now(), _("Đã đăng %s thông báo."))

    @admin.action(description=_("Rút xuống"), permissions=["change"])
    def withdraw(self, request, queryset):
        self._put(request, queryset, None, _("Đã rút %s thông báo, nay là bản nháp."))

    def _put(self, request, queryset, published_at, said) -> None:
        """Publish or withdraw those that are not so already; the queryset is already of the person's provinces."""
        is_public = Q(published_at__lte=timezone.now())
        chosen = list(queryset.exclude(is_public) if published_at else queryset.exclude(published_at=None))
        SeasonNotice.objects.filter(pk__in=[notice.pk for notice in chosen]).update(published_at=published_at)
        for notice in chosen:
            self.log_change(request, notice, said % 1)
        bump("season")
        self.message_user(request, said % len(chosen))
