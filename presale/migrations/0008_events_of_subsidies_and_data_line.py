from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("presale", "0007_decision_caution"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="escrowevent",
            name="event_subject_fits",
        ),
        migrations.AlterField(
            model_name="escrowevent",
            name="kind",
            field=models.CharField(choices=[("training", "培训"), ("publicity", "宣传"), ("briefing", "研究部署"), ("milestone", "平台里程碑"), ("line", "专线运行")], editable=False, max_length=20, verbose_name="类别"),
        ),
        migrations.AlterField(
            model_name="escrowevent",
            name="subject",
            field=models.CharField(choices=[("platform_training", "平台操作培训"), ("rule_training", "监管规定学习"), ("screen", "电子屏"), ("banner", "横幅"), ("explaining", "专人解读"), ("online", "网站及公众号"), ("government_meeting", "县政府常务会议研究"), ("main_leader", "向主要领导汇报"), ("leader", "向分管领导汇报"), ("rule_issued", "下发规定"), ("built", "平台建成"), ("trial", "平台试运行"), ("full_run", "监管全面开展"), ("subsidy_account", "租赁补贴代发专户开立"), ("old_account_closed", "租赁补贴原账户注销"), ("bank_link", "租赁补贴银企直联开通"), ("data_line", "市县数据专线开通"), ("data_line_down", "市县数据专线中断"), ("data_line_up", "市县数据专线恢复")], max_length=30, verbose_name="事项"),
        ),
        migrations.AddConstraint(
            model_name="escrowevent",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("kind", "training"), ("subject__in", ("platform_training", "rule_training"))), models.Q(("kind", "publicity"), ("subject__in", ("screen", "banner", "explaining", "online"))), models.Q(("kind", "briefing"), ("subject__in", ("government_meeting", "main_leader", "leader", "rule_issued"))), models.Q(("kind", "milestone"), ("subject__in", ("built", "trial", "full_run", "subsidy_account", "old_account_closed", "bank_link", "data_line"))), models.Q(("kind", "line"), ("subject__in", ("data_line_down", "data_line_up"))), _connector="OR"), name="event_subject_fits", violation_error_message="事项与类别不符，请核对。"),
        ),
    ]
