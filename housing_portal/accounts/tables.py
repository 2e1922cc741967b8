from housing_portal.accounts.enums import Switch
from housing_portal.accounts.models import RoleGrant, Unit, UnitAlias, User
from housing_portal.kit.tables import ChipColumn, CodeColumn, DateColumn, LinkColumn, OpsColumn, Table, TextColumn


class UserTable(Table):
    username = CodeColumn(linkify=True)
    name = TextColumn(order_by=("name_key",))
    unit = TextColumn(order_by=("unit__order", "unit_id"))
    role_labels = TextColumn(verbose_name="角色", orderable=False)
    phone = CodeColumn()
    last_login = DateColumn(moment=True, verbose_name="最近登录")
    is_active = ChipColumn(Switch, verbose_name="状态")
    ops = OpsColumn("accounts/user_ops.html")

    class Meta(Table.Meta):
        model = User
        fields = []


class GrantTable(Table):
    """The duties of one person."""

    role = TextColumn()
    until = DateColumn(verbose_name="有效至")
    reason = TextColumn()
    ops = OpsColumn("accounts/grant_ops.html")

    class Meta(Table.Meta):
        model = RoleGrant
        fields = []
        empty_text = "还没有角色，登录后只能看到工作台"


class HolderTable(Table):
    """The people of one unit."""

    username = CodeColumn(linkify=True)
    name = TextColumn()
    role_labels = TextColumn(verbose_name="角色")
    is_active = ChipColumn(Switch, verbose_name="状态")

    class Meta(Table.Meta):
        model = User
        fields = []
        empty_text = "没有账号"


class AliasTable(Table):
    name = TextColumn()
    ops = OpsColumn("accounts/alias_ops.html")

    class Meta(Table.Meta):
        model = UnitAlias
        fields = []
        empty_text = "没有别名"


class SubordinateTable(Table):
    name = LinkColumn()
    kind = TextColumn()
    is_active = ChipColumn(Switch, verbose_name="状态")

    class Meta(Table.Meta):
        model = Unit
        fields = []
        empty_text = "没有下级单位"

