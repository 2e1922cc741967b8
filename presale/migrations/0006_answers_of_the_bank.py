"""What the bank says of a line in question; receipts know what they are to be booked as."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import housing_portal.kit.fields

IN_KINDS = ("earnest", "down", "instalment", "full", "mortgage", "pf_loan", "other", "interest")
KINDS = [
    ("earnest", "定金"), ("down", "首付款"), ("instalment", "分期款"), ("full", "一次性付款"), ("mortgage", "商业贷款"),
    ("pf_loan", "公积金贷款"), ("other", "其他入账"), ("interest", "利息"), ("release", "拨付"), ("refund", "退款"),
    ("deduction", "司法扣划"), ("reversal", "冲正"), ("settlement", "解除监管转出"),
]
STATES = [
    ("open", "待入账"), ("booked", "已入账"), ("conflict", "流水冲突"), ("disputed", "与账不符"), ("ignored", "不入账"),
    ("void", "已作废"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("presale", "0005_works_reports"), migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "statementlayout", "interest_words",
            housing_portal.kit.fields.CleanTextField(
                "利息字样", max_length=100, blank=True, default="利息、结息、付息",
                help_text="摘要或对方户名含有其中一种字样的收入按利息入账，用顿号隔开",
            ),
        ),
        migrations.AddField(
            "statementline", "kind",
            models.CharField("款项性质", max_length=20, choices=KINDS, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "statementline", "corrected_serial",
            housing_portal.kit.fields.CleanTextField(
                "更正流水号", max_length=40, blank=True, default="", editable=False
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "statementline", "status", models.CharField("状态", max_length=20, choices=STATES, default="open"),
        ),
        migrations.RemoveConstraint("statementline", "line_serial_once"),
        migrations.AddConstraint(
            "statementline",
            models.UniqueConstraint(
                fields=["account", "serial"], condition=~Q(status__in=("conflict", "void")), name="line_serial_once",
                violation_error_message="这个账户已有同号的流水。",
            ),
        ),
        migrations.AddConstraint(
            "statementline",
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=IN_KINDS, amount__gt=0), name="line_kind",
                violation_error_message="款项性质与收支方向不符。",
            ),
        ),
        migrations.CreateModel(
            "LineAnswer",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recorded_at", models.DateTimeField("录入时间", editable=False)),
                ("choice", models.CharField("银行答复", max_length=20, choices=[
                    ("accept", "银行更正，采用本行"), ("keep", "银行确认原内容，本行作废"),
                ])),
                ("document", housing_portal.kit.fields.CleanTextField("银行证明编号", max_length=60)),
                ("reason", housing_portal.kit.fields.CleanTextField("情况说明", max_length=200)),
                ("status", models.CharField("状态", max_length=20, default="proposed", editable=False, choices=[
                    ("proposed", "待复核"), ("confirmed", "已复核"), ("returned", "已退回"),
                ])),
                ("decided_at", models.DateTimeField("复核时间", null=True, editable=False)),
                ("remark", housing_portal.kit.fields.CleanTextField(
                    "退回原因", max_length=200, blank=True, editable=False
                )),
                ("decided_by", models.ForeignKey(
                    settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, verbose_name="复核人", null=True,
                    editable=False, related_name="+",
                )),
                ("line", models.ForeignKey(
                    "presale.statementline", django.db.models.deletion.PROTECT, verbose_name="对账单明细",
                    related_name="answers",
                )),
                ("recorded_by", models.ForeignKey(
                    settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, verbose_name="录入人",
                    related_name="+", editable=False, db_index=False,
                )),
                ("reversal", models.OneToOneField(
                    "presale.ledgerentry", django.db.models.deletion.PROTECT, verbose_name="更正冲正", null=True,
                    editable=False, related_name="correction",
                )),
            ],
            options={"verbose_name": "流水冲突答复", "verbose_name_plural": "流水冲突答复", "ordering": ["line", "pk"]},
        ),
        migrations.AddConstraint(
            "lineanswer",
            models.UniqueConstraint(
                fields=["line"], condition=Q(status="proposed"), name="answer_once",
                violation_error_message="这一行的答复正在等待复核。",
            ),
        ),
        migrations.AddConstraint(
            "lineanswer",
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by=None)
                | ~Q(status="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="answer_decided", violation_error_message="复核或退回须有复核人和时间。",
            ),
        ),
        migrations.AddConstraint(
            "lineanswer",
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("recorded_by")), name="answer_two_persons",
                violation_error_message="答复冲突的人不能自己复核。",
            ),
        ),
    ]
