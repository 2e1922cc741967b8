import django.db.models.deletion
import housing_portal.creation
import housing_portal.kit.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_one_account_per_person'),
        ('affordable', '0005_zero_reports'),
        ('delivery', '0001_guaranteed_delivery'),
        ('inspections', '0002_dictionaries'),
        ('registry', '0002_month_locks_and_uses_of_documents'),
        ('reports', '0001_documents_and_stated_figures'),
    ]

    operations = [
        housing_portal.creation.CreateModels(
            operations=[migrations.CreateModel(
                name='Capture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('as_of', models.DateField(verbose_name='截至日期')),
                    ('data_cutoff', models.DateTimeField(verbose_name='取数时刻')),
                    ('template_name', housing_portal.kit.fields.CleanTextField(max_length=60, verbose_name='模板')),
                    ('template_sha256', models.CharField(max_length=64, verbose_name='模板 SHA-256')),
                    ('paper', models.JSONField(verbose_name='公文内容')),
                    ('omitted', models.JSONField(default=list, verbose_name='已省略的句子')),
                    ('captured_at', models.DateTimeField(verbose_name='取数时间')),
                    ('captured_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取数人')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='captures', to='reports.document', verbose_name='公文')),
                ],
                options={
                    'verbose_name': '取数',
                    'verbose_name_plural': '取数',
                    'ordering': ['pk'],
                },
            ), migrations.CreateModel(
                name='DocumentNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('prefix', housing_portal.kit.fields.CleanTextField(max_length=12, verbose_name='机关代字')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                    ('seq', models.PositiveIntegerField(verbose_name='序号')),
                    ('taken_at', models.DateTimeField(verbose_name='取号时间')),
                    ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='作废时间')),
                    ('void_reason', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='作废原因')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='reports.document', verbose_name='公文')),
                    ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                    ('voided_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='作废人')),
                ],
                options={
                    'verbose_name': '文号',
                    'verbose_name_plural': '文号',
                    'ordering': ['-year', 'prefix', '-seq', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('prefix', 'year', 'seq'), name='document_seq_once', violation_error_message='这个文号已取用。'), models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='document_number_void_has_reason', violation_error_message='作废文号须写明作废人、时间和原因。')],
                },
            ), migrations.CreateModel(
                name='MonthSnapshot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(unique=True, verbose_name='序号')),
                    ('figures', models.JSONField(verbose_name='指标')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('prev_hash', models.CharField(blank=True, max_length=64, verbose_name='上一份校验值')),
                    ('hash', models.CharField(max_length=64, verbose_name='校验值')),
                    ('lock', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='snapshot', to='registry.monthlock', verbose_name='月度锁定')),
                ],
                options={
                    'verbose_name': '月度快照',
                    'verbose_name_plural': '月度快照',
                    'ordering': ['-number'],
                },
            ), migrations.CreateModel(
                name='SupervisionItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('source', models.CharField(choices=[('target', '年度目标'), ('bulletin', '通报'), ('decision', '会议决定'), ('audit', '审计'), ('petition', '信访'), ('finding', '检查'), ('manual', '手工')], default='manual', max_length=20, verbose_name='来源')),
                    ('source_note', housing_portal.kit.fields.CleanTextField(blank=True, help_text='哪次会议、哪份通报；来源不是本系统记录的必须写明', max_length=120, verbose_name='来源说明')),
                    ('programme', models.CharField(blank=True, max_length=20, verbose_name='年度任务')),
                    ('captured', models.JSONField(default=dict, editable=False, verbose_name='立项时情况')),
                    ('title', housing_portal.kit.fields.CleanTextField(max_length=80, verbose_name='督办事项')),
                    ('requirement', housing_portal.kit.fields.CleanTextField(help_text='做到什么程度算办结；印在督办通知上', max_length=300, verbose_name='办理标准')),
                    ('leader', housing_portal.kit.fields.CleanTextField(blank=True, max_length=30, verbose_name='责任领导')),
                    ('lead_dept', housing_portal.kit.fields.CleanTextField(blank=True, max_length=40, verbose_name='牵头股室')),
                    ('method', models.CharField(choices=[('supervise', '督办'), ('hint', '工作提示'), ('inspect', '督查')], default='supervise', max_length=20, verbose_name='方式')),
                    ('issued_on', models.DateField(editable=False, null=True, verbose_name='交办日期')),
                    ('receipt_due_on', models.DateField(editable=False, null=True, verbose_name='签收期限')),
                    ('feedback_due_on', models.DateField(editable=False, null=True, verbose_name='反馈期限')),
                    ('first_due_on', models.DateField(editable=False, null=True, verbose_name='首次办理期限')),
                    ('due_on', models.DateField(verbose_name='办理期限')),
                    ('quality', models.CharField(blank=True, choices=[('good', '好'), ('fair', '一般'), ('poor', '差')], editable=False, max_length=10, verbose_name='办理质量')),
                    ('status', models.CharField(choices=[('drafted', '待交办'), ('issued', '已交办待签收'), ('received', '已签收'), ('in_progress', '办理中'), ('feedback', '已反馈待核定'), ('returned', '反馈被退回'), ('accepted', '已办结'), ('void', '已撤销')], default='drafted', editable=False, max_length=20, verbose_name='状态')),
                    ('accepted_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办结核定人')),
                    ('audit_finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='affordable.auditfinding', verbose_name='审计问题')),
                    ('authority_doc', models.ForeignKey(blank=True, help_text='方式为督查的必须写明政府指定或领导小组授权的文件（政府督查工作条例 §7）', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.policydoc', verbose_name='督查授权文件')),
                    ('bulletin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='reports.document', verbose_name='通报')),
                    ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='delivery.meetingdecision', verbose_name='议定事项')),
                    ('fed_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='反馈登记人')),
                    ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='inspections.finding', verbose_name='检查问题')),
                    ('petition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='inspections.petition', verbose_name='信访件')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervisions', to='accounts.unit', verbose_name='责任单位')),
                ],
                options={
                    'verbose_name': '督办事项',
                    'verbose_name_plural': '督办事项',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(fields=['status', 'due_on'], name='supervision_open_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(('source', 'target'), models.Q(('programme', ''), _negated=True)), models.Q(models.Q(('source', 'target'), _negated=True), ('programme', '')), _connector='OR'), models.Q(('bulletin', None), ('source', 'bulletin'), _connector='OR'), models.Q(('decision', None), ('source', 'decision'), _connector='OR'), models.Q(('audit_finding', None), ('source', 'audit'), _connector='OR'), models.Q(('petition', None), ('source', 'petition'), _connector='OR'), models.Q(('finding', None), ('source', 'finding'), _connector='OR')), name='supervision_of_its_source', violation_error_message='来源与所选的记录不符：年度目标须选任务，其他来源只能选本来源的记录。'), models.CheckConstraint(condition=models.Q(models.Q(('method', 'inspect'), _negated=True), ('authority_doc__isnull', False), _connector='OR'), name='supervision_inspects_with_authority', violation_error_message='没有授权文件不得以督查方式办理，请改用督办或工作提示（政府督查工作条例 §7）。'), models.CheckConstraint(condition=models.Q(('status__in', ('drafted', 'void')), models.Q(('feedback_due_on__isnull', False), ('first_due_on__isnull', False), ('issued_on__isnull', False), ('receipt_due_on__isnull', False)), _connector='OR'), name='supervision_issued_has_terms', violation_error_message='交办的事项须有交办日期和各项期限。'), models.CheckConstraint(condition=models.Q(models.Q(('feedback_due_on', None), ('first_due_on', None), ('issued_on', None), ('receipt_due_on', None)), models.Q(('due_on__gte', models.F('first_due_on')), ('feedback_due_on__gte', models.F('receipt_due_on')), ('first_due_on__gte', models.F('issued_on')), ('receipt_due_on__gte', models.F('issued_on'))), _connector='OR'), name='supervision_terms_in_order', violation_error_message='期限不能早于交办日期，反馈期限不能早于签收期限，延期不能提前期限。'), models.CheckConstraint(condition=models.Q(models.Q(('fed_by', None), ('accepted_by', None), models.Q(('fed_by', models.F('accepted_by')), _negated=True), _connector='OR'), models.Q(('recorded_by', None), ('accepted_by', None), models.Q(('recorded_by', models.F('accepted_by')), _negated=True), _connector='OR')), name='supervision_accepted_by_other', violation_error_message='办结须由立项、登记反馈以外的人核定。'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_by__isnull', False), ('status', 'accepted'), models.Q(('quality', ''), _negated=True)), models.Q(models.Q(('status', 'accepted'), _negated=True), ('accepted_by', None), ('quality', '')), _connector='OR'), name='supervision_accepted_facts', violation_error_message='办结须有核定人和办理质量。'), models.UniqueConstraint(condition=models.Q(models.Q(('programme', ''), _negated=True), ('status__in', ('drafted', 'issued', 'received', 'in_progress', 'returned', 'feedback'))), fields=('unit', 'programme'), name='supervision_programme_once', violation_error_message='这个单位的这项任务已有在办的督办事项。'), models.UniqueConstraint(condition=models.Q(('status__in', ('drafted', 'issued', 'received', 'in_progress', 'returned', 'feedback'))), fields=('decision',), name='supervision_decision_once', violation_error_message='这条记录已有在办的督办事项。'), models.UniqueConstraint(condition=models.Q(('status__in', ('drafted', 'issued', 'received', 'in_progress', 'returned', 'feedback'))), fields=('audit_finding',), name='supervision_audit_finding_once', violation_error_message='这条记录已有在办的督办事项。'), models.UniqueConstraint(condition=models.Q(('status__in', ('drafted', 'issued', 'received', 'in_progress', 'returned', 'feedback'))), fields=('petition',), name='supervision_petition_once', violation_error_message='这条记录已有在办的督办事项。'), models.UniqueConstraint(condition=models.Q(('status__in', ('drafted', 'issued', 'received', 'in_progress', 'returned', 'feedback'))), fields=('finding',), name='supervision_finding_once', violation_error_message='这条记录已有在办的督办事项。')],
                },
            ), migrations.CreateModel(
                name='TemplateVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('work_report', '工作汇报'), ('bulletin', '督查通报'), ('delivery_bulletin', '保交房月通报'), ('supervise_notice', '项目督办通知'), ('urge_letter', '催办函'), ('correction', '更正通知'), ('withdrawal', '撤回通知')], max_length=20, verbose_name='文种')),
                    ('number', models.PositiveIntegerField(editable=False, verbose_name='版本')),
                    ('body', models.TextField(max_length=40000, verbose_name='模板正文')),
                    ('note', housing_portal.kit.fields.CleanTextField(max_length=200, verbose_name='修改说明')),
                    ('status', models.CharField(choices=[('draft', '草稿'), ('submitted', '待批准'), ('in_force', '使用中'), ('retired', '已停用')], default='draft', editable=False, max_length=20, verbose_name='状态')),
                    ('made_at', models.DateTimeField(editable=False, verbose_name='编制时间')),
                    ('approved_at', models.DateTimeField(editable=False, null=True, verbose_name='批准时间')),
                    ('approved_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                    ('made_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='编制人')),
                ],
                options={
                    'verbose_name': '公文模板',
                    'verbose_name_plural': '公文模板',
                    'ordering': ['kind', '-number'],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'number'), name='template_number_once', violation_error_message='这个版本号已使用。'), models.UniqueConstraint(condition=models.Q(('status', 'in_force')), fields=('kind',), name='template_one_in_force', violation_error_message='一个文种只能有一个使用中的模板。'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('status__in', ['draft', 'submitted'])), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('status__in', ['in_force', 'retired'])), _connector='OR'), name='template_in_force_is_approved', violation_error_message='使用中的模板必须有批准人。'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('made_by')), _negated=True), _connector='OR'), name='template_two_persons', violation_error_message='模板的编制人与批准人不能是同一人。')],
                },
            ), migrations.CreateModel(
                name='FigureBinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                    ('key', models.CharField(max_length=60, verbose_name='指标')),
                    ('label', housing_portal.kit.fields.CleanTextField(max_length=80, verbose_name='名称')),
                    ('measured_in', housing_portal.kit.fields.CleanTextField(blank=True, max_length=10, verbose_name='计量单位')),
                    ('formula', housing_portal.kit.fields.CleanTextField(blank=True, max_length=400, verbose_name='公式')),
                    ('basis', housing_portal.kit.fields.CleanTextField(blank=True, max_length=400, verbose_name='口径')),
                    ('texts', models.JSONField(default=list, verbose_name='文中写法')),
                    ('value', models.JSONField(null=True, verbose_name='数值')),
                    ('numerator', models.JSONField(null=True, verbose_name='分子')),
                    ('denominator', models.JSONField(null=True, verbose_name='分母')),
                    ('records', models.JSONField(default=list, verbose_name='记录')),
                    ('capture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bindings', to='reports.capture', verbose_name='取数')),
                    ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='单位')),
                ],
                options={
                    'verbose_name': '数字绑定',
                    'verbose_name_plural': '数字绑定',
                    'ordering': ['capture', 'place'],
                    'constraints': [models.UniqueConstraint(fields=('capture', 'key', 'unit'), name='binding_of_unit_once', violation_error_message='这个单位的这项数字在本次取数中已经登记。'), models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('capture', 'key'), name='binding_of_total_once', violation_error_message='这项数字在本次取数中已经登记。')],
                },
            ), migrations.CreateModel(
                name='SupervisionExtension',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('asked_on', models.DateField(verbose_name='申请日期')),
                    ('former_due_on', models.DateField(editable=False, verbose_name='原期限')),
                    ('new_due_on', models.DateField(verbose_name='申请延至')),
                    ('reason', housing_portal.kit.fields.CleanTextField(max_length=300, verbose_name='延期原因')),
                    ('decided_on', models.DateField(editable=False, null=True, verbose_name='批准日期')),
                    ('answer', housing_portal.kit.fields.CleanTextField(blank=True, editable=False, max_length=500, verbose_name='批准意见')),
                    ('status', models.CharField(choices=[('asked', '待批准'), ('approved', '已批准'), ('refused', '不同意')], default='asked', editable=False, max_length=10, verbose_name='状态')),
                    ('decided_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                    ('recorded_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='reports.supervisionitem', verbose_name='督办事项')),
                ],
                options={
                    'verbose_name': '督办延期',
                    'verbose_name_plural': '督办延期',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'asked')), fields=('item',), name='supervision_extension_asked_once', violation_error_message='这一事项已有一份待批准的延期申请。'), models.CheckConstraint(condition=models.Q(('new_due_on__gt', models.F('former_due_on'))), name='supervision_extension_later', violation_error_message='延期后的期限须晚于原期限。'), models.CheckConstraint(condition=models.Q(('recorded_by', None), ('decided_by', None), models.Q(('recorded_by', models.F('decided_by')), _negated=True), _connector='OR'), name='supervision_extension_two_persons', violation_error_message='延期须由申请登记人以外的人批准。'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('decided_on', None), ('status', 'asked')), models.Q(models.Q(('status', 'asked'), _negated=True), ('decided_by__isnull', False), ('decided_on__isnull', False)), _connector='OR'), name='supervision_extension_decided', violation_error_message='批准延期须有批准人和日期。')],
                },
            ), migrations.CreateModel(
                name='SupervisionLetter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(choices=[('first', '交办'), ('urge', '催办'), ('escalate', '升级督办'), ('listed', '列入通报')], max_length=10, verbose_name='用途')),
                    ('answer_by', models.DateField(editable=False, null=True, verbose_name='再次时限')),
                    ('made_at', models.DateTimeField(verbose_name='起草时间')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='supervision_letters', to='reports.document', verbose_name='公文')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='reports.supervisionitem', verbose_name='督办事项')),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='起草人')),
                ],
                options={
                    'verbose_name': '督办文书',
                    'verbose_name_plural': '督办文书',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('item', 'document'), name='supervision_letter_once', violation_error_message='这份公文已列有这一事项。'), models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'urge'), _negated=True), ('answer_by__isnull', False), _connector='OR'), name='supervision_urge_sets_a_term', violation_error_message='催办须有再次时限。')],
                },
            ), migrations.CreateModel(
                name='SupervisionStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(verbose_name='发生日期')),
                    ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                    ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                    ('code', models.CharField(choices=[('drafted', '待交办'), ('issued', '已交办待签收'), ('received', '已签收'), ('in_progress', '办理中'), ('feedback', '已反馈待核定'), ('returned', '反馈被退回'), ('accepted', '已办结'), ('void', '已撤销')], max_length=20, verbose_name='步骤')),
                    ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reports.supervisionitem', verbose_name='督办事项')),
                    ('recorded_by', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                    ('undoes', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone', to='reports.supervisionstep', verbose_name='撤回的步骤')),
                ],
                options={
                    'verbose_name': '督办进度',
                    'verbose_name_plural': '督办进度',
                    'ordering': ['item', 'on', 'pk'],
                    'indexes': [models.Index(fields=['item', 'undoes'], name='step_of_supervision')],
                },
            ), migrations.CreateModel(
                name='SupervisionFeedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', housing_portal.kit.fields.CleanTextField(max_length=600, verbose_name='反馈内容')),
                    ('by', housing_portal.kit.fields.CleanTextField(help_text='单位和姓名', max_length=40, verbose_name='反馈人')),
                    ('step', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='reports.supervisionstep', verbose_name='步骤')),
                ],
                options={
                    'verbose_name': '督办反馈',
                    'verbose_name_plural': '督办反馈',
                    'ordering': ['pk'],
                },
            )],
        ),
        migrations.RemoveConstraint(
            model_name='document',
            name='document_issued_is_signed',
        ),
        migrations.RemoveConstraint(
            model_name='document',
            name='document_two_persons',
        ),
        migrations.AddField(
            model_name='document',
            name='checked_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='校核人'),
        ),
        migrations.AddField(
            model_name='document',
            name='corrects',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='reports.document', verbose_name='更正或撤回的公文'),
        ),
        migrations.AddField(
            model_name='document',
            name='countersigned_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='会签人'),
        ),
        migrations.AddField(
            model_name='document',
            name='is_sealed',
            field=models.BooleanField(default=True, help_text='不盖印章的，署名和日期按不加盖印章的格式排', verbose_name='加盖印章'),
        ),
        migrations.AddField(
            model_name='document',
            name='issued_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='印发人'),
        ),
        migrations.AddField(
            model_name='document',
            name='needs_countersign',
            field=models.BooleanField(default=True, help_text='不须会签的，校核后直接送签发', verbose_name='须会签'),
        ),
        migrations.AddField(
            model_name='document',
            name='period_from',
            field=models.DateField(blank=True, help_text='工作汇报填写；到截至日期为止', null=True, verbose_name='统计期开始'),
        ),
        migrations.AddField(
            model_name='document',
            name='signed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='签发时间'),
        ),
        migrations.AddField(
            model_name='document',
            name='unit',
            field=models.ForeignKey(blank=True, help_text='督办通知、催办函发给哪个单位', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.unit', verbose_name='责任单位'),
        ),
        migrations.AddField(
            model_name='document',
            name='urgency',
            field=models.CharField(blank=True, choices=[('', '平件'), ('加急', '加急'), ('特急', '特急')], default='', max_length=4, verbose_name='紧急程度'),
        ),
        migrations.AddField(
            model_name='issuedcopy',
            name='made_with',
            field=models.JSONField(default=dict, verbose_name='字库与排版程序版本'),
        ),
        migrations.AddField(
            model_name='issuedcopy',
            name='template_name',
            field=housing_portal.kit.fields.CleanTextField(blank=True, max_length=60, verbose_name='模板'),
        ),
        migrations.AddField(
            model_name='issuedcopy',
            name='template_sha256',
            field=models.CharField(blank=True, max_length=64, verbose_name='模板 SHA-256'),
        ),
        migrations.AlterField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('work_report', '工作汇报'), ('bulletin', '督查通报'), ('delivery_bulletin', '保交房月通报'), ('supervise_notice', '项目督办通知'), ('urge_letter', '催办函'), ('correction', '更正通知'), ('withdrawal', '撤回通知')], default='bulletin', max_length=20, verbose_name='文种'),
        ),
        migrations.AlterField(
            model_name='document',
            name='problems',
            field=models.TextField(blank=True, help_text='每段一行；数字用 {指标} 插入，请勿手填', max_length=4000, verbose_name='存在的主要问题'),
        ),
        migrations.AlterField(
            model_name='document',
            name='signed_by',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人'),
        ),
        migrations.AlterField(
            model_name='document',
            name='status',
            field=models.CharField(choices=[('draft', '草稿'), ('captured', '已取数'), ('proofread', '已校核'), ('countersigned', '已会签'), ('signed', '已签发'), ('issued', '已印发'), ('corrected', '已更正'), ('withdrawn', '已撤回'), ('archived', '已归档')], default='draft', editable=False, max_length=20, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='issuedcopy',
            name='figures',
            field=models.JSONField(default=dict, verbose_name='取数'),
        ),
        migrations.AddField(
            model_name='issuedcopy',
            name='capture',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issued_copy', to='reports.capture', verbose_name='取数'),
        ),
        migrations.AddField(
            model_name='document',
            name='template',
            field=models.ForeignKey(editable=False, help_text='空为随系统的内置模板', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='reports.templateversion', verbose_name='模板版本'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['signed', 'archived', 'corrected', 'issued', 'withdrawn']), _negated=True), models.Q(('signed_by__isnull', False), models.Q(('number', ''), _negated=True)), _connector='OR'), name='document_signed_has_number', violation_error_message='签发的公文必须有签发人和文号。'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['proofread', 'countersigned', 'signed']), _negated=True), ('checked_by__isnull', False), _connector='OR'), name='document_checked_by_somebody', violation_error_message='校核后的公文必须有校核人。'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drafted_by', None), ('checked_by', None), models.Q(('drafted_by', models.F('checked_by')), _negated=True), _connector='OR'), models.Q(('drafted_by', None), ('countersigned_by', None), models.Q(('drafted_by', models.F('countersigned_by')), _negated=True), _connector='OR'), models.Q(('drafted_by', None), ('signed_by', None), models.Q(('drafted_by', models.F('signed_by')), _negated=True), _connector='OR'), models.Q(('checked_by', None), ('countersigned_by', None), models.Q(('checked_by', models.F('countersigned_by')), _negated=True), _connector='OR'), models.Q(('checked_by', None), ('signed_by', None), models.Q(('checked_by', models.F('signed_by')), _negated=True), _connector='OR'), models.Q(('countersigned_by', None), ('signed_by', None), models.Q(('countersigned_by', models.F('signed_by')), _negated=True), _connector='OR')), name='document_different_persons', violation_error_message='起草、校核、会签、签发须由不同的人办理。'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('period_from', None), ('period_from__lte', models.F('as_of')), _connector='OR'), name='document_period_in_order', violation_error_message='统计期开始不能晚于截至日期。'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['correction', 'withdrawal']), _negated=True), ('corrects__isnull', False), _connector='OR'), name='document_corrects_another', violation_error_message='更正、撤回必须写明原文。'),
        ),
    ]
