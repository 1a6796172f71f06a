"""The catalogues' desks. They are here because roles are known only above the catalogues' own layers."""

from django.contrib import admin
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
    list_display = ("name", "position")


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
    search_fields = ("name", "aliases__name")
    fields = ("name", "slug", "category", "unit", "kg_per_unit", "is_active")
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
    list_display = ("title", "commodity", "province", "kind", "starts_on", "ends_on", "published_at")
    list_filter = ("kind",)
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
        (_("Khi nào"), {"fields": ("starts_on", "ends_on", "published_at")}),
    )
