import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import news.models.newsroom


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0003_documents'),
        ('regions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('comment', 'Trao đổi'), ('sent', 'Gửi duyệt'), ('returned', 'Trả lại'), ('approved', 'Duyệt'), ('archived', 'Cất bài'), ('withdrawn', 'Bỏ hẹn')], default='comment', max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('body', models.TextField(blank=True, max_length=2000)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ArticlePicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('picture_width', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('picture_height', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('picture_renditions', models.JSONField(blank=True, default=dict, editable=False)),
                ('picture', models.ImageField(height_field='picture_height', upload_to='n/', verbose_name='ảnh', width_field='picture_width')),
                ('alt', models.CharField(max_length=200, verbose_name='mô tả ảnh cho người không nhìn thấy')),
                ('caption', models.CharField(blank=True, max_length=250, verbose_name='chú thích')),
                ('credit', models.CharField(blank=True, max_length=120, verbose_name='nguồn ảnh')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='PreviewLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=news.models.newsroom.new_token, max_length=40, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField(default=news.models.newsroom.a_week_on)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('picture_width', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('picture_height', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('picture_renditions', models.JSONField(blank=True, default=dict, editable=False)),
                ('title', models.CharField(max_length=160, verbose_name='tiêu đề')),
                ('topic', models.CharField(choices=[('mua-vu', 'Mùa vụ'), ('thi-truong', 'Thị trường'), ('ho-san-xuat', 'Chuyện hộ sản xuất'), ('ke-hoach-1034', 'Kế hoạch 1034')], default='mua-vu', max_length=20, verbose_name='chủ đề')),
                ('summary', models.CharField(max_length=300, verbose_name='tóm tắt')),
                ('body', models.TextField(verbose_name='nội dung')),
                ('picture', models.ImageField(blank=True, height_field='picture_height', upload_to='n/', verbose_name='ảnh', width_field='picture_width')),
                ('picture_alt', models.CharField(blank=True, max_length=200, verbose_name='mô tả ảnh cho người không nhìn thấy')),
                ('picture_credit', models.CharField(blank=True, max_length=120, verbose_name='nguồn ảnh')),
                ('number', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('restored_from', models.PositiveIntegerField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('-number',),
            },
        ),
        migrations.CreateModel(
            name='Writing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('base', models.PositiveIntegerField(default=0)),
                ('text', models.JSONField(null=True)),
                ('typed_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='update_update',
        ),
        migrations.AddField(
            model_name='article',
            name='corrected_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='đã sửa lúc'),
        ),
        migrations.AddField(
            model_name='article',
            name='live_version',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='bản đang hiện'),
        ),
        migrations.AddField(
            model_name='article',
            name='stage',
            field=models.CharField(choices=[('writing', 'Đang viết'), ('review', 'Chờ duyệt'), ('done', 'Đã duyệt')], default='writing', max_length=10, verbose_name='khâu'),
        ),
        migrations.AddField(
            model_name='article',
            name='version',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='bản mới nhất'),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='corrected_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='đã sửa lúc'),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='live_version',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='bản đang hiện'),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='stage',
            field=models.CharField(choices=[('writing', 'Đang viết'), ('review', 'Chờ duyệt'), ('done', 'Đã duyệt')], default='writing', max_length=10, verbose_name='khâu'),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='version',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='bản mới nhất'),
        ),
        migrations.AlterField(
            model_name='article',
            name='province',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='regions.province', verbose_name='tỉnh'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('stage', 'review')), fields=['updated_at'], name='article_in_review'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "news_articleevent" ("author_id", "body", "corrected_at", "created_at", "id", "live_version", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "picture_alt", "picture_credit", "picture_height", "picture_renditions", "picture_width", "province_id", "published_at", "slug", "stage", "status", "summary", "title", "topic", "updated_at", "version") VALUES (NEW."author_id", NEW."body", NEW."corrected_at", NEW."created_at", NEW."id", NEW."live_version", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."picture", NEW."picture_alt", NEW."picture_credit", NEW."picture_height", NEW."picture_renditions", NEW."picture_width", NEW."province_id", NEW."published_at", NEW."slug", NEW."stage", NEW."status", NEW."summary", NEW."title", NEW."topic", NEW."updated_at", NEW."version"); RETURN NULL;', hash='1b72df353c79f99346ba1274937416ae9a5441c1', operation='INSERT', pgid='pgtrigger_insert_insert_512b0', table='news_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."live_version" IS DISTINCT FROM (NEW."live_version") OR OLD."picture" IS DISTINCT FROM (NEW."picture") OR OLD."picture_alt" IS DISTINCT FROM (NEW."picture_alt") OR OLD."picture_credit" IS DISTINCT FROM (NEW."picture_credit") OR OLD."picture_height" IS DISTINCT FROM (NEW."picture_height") OR OLD."picture_renditions" IS DISTINCT FROM (NEW."picture_renditions") OR OLD."picture_width" IS DISTINCT FROM (NEW."picture_width") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."stage" IS DISTINCT FROM (NEW."stage") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."topic" IS DISTINCT FROM (NEW."topic") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "news_articleevent" ("author_id", "body", "corrected_at", "created_at", "id", "live_version", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "picture_alt", "picture_credit", "picture_height", "picture_renditions", "picture_width", "province_id", "published_at", "slug", "stage", "status", "summary", "title", "topic", "updated_at", "version") VALUES (NEW."author_id", NEW."body", NEW."corrected_at", NEW."created_at", NEW."id", NEW."live_version", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."picture", NEW."picture_alt", NEW."picture_credit", NEW."picture_height", NEW."picture_renditions", NEW."picture_width", NEW."province_id", NEW."published_at", NEW."slug", NEW."stage", NEW."status", NEW."summary", NEW."title", NEW."topic", NEW."updated_at", NEW."version"); RETURN NULL;', hash='72bf46373caf12004da7d18a5c9923a19dd0d42e', operation='UPDATE', pgid='pgtrigger_update_update_12d52', table='news_article', when='AFTER')),
        ),
        migrations.AddField(
            model_name='articlenote',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='news.article'),
        ),
        migrations.AddField(
            model_name='articlenote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='articlepicture',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='articlepicture',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='news.article'),
        ),
        migrations.AddField(
            model_name='previewlink',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preview_links', to='news.article'),
        ),
        migrations.AddField(
            model_name='previewlink',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revision',
            name='approved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revision',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='news.article'),
        ),
        migrations.AddField(
            model_name='revision',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revision',
            name='province',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='regions.province', verbose_name='tỉnh'),
        ),
        migrations.AddField(
            model_name='writing',
            name='article',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='writings', to='news.article'),
        ),
        migrations.AddField(
            model_name='writing',
            name='editor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='articlenote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['comment', 'returned']), _negated=True), models.Q(('body', ''), _negated=True), _connector='OR'), name='note_says_why', violation_error_message='Ghi một câu cho người viết hiểu.'),
        ),
        migrations.AddConstraint(
            model_name='articlepicture',
            constraint=models.CheckConstraint(condition=models.Q(('alt', ''), _negated=True), name='article_picture_has_words'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlepicture',
            trigger=pgtrigger.compiler.Trigger(name='picture_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d8682967301cab496e5d14226901cc4c323163d0', operation='UPDATE', pgid='pgtrigger_picture_stays_3bdbf', table='news_articlepicture', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('article', 'number'), name='revision_number_once'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('author')), _negated=True), _connector='OR'), name='revision_approved_by_another', violation_error_message='Người viết bản này không tự duyệt được.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='revision',
            trigger=pgtrigger.compiler.Trigger(name='words_stay', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."picture_width" IS DISTINCT FROM (NEW."picture_width") OR OLD."picture_height" IS DISTINCT FROM (NEW."picture_height") OR OLD."picture_renditions" IS DISTINCT FROM (NEW."picture_renditions") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."topic" IS DISTINCT FROM (NEW."topic") OR OLD."province_id" IS DISTINCT FROM (NEW."province_id") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."picture" IS DISTINCT FROM (NEW."picture") OR OLD."picture_alt" IS DISTINCT FROM (NEW."picture_alt") OR OLD."picture_credit" IS DISTINCT FROM (NEW."picture_credit") OR OLD."article_id" IS DISTINCT FROM (NEW."article_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."restored_from" IS DISTINCT FROM (NEW."restored_from"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='40bd7ce3b01feed91e3803b6ebabb117c7b36e5d', operation='UPDATE', pgid='pgtrigger_words_stay_aaf0d', table='news_revision', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='writing',
            constraint=models.UniqueConstraint(fields=('article', 'editor'), name='writing_once', nulls_distinct=False),
        ),
    ]
