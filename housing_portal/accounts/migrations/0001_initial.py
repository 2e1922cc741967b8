import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import housing_portal.creation
import housing_portal.kit.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        housing_portal.creation.CreateModels(
            operations=[migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', housing_portal.kit.fields.CleanTextField(error_messages={'unique': '已有同名单位，请直接使用。'}, max_length=60, unique=True, verbose_name='单位全称')),
                    ('short_name', housing_portal.kit.fields.CleanTextField(blank=True, help_text='表格中使用；空则用全称', max_length=30, verbose_name='简称')),
                    ('kind', models.CharField(choices=[('whole', '全域汇总'), ('bureau', '住建部门'), ('section', '内设股室'), ('county', '县（市、区）'), ('direct', '本级'), ('township', '乡镇街道'), ('department', '党政部门'), ('undertaker', '承建单位'), ('developer', '开发企业'), ('bank', '监管银行')], max_length=20, verbose_name='类别')),
                    ('order', models.PositiveIntegerField(default=0, help_text='正式表格中的行序，小的在前', verbose_name='排序号')),
                    ('is_responsible', models.BooleanField(default=False, help_text='列入目标进展表和排名；县（市、区）、乡镇、部门、承建单位可选', verbose_name='责任单位')),
                    ('is_active', models.BooleanField(default=True, verbose_name='在用')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.unit', verbose_name='上级单位')),
                ],
                options={
                    'verbose_name': '单位',
                    'verbose_name_plural': '单位',
                    'ordering': ['order', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'whole')), fields=('kind',), name='unit_one_whole', violation_error_message='全域汇总单位只能有一个。')],
                },
            ), migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('username', housing_portal.kit.fields.CleanTextField(error_messages={'unique': '这个账号已被使用，请换一个。'}, max_length=30, unique=True, validators=[django.core.validators.RegexValidator('^[a-z][a-z0-9_.]{2,29}$', '账号用小写字母开头，3—30 位小写字母、数字、点或下划线。')], verbose_name='账号')),
                    ('name', housing_portal.kit.fields.CleanTextField(max_length=30, verbose_name='姓名')),
                    ('name_key', models.CharField(default='', editable=False, max_length=120, verbose_name='姓名拼音')),
                    ('phone', housing_portal.kit.fields.CleanTextField(blank=True, max_length=20, verbose_name='办公电话')),
                    ('is_active', models.BooleanField(default=True, verbose_name='可登录')),
                    ('must_change_password', models.BooleanField(default=True, verbose_name='下次登录须改密码')),
                    ('password_changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='密码更改时间')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='users', to='accounts.unit', verbose_name='所属单位')),
                ],
                options={
                    'verbose_name': '账号',
                    'verbose_name_plural': '账号',
                    'ordering': ['name_key', 'pk'],
                },
            ), migrations.CreateModel(
                name='PasswordRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='密码摘要')),
                    ('changed_at', models.DateTimeField(auto_now_add=True, verbose_name='更换时间')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='password_records', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ],
                options={
                    'verbose_name': '密码记录',
                    'verbose_name_plural': '密码记录',
                    'ordering': ['-changed_at', '-pk'],
                },
            ), migrations.CreateModel(
                name='UnitAlias',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', housing_portal.kit.fields.CleanTextField(error_messages={'unique': '这个别名已属于另一单位。'}, max_length=60, unique=True, verbose_name='别名')),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='accounts.unit', verbose_name='单位')),
                ],
                options={
                    'verbose_name': '单位别名',
                    'verbose_name_plural': '单位别名',
                    'ordering': ['name'],
                },
            ), migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('clerk', '经办'), ('chief', '股长'), ('deputy', '分管领导'), ('director', '局长'), ('finance', '财务'), ('auditor', '审计'), ('deliv_office', '专班'), ('bank', '监管银行'), ('developer', '开发企业'), ('undertaker', '承建单位'), ('sysadmin', '系统管理员')], max_length=20, verbose_name='角色')),
                    ('until', models.DateField(blank=True, help_text='代理授权填写截止日，长期授权留空', null=True, verbose_name='有效至')),
                    ('reason', housing_portal.kit.fields.CleanTextField(blank=True, max_length=100, verbose_name='授权依据')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_grants', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ],
                options={
                    'verbose_name': '角色授予',
                    'verbose_name_plural': '角色授予',
                    'constraints': [models.UniqueConstraint(fields=('user', 'role'), name='role_grant_once', violation_error_message='此人已有这个角色。')],
                },
            )],
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='user_username_any_case', violation_error_message='这个账号已被使用，请换一个。'),
        ),
    ]
