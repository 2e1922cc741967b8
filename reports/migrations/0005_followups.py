import django.db.models.deletion
import housing_portal.kit.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0004_overrides'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Conclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='发生日期')),
                ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                ('delivered_on', models.DateField(help_text='督查对象收到结论的日期，申请复核的 30 日从次日起算', verbose_name='送达日期')),
                ('text', housing_portal.kit.fields.CleanTextField(help_text='查明的事实、结论和整改要求，按书面结论摘录', max_length=600, verbose_name='督查结论')),
                ('mend_due_on', models.DateField(blank=True, help_text='结论没有要求整改的留空', null=True, verbose_name='整改期限')),
                ('ask_by', models.DateField(editable=False, verbose_name='申请复核期限')),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='reports.supervisionitem', verbose_name='督办事项')),
                ('recorded_by', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ('undoes', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone', to='reports.conclusion', verbose_name='撤回的步骤')),
            ],
            options={
                'verbose_name': '督查结论',
                'verbose_name_plural': '督查结论',
                'ordering': ['item', 'pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['item', 'undoes'], name='conclusion_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ask_by__gt', models.F('delivered_on')), ('delivered_on__gte', models.F('on'))), name='conclusion_days_in_order', violation_error_message='送达日期不能早于结论日期。'), models.CheckConstraint(condition=models.Q(('mend_due_on', None), ('mend_due_on__gte', models.F('delivered_on')), _connector='OR'), name='conclusion_mends_later', violation_error_message='整改期限不能早于送达日期。')],
            },
        ),
        migrations.CreateModel(
            name='MendingCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='发生日期')),
                ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                ('result', models.CharField(choices=[('settled', '已落实'), ('open', '未落实')], max_length=10, verbose_name='核查结果')),
                ('text', housing_portal.kit.fields.CleanTextField(max_length=600, verbose_name='核查情况')),
                ('checked_by', housing_portal.kit.fields.CleanTextField(help_text='姓名，两人以上用顿号隔开', max_length=60, verbose_name='核查人')),
                ('again_by', models.DateField(blank=True, help_text='未落实的必填', null=True, verbose_name='再次整改期限')),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='reports.supervisionitem', verbose_name='督办事项')),
                ('recorded_by', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ('undoes', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone', to='reports.mendingcheck', verbose_name='撤回的步骤')),
            ],
            options={
                'verbose_name': '督查整改核查',
                'verbose_name_plural': '督查整改核查',
                'ordering': ['item', 'pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['item', 'undoes'], name='mendingcheck_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('again_by', None), ('result', 'settled')), models.Q(('again_by__gte', models.F('on')), ('again_by__isnull', False), ('result', 'open')), _connector='OR'), name='check_gives_time', violation_error_message='未落实的须写明再次整改期限，且不早于核查日期；已落实的不填。')],
            },
        ),
        migrations.CreateModel(
            name='ReviewDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='发生日期')),
                ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                ('result', models.CharField(choices=[('upheld', '维持原结论'), ('changed', '变更结论')], max_length=10, verbose_name='复核结果')),
                ('text', housing_portal.kit.fields.CleanTextField(blank=True, help_text='变更结论的必填', max_length=600, verbose_name='变更后的结论')),
                ('mend_due_on', models.DateField(blank=True, help_text='整改期限不变的留空', null=True, verbose_name='变更后的整改期限')),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='reports.supervisionitem', verbose_name='督办事项')),
                ('recorded_by', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ('undoes', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone', to='reports.reviewdecision', verbose_name='撤回的步骤')),
            ],
            options={
                'verbose_name': '督查复核决定',
                'verbose_name_plural': '督查复核决定',
                'ordering': ['item', 'pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['item', 'undoes'], name='reviewdecision_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('result', 'changed'), models.Q(('text', ''), _negated=True)), models.Q(('mend_due_on', None), ('result', 'upheld'), ('text', '')), _connector='OR'), name='review_changes_in_words', violation_error_message='变更结论的须写明变更后的结论；维持原结论的不填变更内容。')],
            },
        ),
        migrations.CreateModel(
            name='ReviewRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='发生日期')),
                ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                ('grounds', housing_portal.kit.fields.CleanTextField(max_length=300, verbose_name='异议理由')),
                ('decide_by', models.DateField(editable=False, verbose_name='复核决定期限')),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='reports.supervisionitem', verbose_name='督办事项')),
                ('recorded_by', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ('undoes', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone', to='reports.reviewrequest', verbose_name='撤回的步骤')),
            ],
            options={
                'verbose_name': '督查复核申请',
                'verbose_name_plural': '督查复核申请',
                'ordering': ['item', 'pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['item', 'undoes'], name='reviewrequest_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decide_by__gt', models.F('on'))), name='review_decided_later', violation_error_message='复核决定期限须晚于申请日期。')],
            },
        ),
        migrations.CreateModel(
            name='Talk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='发生日期')),
                ('note', housing_portal.kit.fields.CleanTextField(blank=True, max_length=200, verbose_name='说明')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='录入时间')),
                ('talked_by', housing_portal.kit.fields.CleanTextField(help_text='分管领导的姓名和职务', max_length=40, verbose_name='约谈人')),
                ('talked_to', housing_portal.kit.fields.CleanTextField(help_text='姓名和职务', max_length=60, verbose_name='被约谈人')),
                ('place', housing_portal.kit.fields.CleanTextField(max_length=60, verbose_name='约谈地点')),
                ('promise', housing_portal.kit.fields.CleanTextField(help_text='答应做到什么；仍未落实时写进通报', max_length=300, verbose_name='整改承诺')),
                ('promised_by', models.DateField(verbose_name='承诺期限')),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='reports.supervisionitem', verbose_name='督办事项')),
                ('recorded_by', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='录入人')),
                ('undoes', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone', to='reports.talk', verbose_name='撤回的步骤')),
            ],
            options={
                'verbose_name': '督办约谈',
                'verbose_name_plural': '督办约谈',
                'ordering': ['item', 'pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['item', 'undoes'], name='talk_item')],
                'constraints': [models.CheckConstraint(condition=models.Q(('promised_by__gte', models.F('on'))), name='talk_promises_ahead', violation_error_message='承诺期限不能早于约谈日期。')],
            },
        ),
    ]
