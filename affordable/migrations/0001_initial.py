import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
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
                name='AuditCategory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', housing_portal.kit.fields.CleanTextField(error_messages={'unique': '这个类别已有。'}, max_length=40, unique=True, verbose_name='问题类别')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序号')),
                ],
                options={
                    'verbose_name': '审计问题类别',
                    'verbose_name_plural': '审计问题类别',
                    'ordering': ['order', 'pk'],
                },
            ), migrations.CreateModel(
                name='AffordableProject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('kind', models.CharField(choices=[('shantytown', '棚户区改造'), ('prh', '公租房'), ('gar_rental', '保障性租赁住房'), ('resettlement', '安置房'), ('shared', '共有产权住房'), ('old_comm', '老旧小区改造'), ('rural_house', '农村危房改造')], max_length=20, verbose_name='类别')),
                    ('name', housing_portal.kit.fields.CleanTextField(max_length=100, verbose_name='项目名称')),
                    ('plan_year', models.PositiveSmallIntegerField(help_text='早于统计年度的为续建项目，不重复计新开工', verbose_name='下达年度')),
                    ('sets_planned', models.PositiveIntegerField(blank=True, help_text='不清楚时留空，没有填 0', null=True, verbose_name='计划套数')),
                    ('old_core_sets_planned', models.PositiveIntegerField(blank=True, null=True, verbose_name='其中：老旧城区套数')),
                    ('households_planned', models.PositiveIntegerField(blank=True, null=True, verbose_name='计划户数')),
                    ('area_planned', housing_portal.kit.fields.AreaField(blank=True, null=True, verbose_name='计划面积（㎡）')),
                    ('invest_total', housing_portal.kit.fields.MoneyField(blank=True, null=True, verbose_name='总投资（元）')),
                    ('land_status', models.CharField(blank=True, choices=[('available', '已落实'), ('untransferred', '未出让'), ('applying', '正在报批')], max_length=20, verbose_name='土地')),
                    ('build_mode', models.CharField(blank=True, choices=[('new', '新建'), ('rebuild', '改建'), ('convert', '改建存量房'), ('buy', '购买'), ('monetary', '货币化安置')], max_length=20, verbose_name='建设方式')),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.district', verbose_name='所在区划')),
                    ('policy_doc', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.policydoc', verbose_name='下达文件')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('undertaker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affordable_projects', to='registry.organization', verbose_name='承建单位')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '保障性项目',
                    'verbose_name_plural': '保障性项目',
                    'ordering': ['-plan_year', 'unit__order', 'name', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('unit', 'kind', 'plan_year', 'name'), name='project_once', violation_error_message='这个单位本年度已有同名项目。'), models.CheckConstraint(condition=models.Q(('old_core_sets_planned__isnull', True), models.Q(('old_core_sets_planned__lte', models.F('sets_planned')), ('sets_planned__isnull', False)), _connector='OR'), name='project_part_within_whole', violation_error_message='“其中：老旧城区套数”不能大于计划套数；填了其中数就要填计划套数。'), models.CheckConstraint(condition=models.Q(('plan_year__gte', 2000), ('plan_year__lte', 2100)), name='project_plan_year', violation_error_message='下达年度应在 2000—2100 之间。'), models.CheckConstraint(condition=models.Q(('invest_total__isnull', True), ('invest_total__gte', 0), _connector='OR'), name='project_invest_not_negative', violation_error_message='总投资不能是负数。'), models.CheckConstraint(condition=models.Q(('area_planned__isnull', True), ('area_planned__gte', 0), _connector='OR'), name='project_area_not_negative', violation_error_message='计划面积不能是负数。')],
                },
            ), migrations.CreateModel(
                name='AnnualTarget',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('program', models.CharField(choices=[('shantytown', '棚户区改造开工'), ('shantytown_old', '棚户区改造开工（其中：老旧城区）'), ('prh_new', '公租房新建'), ('continued_basic_done', '续建项目基本建成'), ('subsidy_households', '租赁补贴发放'), ('investment', '完成投资')], max_length=30, verbose_name='任务')),
                    ('quantity', models.PositiveIntegerField(blank=True, help_text='套或户；投资任务填下面的金额', null=True, verbose_name='任务数')),
                    ('amount', housing_portal.kit.fields.MoneyField(blank=True, null=True, verbose_name='投资任务（元）')),
                    ('revision', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='版次')),
                    ('issued_on', models.DateField(help_text='从这一天起按本版计算', verbose_name='下达日期')),
                    ('reason', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='调整原因')),
                    ('policy_doc', models.ForeignKey(blank=True, help_text='先在基础台账登记文号', null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.policydoc', verbose_name='下达文件')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('supersedes', models.OneToOneField(blank=True, editable=False, error_messages={'unique': '这个目标刚刚被他人调整，请刷新后在最新的版本上调整。'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successor', to='affordable.annualtarget', verbose_name='调整前')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '年度目标',
                    'verbose_name_plural': '年度目标',
                    'ordering': ['-year', 'program', 'unit__order', '-revision', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('unit', 'year', 'program', 'revision'), name='target_revision_once', violation_error_message='这个单位本年度的该项任务已下达；如需变动，请用“调整目标”。'), models.CheckConstraint(condition=models.Q(models.Q(('amount__isnull', False), ('program__in', frozenset(['investment'])), ('quantity__isnull', True)), models.Q(models.Q(('program__in', frozenset(['investment'])), _negated=True), ('amount__isnull', True), ('quantity__isnull', False)), _connector='OR'), name='target_one_measure', violation_error_message='投资任务只填金额（元），其他任务只填任务数（套、户）。'), models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gte', 0), _connector='OR'), name='target_amount_not_negative', violation_error_message='投资任务不能是负数。'), models.CheckConstraint(condition=models.Q(('year__gte', 2000), ('year__lte', 2100)), name='target_year', violation_error_message='年度应在 2000—2100 之间。'), models.CheckConstraint(condition=models.Q(models.Q(('revision', 1), ('supersedes__isnull', True)), models.Q(('revision__gt', 1), ('supersedes__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='target_revision_reasoned', violation_error_message='调整目标必须写明调整原因。'), models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), models.Q(('supersedes', models.F('pk')), _negated=True), _connector='OR'), name='target_not_own_successor', violation_error_message='目标不能调整自身。')],
                },
            ), migrations.CreateModel(
                name='ArrearsPlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('as_of', models.DateField(help_text='数据截至哪一天（含当日）', verbose_name='截至日期')),
                    ('arranged_sets', models.PositiveIntegerField(verbose_name='落实历史欠账（套）')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='分配入住期限')),
                    ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '欠账落实',
                    'verbose_name_plural': '欠账落实',
                    'ordering': ['-as_of', 'unit__order', '-pk'],
                },
            ), migrations.CreateModel(
                name='AuditFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('audit_year', models.PositiveSmallIntegerField(verbose_name='审计年度')),
                    ('serial', models.PositiveIntegerField(editable=False, verbose_name='序号')),
                    ('title', housing_portal.kit.fields.CleanTextField(blank=True, help_text='来文只给个数时可留空，以后补录', max_length=200, verbose_name='问题')),
                    ('listed_on', models.DateField(verbose_name='列入台账日期')),
                    ('due_on', models.DateField(blank=True, null=True, verbose_name='整改期限')),
                    ('status', models.CharField(choices=[('open', '未整改'), ('submitted', '已报整改，待复核'), ('closed', '已销号')], default='open', editable=False, max_length=20, verbose_name='状态')),
                    ('closed_on', models.DateField(editable=False, null=True, verbose_name='销号日期')),
                    ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='销号录入时间')),
                    ('category', models.ForeignKey(blank=True, help_text='来文未分类时留空', null=True, on_delete=django.db.models.deletion.PROTECT, to='affordable.auditcategory', verbose_name='问题类别')),
                    ('closed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='销号人')),
                    ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='affordable.affordableproject', verbose_name='涉及项目')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('submitted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='报整改人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '审计问题',
                    'verbose_name_plural': '审计问题',
                    'ordering': ['-audit_year', 'unit__order', 'category__order', 'serial', 'pk'],
                    'indexes': [models.Index(fields=['audit_year', 'unit'], name='finding_year_unit')],
                    'constraints': [models.UniqueConstraint(fields=('audit_year', 'unit', 'serial'), name='finding_serial_once', violation_error_message='这个单位本审计年度的序号已用。'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('closed_on__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', True), ('closed_by__isnull', True), ('closed_on__isnull', True)), _connector='OR'), name='finding_closed_by_somebody', violation_error_message='已销号的问题必须有销号人和销号日期。'), models.CheckConstraint(condition=models.Q(('closed_by__isnull', True), models.Q(('closed_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='finding_two_persons', violation_error_message='销号人不能是报整改的本人，请由另一位同事复核。')],
                },
            ), migrations.CreateModel(
                name='ContinuedTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('as_of', models.DateField(help_text='数据截至哪一天（含当日）', verbose_name='截至日期')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='攻坚年度')),
                    ('begun_before', models.DateField(help_text='这一天（含）以前开工未建成的', verbose_name='开工截止日')),
                    ('sets', models.PositiveIntegerField(blank=True, help_text='单位未报套数时留空', null=True, verbose_name='未建成套数')),
                    ('forecast', models.CharField(blank=True, choices=[('can', '年底前可基本建成'), ('partly', '能部分完成'), ('difficult', '有困难')], max_length=20, verbose_name='年底研判')),
                    ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '续建攻坚',
                    'verbose_name_plural': '续建攻坚',
                    'ordering': ['-year', 'unit__order', '-as_of', '-pk'],
                },
            ), migrations.CreateModel(
                name='ImportBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=30, verbose_name='表格')),
                    ('file_name', housing_portal.kit.fields.CleanTextField(max_length=200, verbose_name='文件名')),
                    ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='文件摘要（SHA-256）')),
                    ('as_of', models.DateField(verbose_name='截至日期')),
                    ('created', models.PositiveIntegerField(default=0, verbose_name='新增记录')),
                    ('unchanged', models.PositiveIntegerField(default=0, verbose_name='已有未变')),
                    ('differences', models.JSONField(blank=True, default=list, verbose_name='合计行差异')),
                    ('recorded_at', models.DateTimeField(verbose_name='导入时间')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='导入人单位')),
                ],
                options={
                    'verbose_name': '表格导入',
                    'verbose_name_plural': '表格导入',
                    'ordering': ['-pk'],
                },
            ), migrations.CreateModel(
                name='InvestmentRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('as_of', models.DateField(help_text='数据截至哪一天（含当日）', verbose_name='截至日期')),
                    ('year', models.PositiveSmallIntegerField(editable=False, verbose_name='年度')),
                    ('amount_cum', housing_portal.kit.fields.MoneyField(verbose_name='本年累计完成投资（元）')),
                    ('basis', models.CharField(choices=[('visual_progress', '形象进度'), ('settlement', '结算'), ('reported', '单位上报')], default='visual_progress', max_length=20, verbose_name='依据')),
                    ('note', housing_portal.kit.fields.CleanTextField(blank=True, help_text='累计数比上次减少时必须说明', max_length=200, verbose_name='说明')),
                    ('project', models.ForeignKey(blank=True, help_text='单位只报合计、未分项目时留空', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='investments', to='affordable.affordableproject', verbose_name='项目')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '完成投资',
                    'verbose_name_plural': '完成投资',
                    'ordering': ['-as_of', 'unit__order', '-pk'],
                    'indexes': [models.Index(fields=['year', 'unit', 'as_of'], name='investment_latest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount_cum__gte', 0)), name='investment_not_negative', violation_error_message='累计完成投资不能是负数。')],
                },
            ), migrations.CreateModel(
                name='Milestone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('kind', models.CharField(choices=[('shantytown', '棚户区改造'), ('prh', '公租房'), ('gar_rental', '保障性租赁住房'), ('resettlement', '安置房'), ('shared', '共有产权住房'), ('old_comm', '老旧小区改造'), ('rural_house', '农村危房改造')], max_length=20, verbose_name='类别')),
                    ('building', housing_portal.kit.fields.CleanTextField(blank=True, help_text='按幢登记；整体登记时留空', max_length=40, verbose_name='楼幢')),
                    ('code', models.CharField(choices=[('demolished', '拆除完成'), ('started', '开工'), ('topped', '主体封顶'), ('basic_done', '基本建成'), ('accepted', '竣工验收'), ('filed', '竣工备案'), ('allocated', '分配'), ('occupied', '入住')], max_length=20, verbose_name='里程碑')),
                    ('is_continued', models.BooleanField(default=False, help_text='下达年度早于本年的项目；选了项目时由系统判断', verbose_name='续建')),
                    ('actual_on', models.DateField(verbose_name='发生日期')),
                    ('sets', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1, '套数至少为 1；没有进展不必登记。')], verbose_name='套数')),
                    ('old_core_sets', models.PositiveIntegerField(default=0, verbose_name='其中：老旧城区套数')),
                    ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                    ('status', models.CharField(choices=[('recorded', '待复核'), ('confirmed', '已复核'), ('returned', '已退回'), ('revoked', '已撤销')], default='recorded', editable=False, max_length=20, verbose_name='状态')),
                    ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='复核时间')),
                    ('revoked_at', models.DateTimeField(editable=False, null=True, verbose_name='撤销时间')),
                    ('confirmed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                    ('project', models.ForeignKey(blank=True, help_text='单位只报合计、未分项目时留空', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='affordable.affordableproject', verbose_name='项目')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '里程碑',
                    'verbose_name_plural': '里程碑',
                    'ordering': ['-actual_on', '-pk'],
                    'indexes': [models.Index(fields=['code', 'actual_on'], name='milestone_code_on')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('old_core_sets__lte', models.F('sets'))), name='milestone_part_within_whole', violation_error_message='“其中：老旧城区套数”不能大于套数。'), models.CheckConstraint(condition=models.Q(('sets__gte', 1)), name='milestone_some_sets', violation_error_message='套数至少为 1；没有进展不必登记。'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('status__in', ['confirmed', 'revoked'])), models.Q(models.Q(('status__in', ['confirmed', 'revoked']), _negated=True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='milestone_confirmed_by_somebody', violation_error_message='已复核的里程碑必须有复核人和复核时间。'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='milestone_two_persons', violation_error_message='复核人不能是录入人本人，请由另一位同事复核。'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', False), ('status', 'revoked')), models.Q(models.Q(('status', 'revoked'), _negated=True), ('revoked_at__isnull', True)), _connector='OR'), name='milestone_revoked_when', violation_error_message='撤销的里程碑必须有撤销时间。')],
                },
            ), migrations.CreateModel(
                name='ProgressNote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('as_of', models.DateField(help_text='数据截至哪一天（含当日）', verbose_name='截至日期')),
                    ('kind', models.CharField(choices=[('shantytown', '棚户区改造'), ('prh', '公租房'), ('gar_rental', '保障性租赁住房'), ('resettlement', '安置房'), ('shared', '共有产权住房'), ('old_comm', '老旧小区改造'), ('rural_house', '农村危房改造')], max_length=20, verbose_name='类别')),
                    ('stage', models.CharField(blank=True, choices=[('surveying', '摸底'), ('relocating', '正在拆迁'), ('preparing', '前期手续办理中'), ('ready', '前期手续完成，具备开工条件'), ('building', '建设中')], max_length=20, verbose_name='阶段')),
                    ('text', housing_portal.kit.fields.CleanTextField(max_length=300, verbose_name='进展说明')),
                    ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='affordable.affordableproject', verbose_name='项目')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '进展说明',
                    'verbose_name_plural': '进展说明',
                    'ordering': ['-as_of', 'unit__order', '-pk'],
                },
            ), migrations.CreateModel(
                name='RentalStock',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('as_of', models.DateField(help_text='数据截至哪一天（含当日）', verbose_name='截至日期')),
                    ('period_from', models.PositiveSmallIntegerField(verbose_name='任务年度起')),
                    ('period_to', models.PositiveSmallIntegerField(verbose_name='任务年度止')),
                    ('assigned_sets', models.PositiveIntegerField(verbose_name='下达任务（套）')),
                    ('reported_done_sets', models.PositiveIntegerField(verbose_name='上报完成（套）')),
                    ('reused_sets', models.PositiveIntegerField(default=0, verbose_name='盘活（套）')),
                    ('existing_sets', models.PositiveIntegerField(verbose_name='实有（套）')),
                    ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '历年公租房',
                    'verbose_name_plural': '历年公租房',
                    'ordering': ['-as_of', 'unit__order', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('period_from__lte', models.F('period_to'))), name='stock_period', violation_error_message='任务年度的起始年不能晚于截止年。'), models.CheckConstraint(condition=models.Q(('reported_done_sets__gte', django.db.models.expressions.CombinedExpression(models.F('reused_sets'), '+', models.F('existing_sets')))), name='stock_adds_up', violation_error_message='盘活与实有之和不能大于上报完成，请核对四个数。')],
                },
            ), migrations.CreateModel(
                name='SubsidyProgress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('as_of', models.DateField(help_text='数据截至哪一天（含当日）', verbose_name='截至日期')),
                    ('year', models.PositiveSmallIntegerField(editable=False, verbose_name='年度')),
                    ('quarter', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1, '季度是 1—4。'), django.core.validators.MaxValueValidator(4, '季度是 1—4。')], verbose_name='最近已发季度')),
                    ('households_cum', models.PositiveIntegerField(blank=True, help_text='本年至少领到一次的户数；只知道发了、不知户数时留空', null=True, verbose_name='本年累计已发户数')),
                    ('amount_cum', housing_portal.kit.fields.MoneyField(blank=True, null=True, verbose_name='本年累计已发金额（元）')),
                    ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '租赁补贴进度',
                    'verbose_name_plural': '租赁补贴进度',
                    'ordering': ['-as_of', 'unit__order', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount_cum__isnull', True), ('amount_cum__gte', 0), _connector='OR'), name='subsidy_not_negative', violation_error_message='累计已发金额不能是负数。'), models.CheckConstraint(condition=models.Q(('quarter__gte', 1), ('quarter__lte', 4)), name='subsidy_quarter', violation_error_message='季度是 1—4。')],
                },
            )],
        ),
    ]
