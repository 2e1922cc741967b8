import django.core.validators
import django.db.models.deletion
import housing_portal.kit.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_one_account_per_person'),
        ('registry', '0001_registers'),
    ]

    operations = [
        migrations.CreateModel(
            name='MonthLock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('month', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='月份')),
                ('revision', models.PositiveSmallIntegerField(verbose_name='版次')),
                ('cutoff', models.DateTimeField(help_text='这一刻以前录入的记录计入这个月', verbose_name='锁定时间')),
                ('reason', housing_portal.kit.fields.CleanTextField(blank=True, help_text='重新锁定的必须写明原因', max_length=200, verbose_name='说明')),
                ('locked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='锁定人')),
            ],
            options={
                'verbose_name': '月度锁定',
                'verbose_name_plural': '月度锁定',
                'ordering': ['-year', '-month', '-revision'],
                'constraints': [models.UniqueConstraint(fields=('year', 'month', 'revision'), name='month_lock_revision_once', violation_error_message='这个月的这一版已锁定。'), models.CheckConstraint(condition=models.Q(('month__gte', 1), ('month__lte', 12)), name='month_lock_month', violation_error_message='月份是 1—12。'), models.CheckConstraint(condition=models.Q(('revision', 1), models.Q(('revision__gt', 1), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='month_lock_revision_has_reason', violation_error_message='重新锁定须写明原因。')],
            },
        ),
        migrations.AddField(
            model_name='policydoc',
            name='joint_issuers',
            field=models.PositiveSmallIntegerField(blank=True, help_text='含主办机关；单独发文的留空', null=True, verbose_name='联合发文机关数'),
        ),
        migrations.AddField(
            model_name='policydoc',
            name='paper_use',
            field=models.CharField(blank=True, choices=[('presale_rule', '预售资金监管规定'), ('filing_share', '网签信息共享通知'), ('market_order', '市场秩序整治方案')], default='', help_text='工作汇报等公文引用它的哪一处；每处只能指定一份文件', max_length=20, verbose_name='公文引用'),
        ),
        migrations.AddConstraint(
            model_name='policydoc',
            constraint=models.UniqueConstraint(condition=models.Q(('paper_use', ''), _negated=True), fields=('paper_use',), name='policy_use_once', violation_error_message='公文的这一处引用已指定另一份文件，请先取消那一份。'),
        ),
        migrations.AddConstraint(
            model_name='policydoc',
            constraint=models.CheckConstraint(condition=models.Q(('joint_issuers', None), ('joint_issuers__gte', 2), _connector='OR'), name='policy_joint_issuers', violation_error_message='联合发文至少两个机关；单独发文的请留空。'),
        ),
    ]
