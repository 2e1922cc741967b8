from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from affordable.enums import FamilyStatus
from affordable.models import Member
from housing_portal.kit import tables
from housing_portal.kit.secrecy import Sealed, mask_names


class MemberTable(tables.Table):
    """Members of one family, as everybody may see them."""

    name = tables.TextColumn(verbose_name="姓名")
    relation = tables.TextColumn()
    identity_kind = tables.TextColumn()
    identity = tables.CodeColumn()
    phone = tables.CodeColumn()
    joined_on = tables.DateColumn()
    left_on = tables.DateColumn()
    left_reason = tables.TextColumn()

    class Meta(tables.Table.Meta):
        model = Member
        fields = ()

    def render_name(self, record: Member) -> str:
        return str(record)


class MemberChangeTable(MemberTable):
    """The same with what may be done about a member."""

    ops = tables.OpenColumn()

    class Meta(MemberTable.Meta):
        pass

    def render_ops(self, record: Member) -> SafeString:
        if not record.is_current:
            return SafeString("")
        places = [reverse(f"affordable:member_{step}", args=[record.pk]) for step in ("edit", "leave")]
        return format_html('<a href="{}">更正</a> <a href="{}">离开</a>', *places)


class MemberListTable(tables.Table):
    """People of all families. Only an export with a reason holds names and numbers in plain text."""

    name = tables.MaskedColumn(mask_names, verbose_name="姓名")
    relation = tables.TextColumn()
    identity_kind = tables.TextColumn()
    identity = tables.MaskedColumn(str, plain=Sealed.reveal, orderable=False)
    family = tables.CodeColumn(accessor="family__number", verbose_name="保障对象", linkify=lambda record: (
        record.family.get_absolute_url()
    ))
    category = tables.TextColumn(accessor="family__category", verbose_name="家庭类别")
    status = tables.ChipColumn(FamilyStatus, accessor="family__status", verbose_name="状态")
    joined_on = tables.DateColumn()

    class Meta(tables.Table.Meta):
        model = Member
        fields = ()
