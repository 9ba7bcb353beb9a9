using Workflows.Cases.Commands;

namespace Workflows.Cases.Packages;

/// <summary>Roles that belong to no programme, as people read them.</summary>
public static class PlatformRoles
{
    public static readonly Label Platform = new("システム全体", "The platform");

    public static readonly IReadOnlyList<(string Role, Label Label)> All =
    [
        (Caller.AdministratorRole, new("職員管理", "Staff administration")), (Caller.DesignerRole, new("手続の作成（政策担当）", "Making procedures")),
        (Caller.AuditorRole, new("監査", "Audit")), (Caller.OperatorRole, new("運用", "Operations")),
    ];
}
