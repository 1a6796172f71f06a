"""Orders that move along and are answered, each held by its household.

What was "placed" is new and what was "completed" is delivered; every order gets the household of its lines, and every
line of an order that stands holds all it sold of the stock, as it was taken then.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

FILL = """
UPDATE products_order SET status = 'new' WHERE status = 'placed';
UPDATE products_order SET status = 'delivered' WHERE status = 'completed';
UPDATE products_order SET told_at = updated_at;
UPDATE products_order SET household_id = sold.household_id, province_id = sold.province_id
FROM (SELECT DISTINCT ON (line.order_id) line.order_id, product.household_id, line.province_id
      FROM products_orderline AS line
      JOIN products_listing AS listing ON listing.id = line.listing_id
      JOIN products_product AS product ON product.id = listing.product_id
      ORDER BY line.order_id, line.id) AS sold
WHERE sold.order_id = products_order.id;
DELETE FROM products_order WHERE household_id IS NULL;
UPDATE products_orderline AS line SET taken = line.quantity
FROM products_order WHERE products_order.id = line.order_id AND products_order.status <> 'cancelled';
UPDATE products_webhookevent SET body = jsonb_set(jsonb_set(body, '{order,updated_at}', body -> 'occurred_at'),
    '{order,status}', CASE body #>> '{order,status}'
        WHEN 'placed' THEN '"new"'::jsonb WHEN 'completed' THEN '"delivered"'::jsonb ELSE body #> '{order,status}' END)
WHERE applied_at IS NULL AND body ? 'order';
"""
STATUSES = [
    ("new", "Chờ xác nhận"),
    ("confirmed", "Đã xác nhận"),
    ("shipping", "Đang giao"),
    ("delivered", "Đã giao"),
    ("returned", "Bị trả lại"),
    ("cancelled", "Đã hủy"),
    ("compensation", "Được đền bù"),
]
ANSWERS = [("", "Chưa trả lời"), ("confirm", "Xác nhận"), ("decline", "Không giao được")]




def _add(name, field, model="order"):
    return migrations.AddField(model, name, field)


def _moment(label):
    return models.DateTimeField(blank=True, null=True, verbose_name=label)


def _household(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="orders",
        to="households.household",
        verbose_name="hộ",
        **options,
    )


def _province(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="regions.province",
        verbose_name="tỉnh (63)",
        **options,
    )


def _constraint(name, condition, model="order", **options):
    return migrations.AddConstraint(model, models.CheckConstraint(condition=condition, name=name, **options))


def _index(name, *fields, condition=None):
    return migrations.AddIndex("order", models.Index(fields=fields, name=name, condition=condition))


class Migration(migrations.Migration):
    dependencies = [("products", "0002_goods")]
    operations = [
        migrations.AlterModelOptions(
            "order",
            {"ordering": ("-placed_at", "-pk"), "verbose_name": "đơn hàng", "verbose_name_plural": "đơn hàng"},
        ),
        migrations.AlterField(
            "order", "status", models.CharField(choices=STATUSES, max_length=12, verbose_name="trạng thái")
        ),
        _add("household", _household(null=True)),
        _add("province", _province(null=True)),
        _add("told_at", models.DateTimeField(null=True, verbose_name="sàn báo lúc")),
        _add("shipped_at", _moment("hàng đi lúc")),
        _add("url", models.URLField(blank=True, max_length=500, verbose_name="trang trên sàn")),
        _add("carrier", models.CharField(blank=True, max_length=60, verbose_name="bên vận chuyển")),
        _add("shipping_code", models.CharField(blank=True, max_length=60, verbose_name="mã vận đơn")),
        _add("compensation_vnd", models.PositiveBigIntegerField(default=0, verbose_name="đền bù (đồng)")),
        _add(
            "answer",
            models.CharField(blank=True, choices=ANSWERS, default="", max_length=8, verbose_name="hộ trả lời"),
        ),
        _add("answer_reason", models.CharField(blank=True, max_length=200, verbose_name="lý do không giao")),
        _add("answer_wanted_at", _moment("hộ trả lời lúc")),
        _add("answered_at", _moment("sàn nhận trả lời lúc")),
        _add("answer_due_at", _moment("gửi trả lời lúc")),
        _add("answer_attempts", models.PositiveIntegerField(default=0, verbose_name="số lần gửi")),
        _add("answer_problem", models.JSONField(blank=True, default=dict, verbose_name="vướng mắc")),
        _add("reminders", models.PositiveSmallIntegerField(default=0, verbose_name="số lần nhắc")),
        _add("reminded_at", _moment("nhắc lúc")),
        _add("taken", models.PositiveIntegerField(default=0, verbose_name="đã trừ kho"), "orderline"),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # The filled keys are checked now, so that the columns may be altered in the same transaction.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("order", "household", _household()),
        migrations.AlterField("order", "province", _province()),
        migrations.AlterField("order", "told_at", models.DateTimeField(verbose_name="sàn báo lúc")),
        _index("order_of_household", "household", "-placed_at", "-id"),
        _index("order_in_province", "province", "-placed_at", "-id"),
        _index("order_unanswered", "placed_at", condition=Q(status="new", answer="")),
        _index("order_to_tell", "marketplace", "answer_due_at", condition=Q(answer_due_at__isnull=False)),
        _index("order_shipping", "shipped_at", condition=Q(status="shipping")),
        _constraint(
            "order_answer_complete",
            Q(answer="", answer_wanted_at=None, answer_due_at=None)
            | Q(~Q(answer=""), answer_wanted_at__isnull=False),
            violation_error_message="Câu trả lời của hộ phải có giờ.",
        ),
        _constraint(
            "order_decline_has_reason",
            ~Q(answer="decline") | ~Q(answer_reason=""),
            violation_error_message="Không giao được thì phải nói lý do.",
        ),
        _constraint("order_reminded_twice_at_most", Q(reminders__lte=2)),
        _constraint("order_line_takes_no_more", Q(taken__lte=F("quantity")), "orderline"),
    ]
