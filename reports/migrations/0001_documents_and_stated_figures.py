import django.db.models.deletion
import housing_portal.creation
import housing_portal.kit.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('registry', '0001_registers'),
    ]

    operations = [
        housing_portal.creation.CreateModels(
            operations=[migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('bulletin', '督查通报')], default='bulletin', max_length=20, verbose_name='文种')),
                    ('title', housing_portal.kit.fields.CleanTextField(max_length=80, verbose_name='标题')),
                    ('issuer', housing_portal.kit.fields.CleanTextField(help_text='署名用的全称或规范化简称', max_length=40, verbose_name='发文机关')),
                    ('mark', housing_portal.kit.fields.CleanTextField(help_text='红头文字，例如 ××市住房保障办公室文件', max_length=30, verbose_name='发文机关标志')),
                    ('prefix', housing_portal.kit.fields.CleanTextField(help_text='例如 云房保办发；签发时按年度取号', max_length=12, verbose_name='机关代字')),
                    ('number', housing_portal.kit.fields.DocumentNumberField(blank=True, help_text='签发时取号；补录已印发的旧文时填写原文号', max_length=40, verbose_name='发文字号')),
                    ('addressees', housing_portal.kit.fields.CleanTextField(max_length=200, verbose_name='主送')),
                    ('copies', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='抄送')),
                    ('imprint_office', housing_portal.kit.fields.CleanTextField(max_length=40, verbose_name='印发机关')),
                    ('as_of', models.DateField(help_text='一文一截至日；所有数字取到这一天（含）', verbose_name='截至日期')),
                    ('issued_on', models.DateField(verbose_name='成文日期')),
                    ('campaign_from', models.DateField(blank=True, null=True, verbose_name='督查开始')),
                    ('campaign_to', models.DateField(blank=True, null=True, verbose_name='督查结束')),
                    ('campaign_groups', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='分组数')),
                    ('assessment', models.TextField(blank=True, max_length=600, verbose_name='总体评价')),
                    ('problems', models.TextField(blank=True, help_text='每段一行；数字由系统插入，请勿手填', max_length=4000, verbose_name='存在的主要问题')),
                    ('measures', models.TextField(blank=True, help_text='每段一行', max_length=4000, verbose_name='下一步工作意见')),
                    ('status', models.CharField(choices=[('draft', '草稿'), ('issued', '已印发')], default='draft', editable=False, max_length=20, verbose_name='状态')),
                    ('drafted_at', models.DateTimeField(editable=False, verbose_name='起草时间')),
                    ('basis_doc', models.ForeignKey(blank=True, help_text='督查类通报必须写明授权依据（政府督查工作条例 §7）', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.policydoc', verbose_name='督查依据文件')),
                    ('drafted_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='起草人')),
                    ('signed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                    ('target_doc', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.policydoc', verbose_name='目标下达文件')),
                ],
                options={
                    'verbose_name': '公文',
                    'verbose_name_plural': '公文',
                    'ordering': ['-as_of', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='document_number_once', violation_error_message='这个文号已用于另一份公文。'), models.CheckConstraint(condition=models.Q(models.Q(('signed_by__isnull', True), ('status', 'draft')), models.Q(('signed_by__isnull', False), ('status', 'issued'), models.Q(('number', ''), _negated=True)), _connector='OR'), name='document_issued_is_signed', violation_error_message='印发的公文必须有签发人和文号。'), models.CheckConstraint(condition=models.Q(('signed_by__isnull', True), models.Q(('signed_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='document_two_persons', violation_error_message='签发人不能是起草人本人。')],
                },
            ), migrations.CreateModel(
                name='Explanation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warning', models.CharField(max_length=120, verbose_name='检查项')),
                    ('sentence', housing_portal.kit.fields.CleanTextField(max_length=400, verbose_name='内容')),
                    ('reason', housing_portal.kit.fields.CleanTextField(max_length=400, verbose_name='差异说明')),
                    ('explained_at', models.DateTimeField(verbose_name='说明时间')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='explanations', to='reports.document', verbose_name='公文')),
                    ('explained_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='说明人')),
                ],
                options={
                    'verbose_name': '差异说明',
                    'verbose_name_plural': '差异说明',
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='IssuedCopy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pdf', models.BinaryField(verbose_name='版式文件')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('data_cutoff', models.DateTimeField(verbose_name='取数时刻')),
                    ('figures', models.JSONField(verbose_name='取数')),
                    ('warnings', models.JSONField(verbose_name='检查结果')),
                    ('issued_at', models.DateTimeField(verbose_name='印发时间')),
                    ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='issued_copy', to='reports.document', verbose_name='公文')),
                ],
                options={
                    'verbose_name': '印发件',
                    'verbose_name_plural': '印发件',
                },
            ), migrations.CreateModel(
                name='StatedFigure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('as_of', models.DateField(verbose_name='截至日期')),
                    ('source', housing_portal.kit.fields.CleanTextField(help_text='哪份文件、哪一处', max_length=80, verbose_name='出处')),
                    ('indicator', models.CharField(max_length=60, verbose_name='指标')),
                    ('subject', housing_portal.kit.fields.CleanTextField(blank=True, help_text='分类或单位；空为总数', max_length=60, verbose_name='对象')),
                    ('label', housing_portal.kit.fields.CleanTextField(max_length=80, verbose_name='写法')),
                    ('unit', housing_portal.kit.fields.CleanTextField(max_length=10, verbose_name='单位')),
                    ('value', housing_portal.kit.fields.CleanTextField(max_length=30, verbose_name='所写数值')),
                    ('recorded_at', models.DateTimeField(verbose_name='录入时间')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ],
                options={
                    'verbose_name': '来文数字',
                    'verbose_name_plural': '来文数字',
                    'ordering': ['-as_of', 'pk'],
                },
            )],
        ),
    ]
