import django.db.models.deletion
import housing_portal.creation
import housing_portal.kit.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('journal', '0001_initial'), ('journal', '0002_export_register')]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        housing_portal.creation.CreateModels(
            operations=[migrations.CreateModel(
                name='NumberSequence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('prefix', housing_portal.kit.fields.CleanTextField(max_length=20, verbose_name='机关代字')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                    ('last', models.PositiveIntegerField(default=0, verbose_name='末号')),
                ],
                options={
                    'verbose_name': '文号序列',
                    'verbose_name_plural': '文号序列',
                    'constraints': [models.UniqueConstraint(fields=('prefix', 'year'), name='sequence_once', violation_error_message='这个代字和年份的序列已有。')],
                },
            ), migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('object_type', models.CharField(max_length=60, verbose_name='对象类别')),
                    ('object_id', models.BigIntegerField(verbose_name='对象编号')),
                    ('name', housing_portal.kit.fields.CleanTextField(max_length=200, verbose_name='文件名')),
                    ('kind', housing_portal.kit.fields.CleanTextField(blank=True, max_length=60, verbose_name='材料')),
                    ('content_type', models.CharField(max_length=100, verbose_name='类型')),
                    ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 摘要')),
                    ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='上传时间')),
                    ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
                ],
                options={
                    'verbose_name': '附件',
                    'verbose_name_plural': '附件',
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['object_type', 'object_id'], name='attachment_object')],
                },
            ), migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='时间')),
                    ('actor_name', models.CharField(max_length=30, verbose_name='姓名')),
                    ('address', models.GenericIPAddressField(null=True, verbose_name='来源地址')),
                    ('action', models.CharField(max_length=60, verbose_name='动作')),
                    ('label', housing_portal.kit.fields.CleanTextField(max_length=200, verbose_name='事项')),
                    ('object_type', models.CharField(blank=True, max_length=60, verbose_name='对象类别')),
                    ('object_id', models.BigIntegerField(null=True, verbose_name='对象编号')),
                    ('before', models.JSONField(default=dict, verbose_name='改前')),
                    ('after', models.JSONField(default=dict, verbose_name='改后')),
                    ('reason', models.TextField(blank=True, verbose_name='原因')),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='单位')),
                ],
                options={
                    'verbose_name': '操作日志',
                    'verbose_name_plural': '操作日志',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(fields=['object_type', 'object_id', '-id'], name='entry_object')],
                },
            ), migrations.CreateModel(
                name='Export',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.CharField(max_length=40, unique=True, verbose_name='编号')),
                    ('title', housing_portal.kit.fields.CleanTextField(max_length=100, verbose_name='列表')),
                    ('path', models.CharField(max_length=300, verbose_name='页面地址')),
                    ('query', models.TextField(blank=True, verbose_name='查询参数')),
                    ('conditions', models.TextField(verbose_name='查询条件')),
                    ('columns', models.TextField(verbose_name='导出列')),
                    ('is_unmasked', models.BooleanField(default=False, verbose_name='未脱敏')),
                    ('reason', housing_portal.kit.fields.CleanTextField(blank=True, max_length=500, verbose_name='导出理由')),
                    ('state', models.CharField(choices=[('waiting', '等待'), ('running', '正在导出'), ('done', '已完成'), ('failed', '失败'), ('cancelled', '已取消')], default='waiting', max_length=20, verbose_name='状态')),
                    ('rows_total', models.PositiveIntegerField(null=True, verbose_name='总条数')),
                    ('rows_done', models.PositiveIntegerField(default=0, verbose_name='已写条数')),
                    ('heartbeat_at', models.DateTimeField(null=True, verbose_name='最近进度时间')),
                    ('size', models.PositiveBigIntegerField(null=True, verbose_name='字节数')),
                    ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 摘要')),
                    ('fault', models.TextField(blank=True, verbose_name='失败原因')),
                    ('requested_at', models.DateTimeField(auto_now_add=True, verbose_name='申请时间')),
                    ('finished_at', models.DateTimeField(null=True, verbose_name='完成时间')),
                    ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导出人')),
                ],
                options={
                    'verbose_name': '导出登记',
                    'verbose_name_plural': '导出登记',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(fields=['requested_by', '-id'], name='export_of_person')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('is_unmasked', False), models.Q(('reason', ''), _negated=True), _connector='OR'), name='export_unmasked_has_reason', violation_error_message='导出未脱敏数据须写明理由。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('finished_at__isnull', False), ('size__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='export_done_has_file', violation_error_message='已完成的导出须有文件摘要和完成时间。')],
                },
            )],
        ),
    ]
