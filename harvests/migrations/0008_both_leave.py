from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('harvests', '0007_season_speed'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='offer',
            name='offer_outcome_known',
        ),
        migrations.RemoveConstraint(
            model_name='outcome',
            name='outcome_kept_known',
        ),
        migrations.AlterField(
            model_name='offer',
            name='outcome_state',
            field=models.CharField(blank=True, choices=[('', 'Chưa bên nào nói'), ('trader_kept', 'Bên mua nói đã giữ lời, hộ chưa nói'), ('hh_kept', 'Hộ nói đã giữ lời, bên mua chưa nói'), ('one_other', 'Mới một bên nói'), ('kept', 'Cả hai nói đã giữ lời'), ('partly', 'Cả hai nói chỉ giữ một phần'), ('broken_trader', 'Cả hai nói bên mua không giữ lời'), ('broken_hh', 'Cả hai nói hộ không giữ lời'), ('differ', 'Hai bên nói khác nhau'), ('off', 'Hai bên cùng thôi, không ai lỗi')], editable=False, max_length=14, verbose_name='kết quả'),
        ),
        migrations.AlterField(
            model_name='outcome',
            name='kept',
            field=models.CharField(choices=[('kept', 'Giữ lời, giao nhận đủ'), ('partly', 'Chỉ giữ một phần'), ('broken', 'Không giữ lời'), ('off', 'Hai bên thôi, không ai lỗi')], max_length=8, verbose_name='kết quả'),
        ),
        migrations.AlterField(
            model_name='outcomeevent',
            name='kept',
            field=models.CharField(choices=[('kept', 'Giữ lời, giao nhận đủ'), ('partly', 'Chỉ giữ một phần'), ('broken', 'Không giữ lời'), ('off', 'Hai bên thôi, không ai lỗi')], max_length=8, verbose_name='kết quả'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('outcome_state__in', ['', 'trader_kept', 'hh_kept', 'one_other', 'kept', 'partly', 'broken_trader', 'broken_hh', 'differ', 'off'])), name='offer_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('kept__in', ['kept', 'partly', 'broken', 'off'])), name='outcome_kept_known'),
        ),
    ]
