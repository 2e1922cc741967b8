import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import housing_portal.creation
import housing_portal.kit.fields
import housing_portal.registry.natural
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('registry', '0001_initial'), ('registry', '0002_setting'), ('registry', '0003_estates_buildings_permits'), ('registry', '0004_natural_order_and_terms_of_permits')]

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        housing_portal.creation.CreateModels(
            operations=[migrations.CreateModel(
                name='CalendarDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(error_messages={'unique': '这一天已登记。'}, unique=True, verbose_name='日期')),
                    ('kind', models.CharField(choices=[('holiday', '节假日'), ('adjusted_workday', '调休上班')], max_length=20, verbose_name='性质')),
                    ('name', housing_portal.kit.fields.CleanTextField(max_length=30, verbose_name='名称')),
                ],
                options={
                    'verbose_name': '工作日历',
                    'verbose_name_plural': '工作日历',
                    'ordering': ['on'],
                },
            ), migrations.CreateModel(
                name='PolicyDoc',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', housing_portal.kit.fields.DocumentNumberField(error_messages={'unique': '这个文号已登记。'}, max_length=40, unique=True, verbose_name='发文字号')),
                    ('title', housing_portal.kit.fields.CleanTextField(blank=True, max_length=120, verbose_name='标题')),
                    ('issuer', housing_portal.kit.fields.CleanTextField(max_length=60, verbose_name='发文机关')),
                    ('issued_on', models.DateField(blank=True, help_text='不清楚时留空，不要估填', null=True, verbose_name='发文日期')),
                ],
                options={
                    'verbose_name': '依据文件',
                    'verbose_name_plural': '依据文件',
                    'ordering': ['-issued_on', 'number', 'pk'],
                },
            ), migrations.CreateModel(
                name='Setting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', housing_portal.kit.fields.CleanTextField(max_length=40, unique=True, verbose_name='名称')),
                    ('value', housing_portal.kit.fields.CleanTextField(max_length=200, verbose_name='值')),
                ],
                options={
                    'verbose_name': '数据库设置',
                    'verbose_name_plural': '数据库设置',
                },
            ), migrations.CreateModel(
                name='District',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', housing_portal.kit.fields.CleanTextField(error_messages={'unique': '这个区划代码已登记。'}, max_length=12, unique=True, validators=[django.core.validators.RegexValidator('^\\d{6}(\\d{3})?(\\d{3})?$', '区划代码是 6、9 或 12 位数字（县、乡镇、村）。')], verbose_name='区划代码')),
                    ('name', housing_portal.kit.fields.CleanTextField(max_length=40, verbose_name='名称')),
                    ('valid_to', models.DateField(blank=True, help_text='区划调整后填写；历史记录仍按原区划', null=True, verbose_name='停用日期')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.district', verbose_name='上级区划')),
                ],
                options={
                    'verbose_name': '行政区划',
                    'verbose_name_plural': '行政区划',
                    'ordering': ['code'],
                },
            ), migrations.CreateModel(
                name='Organization',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', housing_portal.kit.fields.CleanTextField(error_messages={'unique': '已有同名机构，请直接使用。'}, max_length=80, unique=True, verbose_name='机构全称')),
                    ('short_name', housing_portal.kit.fields.CleanTextField(blank=True, max_length=30, verbose_name='简称')),
                    ('credit_code', housing_portal.kit.fields.CreditCodeField(blank=True, error_messages={'unique': '这个代码已登记给另一机构。'}, max_length=18, null=True, unique=True, verbose_name='统一社会信用代码')),
                    ('status', models.CharField(choices=[('active', '在业'), ('suspended', '停业'), ('deregistered', '注销'), ('insolvent', '破产')], default='active', max_length=20, verbose_name='状态')),
                    ('legal_representative', housing_portal.kit.fields.CleanTextField(blank=True, max_length=30, verbose_name='法定代表人')),
                    ('contact', housing_portal.kit.fields.CleanTextField(blank=True, max_length=30, verbose_name='联系人')),
                    ('phone', housing_portal.kit.fields.CleanTextField(blank=True, max_length=30, verbose_name='联系电话')),
                    ('address', housing_portal.kit.fields.CleanTextField(blank=True, max_length=120, verbose_name='地址')),
                    ('registered_capital', housing_portal.kit.fields.MoneyField(blank=True, null=True, verbose_name='注册资本（元）')),
                    ('qualification', housing_portal.kit.fields.CleanTextField(blank=True, max_length=20, verbose_name='资质等级')),
                    ('qualification_no', housing_portal.kit.fields.CleanTextField(blank=True, max_length=40, verbose_name='资质证书号')),
                    ('qualification_until', models.DateField(blank=True, null=True, verbose_name='资质有效期至')),
                    ('signing_suspended_on', models.DateField(blank=True, editable=False, null=True, verbose_name='暂停网签日期')),
                    ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='registry.organization', verbose_name='已并入')),
                ],
                options={
                    'verbose_name': '机构',
                    'verbose_name_plural': '机构',
                    'ordering': ['name', 'pk'],
                },
            ), migrations.CreateModel(
                name='Estate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('record_name', housing_portal.kit.fields.CleanTextField(help_text='合同、公示与公文使用的名称', max_length=60, verbose_name='备案名')),
                    ('promo_name', housing_portal.kit.fields.CleanTextField(blank=True, max_length=60, verbose_name='推广名')),
                    ('address', housing_portal.kit.fields.CleanTextField(blank=True, max_length=120, verbose_name='坐落')),
                    ('land_use', models.CharField(choices=[('residential', '住宅'), ('commercial', '商业'), ('mixed', '商住'), ('other', '其他')], default='residential', max_length=20, verbose_name='用地性质')),
                    ('floor_area', housing_portal.kit.fields.AreaField(blank=True, null=True, verbose_name='规划总建筑面积（㎡）')),
                    ('planned_sets', models.PositiveIntegerField(blank=True, null=True, verbose_name='规划套数')),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='estates', to='registry.district', verbose_name='所在区划')),
                    ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='registry.estate', verbose_name='已并入')),
                    ('developer', models.ForeignKey(limit_choices_to=models.Q(('merged_into', None), ('roles__kind', 'developer')), on_delete=django.db.models.deletion.PROTECT, related_name='estates', to='registry.organization', verbose_name='开发企业')),
                ],
                options={
                    'verbose_name': '楼盘',
                    'verbose_name_plural': '楼盘',
                    'ordering': ['record_name', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('merged_into', None)), fields=('record_name',), name='estate_name_once', violation_error_message='已有同名楼盘，请直接使用；确为两处的，备案名应不同。')],
                },
            ), migrations.CreateModel(
                name='Building',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', housing_portal.kit.fields.CleanTextField(help_text='例如 7#楼', max_length=20, verbose_name='备案幢号')),
                    ('construction_number', housing_portal.kit.fields.CleanTextField(blank=True, max_length=20, verbose_name='施工编号')),
                    ('police_number', housing_portal.kit.fields.CleanTextField(blank=True, max_length=20, verbose_name='门牌编号')),
                    ('sections', models.PositiveSmallIntegerField(default=1, help_text='不分单元填 0', verbose_name='单元数')),
                    ('floors_above', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='地上层数')),
                    ('floors_below', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10)], verbose_name='地下层数')),
                    ('delivery', models.CharField(choices=[('rough', '毛坯'), ('finished', '全装修')], default='rough', max_length=20, verbose_name='交付标准')),
                    ('area_predicted', housing_portal.kit.fields.AreaField(blank=True, null=True, verbose_name='预测建筑面积（㎡）')),
                    ('area_measured', housing_portal.kit.fields.AreaField(blank=True, null=True, verbose_name='实测建筑面积（㎡）')),
                    ('started_on', models.DateField(blank=True, null=True, verbose_name='开工日期')),
                    ('topped_on', models.DateField(blank=True, null=True, verbose_name='封顶日期')),
                    ('accepted_on', models.DateField(blank=True, null=True, verbose_name='竣工验收日期')),
                    ('completed_on', models.DateField(blank=True, null=True, verbose_name='竣工备案日期')),
                    ('registered_on', models.DateField(blank=True, null=True, verbose_name='首次登记日期')),
                    ('demolished_on', models.DateField(blank=True, null=True, verbose_name='灭失日期')),
                    ('number_key', housing_portal.registry.natural.NaturalKeyField(blank=True, editable=False, max_length=60, of=('number',), verbose_name='幢号排序')),
                    ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='registry.building', verbose_name='已并入')),
                    ('estate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='buildings', to='registry.estate', verbose_name='楼盘')),
                ],
                options={
                    'verbose_name': '楼幢',
                    'verbose_name_plural': '楼幢',
                    'ordering': ['estate', 'number_key', 'pk'],
                    'indexes': [models.Index(fields=['estate', 'number_key', 'id'], name='building_in_order')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('merged_into', None)), fields=('estate', 'number'), name='building_number_once', violation_error_message='这个楼盘已有同号的楼幢。')],
                },
            ), migrations.CreateModel(
                name='OrganizationRole',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('developer', '开发企业'), ('contractor', '施工单位'), ('supervisor', '监理单位'), ('bank', '银行'), ('undertaker', '承建单位'), ('broker', '经纪机构'), ('appraiser', '估价机构'), ('property_mgmt', '物业企业'), ('dept', '党政部门'), ('platform_co', '平台公司')], max_length=20, verbose_name='机构类别')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='registry.organization', verbose_name='机构')),
                ],
                options={
                    'verbose_name': '机构类别',
                    'verbose_name_plural': '机构类别',
                    'constraints': [models.UniqueConstraint(fields=('organization', 'kind'), name='organization_kind_once', violation_error_message='这个类别已登记。')],
                },
            ), migrations.CreateModel(
                name='PermitBuilding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('up_to_floor', models.PositiveSmallIntegerField(blank=True, help_text='整幢批准的留空', null=True, verbose_name='批准至第几层')),
                    ('is_current', models.BooleanField(default=True, editable=False, verbose_name='现行')),
                    ('building', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permit_scopes', to='registry.building', verbose_name='楼幢')),
                ],
                options={
                    'verbose_name': '批准楼幢',
                    'verbose_name_plural': '批准楼幢',
                    'ordering': ['building', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('building',), name='building_one_current_permit', violation_error_message='这幢楼已有一个现行许可，请先办理变更、撤销或转现售。')],
                },
            ), migrations.CreateModel(
                name='SalePermit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('presale', '预售许可'), ('spot', '现售备案')], default='presale', max_length=20, verbose_name='类别')),
                    ('number', housing_portal.kit.fields.CleanTextField(help_text='照证书原样填写', max_length=40, verbose_name='许可证号')),
                    ('number_key', models.CharField(editable=False, max_length=40, verbose_name='归一化证号')),
                    ('issuer', housing_portal.kit.fields.CleanTextField(max_length=60, verbose_name='发证机关')),
                    ('area_residential', housing_portal.kit.fields.AreaField(default=0, verbose_name='住宅面积（㎡）')),
                    ('area_commercial', housing_portal.kit.fields.AreaField(default=0, verbose_name='商业面积（㎡）')),
                    ('area_other', housing_portal.kit.fields.AreaField(default=0, verbose_name='其他面积（㎡）')),
                    ('area_total', housing_portal.kit.fields.AreaField(verbose_name='批准面积合计（㎡）')),
                    ('sets_total', models.PositiveIntegerField(verbose_name='批准套数')),
                    ('sets_residential', models.PositiveIntegerField(default=0, verbose_name='其中：住宅套数')),
                    ('issued_on', models.DateField(verbose_name='发证日期')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='有效期起')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='有效期止')),
                    ('status', models.CharField(choices=[('issued', '有效'), ('suspended', '暂停网签'), ('revoked', '已撤销'), ('expired', '已到期'), ('converted', '已转现售')], default='issued', editable=False, max_length=20, verbose_name='状态')),
                    ('ended_on', models.DateField(editable=False, null=True, verbose_name='失效日期')),
                    ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='失效录入时间')),
                    ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='备注')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('buildings', models.ManyToManyField(related_name='permits', through='registry.PermitBuilding', to='registry.building', verbose_name='批准楼幢')),
                    ('developer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permits', to='registry.organization', verbose_name='开发企业')),
                    ('estate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='permits', to='registry.estate', verbose_name='楼盘')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ],
                options={
                    'verbose_name': '销售许可',
                    'verbose_name_plural': '销售许可',
                    'ordering': ['-issued_on', '-pk'],
                    'indexes': [models.Index(fields=['issued_on'], name='permit_issued_on'), models.Index(condition=models.Q(('ended_on', None)), fields=['valid_to'], name='permit_valid_to')],
                    'constraints': [models.UniqueConstraint(fields=('issuer', 'number_key'), name='permit_number_once', violation_error_message='这个发证机关的同号许可已登记。'), models.CheckConstraint(condition=models.Q(('area_total', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('area_residential'), '+', models.F('area_commercial')), '+', models.F('area_other')))), name='permit_areas_add_up', violation_error_message='批准面积合计应等于住宅、商业、其他面积之和。'), models.CheckConstraint(condition=models.Q(('sets_residential__lte', models.F('sets_total'))), name='permit_sets_within', violation_error_message='住宅套数不能大于批准套数。'), models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='permit_valid_period', violation_error_message='有效期止早于有效期起，请核对。'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('ended_on__isnull', False), ('status__in', ('revoked', 'expired', 'converted'))), models.Q(models.Q(('status__in', ('revoked', 'expired', 'converted')), _negated=True), ('ended_at__isnull', True), ('ended_on__isnull', True)), _connector='OR'), name='permit_ended_when', violation_error_message='失效的许可必须有失效日期，有效的不能有。')],
                },
            )],
        ),
        migrations.AddField(
            model_name='permitbuilding',
            name='permit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scope', to='registry.salepermit', verbose_name='许可'),
        ),
        migrations.AddConstraint(
            model_name='permitbuilding',
            constraint=models.UniqueConstraint(fields=('permit', 'building'), name='permit_building_once', violation_error_message='这幢楼已在这个许可内。'),
        ),
    ]
