"""Addresses that pages once had: a link shared years ago still leads to what it was about, or says that it is gone.

The rows are written by triggers, so that no way of changing a page (the admin, a restored version, SQL) forgets them.
"""

from typing import Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from news.enums import AddressKind


class OldAddressQuerySet(models.QuerySet):
    def of(self, kind: AddressKind, slug: str) -> Self:
        return self.filter(kind=kind, slug=slug)

    def leading_elsewhere(self, kind: AddressKind, *, than: int | None = None) -> Self:
        """Addresses that still lead to a page, other than the one with key `than`: nobody else may have them."""
        rows = self.filter(kind=kind, target_id__isnull=False)
        return rows if than is None else rows.exclude(target_id=than)


class OldAddress(models.Model):
    """`target_id` is the key of the page that moved on; NULL: the page is gone for good."""

    kind = models.CharField(_("loại trang"), max_length=10, choices=AddressKind)
    slug = models.CharField(_("đường dẫn cũ"), max_length=180)
    target_id = models.BigIntegerField(null=True, blank=True)
    left_at = models.DateTimeField(_("đổi lúc"), auto_now_add=True)

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("đường dẫn cũ")
        verbose_name_plural = _("đường dẫn cũ")
        constraints = [models.UniqueConstraint(fields=("kind", "slug"), name="old_address_once")]
        indexes = [models.Index(fields=("kind", "target_id"), name="old_address_target")]

    def __str__(self) -> str:
        return self.slug


def keeps_addresses(kind: AddressKind, was_public: str) -> pgtrigger.Trigger:
    """Return the trigger of a table with `id` and `slug` whose rows people may have linked to.

    `was_public` is SQL over OLD: an address nobody could have seen is not kept. After the change, not before: the
    unique index has then waited for whoever was moving away from the same address. One that is gone may be used again.
    """
    rows = f"FROM news_oldaddress WHERE kind = '{kind.value}'"
    return pgtrigger.Trigger(
        name="addresses",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("slug") | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'DELETE' THEN
                DELETE {rows} AND slug = NEW.slug AND (target_id = NEW.id OR target_id IS NULL);
                IF EXISTS (SELECT 1 {rows} AND slug = NEW.slug) THEN
                    RAISE unique_violation USING CONSTRAINT = 'old_address_once',
                        MESSAGE = 'address ' || NEW.slug || ' leads to another page';
                END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN
                UPDATE news_oldaddress SET target_id = NULL WHERE kind = '{kind.value}' AND target_id = OLD.id;
                IF {was_public} THEN
                    INSERT INTO news_oldaddress (kind, slug, left_at) VALUES ('{kind.value}', OLD.slug, now());
                END IF;
            ELSIF TG_OP = 'UPDATE' THEN
                IF NEW.slug <> OLD.slug AND {was_public} THEN
                    INSERT INTO news_oldaddress (kind, slug, target_id, left_at)
                    VALUES ('{kind.value}', OLD.slug, OLD.id, now());
                END IF;
            END IF;
            RETURN NULL;
        """,  # noqa: S608 - made of words of ours, when the migration is written
    )
