import django.core.validators
import housing_portal.kit.fields
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0003_estates_buildings_permits'),
        ('transactions', '0001_building_table_contracts_market'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='contractversion',
            name='area_priced',
            field=housing_portal.kit.fields.AreaField(validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='计价面积（㎡）'),
        ),
        migrations.AlterField(
            model_name='contractversion',
            name='down_payment',
            field=housing_portal.kit.fields.MoneyField(help_text='一次性付款的填总价', validators=[django.core.validators.MinValueValidator(Decimal('0'), '不能小于 0，请核对。')], verbose_name='首付款（元）'),
        ),
        migrations.AlterField(
            model_name='contractversion',
            name='loan_amount',
            field=housing_portal.kit.fields.MoneyField(default=0, validators=[django.core.validators.MinValueValidator(Decimal('0'), '不能小于 0，请核对。')], verbose_name='贷款金额（元）'),
        ),
        migrations.AlterField(
            model_name='contractversion',
            name='total_price',
            field=housing_portal.kit.fields.MoneyField(validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='总价（元）'),
        ),
        migrations.AlterField(
            model_name='contractversion',
            name='unit_price',
            field=housing_portal.kit.fields.MoneyField(help_text='按套计价的填总价除以面积', validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='单价（元/㎡）'),
        ),
        migrations.AlterField(
            model_name='room',
            name='inner_area',
            field=housing_portal.kit.fields.AreaField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='套内面积（㎡）'),
        ),
        migrations.AlterField(
            model_name='room',
            name='shared_area',
            field=housing_portal.kit.fields.AreaField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'), '不能小于 0，请核对。')], verbose_name='分摊面积（㎡）'),
        ),
        migrations.AlterField(
            model_name='roomarea',
            name='inner_area',
            field=housing_portal.kit.fields.AreaField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='套内面积（㎡）'),
        ),
        migrations.AlterField(
            model_name='roomarea',
            name='shared_area',
            field=housing_portal.kit.fields.AreaField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'), '不能小于 0，请核对。')], verbose_name='分摊面积（㎡）'),
        ),
        migrations.AlterField(
            model_name='roomprice',
            name='total_price',
            field=housing_portal.kit.fields.MoneyField(validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='备案总价（元）'),
        ),
        migrations.AlterField(
            model_name='roomprice',
            name='unit_price',
            field=housing_portal.kit.fields.MoneyField(validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='备案单价（元/㎡）'),
        ),
        migrations.AlterField(
            model_name='roomrestriction',
            name='secured_amount',
            field=housing_portal.kit.fields.MoneyField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='被担保债权（元）'),
        ),
        migrations.AlterField(
            model_name='salecontract',
            name='area_priced',
            field=housing_portal.kit.fields.AreaField(validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='计价面积（㎡）'),
        ),
        migrations.AlterField(
            model_name='salecontract',
            name='down_payment',
            field=housing_portal.kit.fields.MoneyField(help_text='一次性付款的填总价', validators=[django.core.validators.MinValueValidator(Decimal('0'), '不能小于 0，请核对。')], verbose_name='首付款（元）'),
        ),
        migrations.AlterField(
            model_name='salecontract',
            name='loan_amount',
            field=housing_portal.kit.fields.MoneyField(default=0, validators=[django.core.validators.MinValueValidator(Decimal('0'), '不能小于 0，请核对。')], verbose_name='贷款金额（元）'),
        ),
        migrations.AlterField(
            model_name='salecontract',
            name='total_price',
            field=housing_portal.kit.fields.MoneyField(validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='总价（元）'),
        ),
        migrations.AlterField(
            model_name='salecontract',
            name='unit_price',
            field=housing_portal.kit.fields.MoneyField(help_text='按套计价的填总价除以面积', validators=[django.core.validators.MinValueValidator(Decimal('0.01'), '应大于 0，请核对。')], verbose_name='单价（元/㎡）'),
        ),
        migrations.AddConstraint(
            model_name='contractversion',
            constraint=models.CheckConstraint(condition=models.Q(('area_priced__gt', 0), ('down_payment__gte', 0), ('loan_amount__gte', 0), ('total_price__gt', 0), ('unit_price__gt', 0)), name='contract_version_amounts', violation_error_message='计价面积、单价和总价应大于 0，首付款和贷款金额不能小于 0。'),
        ),
        migrations.AddConstraint(
            model_name='dailyreport',
            constraint=models.CheckConstraint(condition=models.Q(('stock_area__gte', models.F('stock_home_area')), ('stock_home_area__gte', 0), ('stock_sets__gte', models.F('stock_home_sets'))), name='daily_stock_within', violation_error_message='可售面积不能小于 0，住宅不能多于合计。'),
        ),
        migrations.AddConstraint(
            model_name='dailyreportline',
            constraint=models.CheckConstraint(condition=models.Q(('ended_amount__gte', 0), ('ended_area__gte', 0), ('ended_sets__gte', 0), ('filed_amount__gte', 0), ('filed_area__gte', 0), ('filed_sets__gte', 0), ('signed_amount__gte', 0), ('signed_area__gte', 0), ('signed_sets__gte', 0)), name='daily_line_not_negative', violation_error_message='网签、备案、撤销的数字不能小于 0。'),
        ),
        migrations.AddConstraint(
            model_name='lookupfinding',
            constraint=models.CheckConstraint(condition=models.Q(('area__gt', 0)), name='finding_some_area', violation_error_message='建筑面积应大于 0。'),
        ),
        migrations.AddConstraint(
            model_name='priceindex',
            constraint=models.CheckConstraint(condition=models.Q(('weight_all__gte', 0), ('weight_carried__gte', 0), ('weight_valid__gte', 0), models.Q(('average_price', None), ('average_price__gt', 0), _connector='OR')), name='index_amounts', violation_error_message='权重不能小于 0，均价应大于 0。'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('inner_area', None), ('inner_area__gt', 0), _connector='OR'), models.Q(('shared_area', None), ('shared_area__gte', 0), _connector='OR')), name='room_parts_not_negative', violation_error_message='套内面积应大于 0，分摊面积不能小于 0。'),
        ),
        migrations.AddConstraint(
            model_name='roomarea',
            constraint=models.CheckConstraint(condition=models.Q(('area__gt', 0), models.Q(('inner_area', None), ('inner_area__gt', 0), _connector='OR'), models.Q(('shared_area', None), ('shared_area__gte', 0), _connector='OR')), name='room_area_positive', violation_error_message='建筑面积、套内面积应大于 0，分摊面积不能小于 0。'),
        ),
        migrations.AddConstraint(
            model_name='roomrestriction',
            constraint=models.CheckConstraint(condition=models.Q(('secured_amount', None), ('secured_amount__gt', 0), _connector='OR'), name='restriction_secured_positive', violation_error_message='被担保债权应大于 0。'),
        ),
        migrations.AddConstraint(
            model_name='salecontract',
            constraint=models.CheckConstraint(condition=models.Q(('down_payment__gte', 0), ('loan_amount__gte', 0)), name='contract_payment_not_negative', violation_error_message='首付款和贷款金额不能小于 0。'),
        ),
    ]
