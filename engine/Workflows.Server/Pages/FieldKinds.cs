using Workflows.Cases.Forms;
using Workflows.Cases.Queries;

namespace Workflows.Server.Pages;

/// <summary>How a kind of field is typed in a browser.</summary>
internal static class FieldKinds
{
    public static FieldType Of(string type) => Enum.TryParse<FieldType>(type, ignoreCase: true, out var kind) ? kind : FieldType.Text;

    public static string InputType(string type) => type switch
    {
        "date" => "date",
        "time" => "time",
        "datetime" => "datetime-local",
        "email" => "email",
        "phone" => "tel",
        _ => "text",
    };

    public static string? InputMode(SheetField field) => field.Type switch
    {
        "number" or "money" or "postal" or "account" or "bank" or "branch" or "corporate" => "numeric",
        _ => null,
    };

    public static string? AutoComplete(string type) => type switch { "email" => "email", "phone" => "tel", "postal" => "postal-code", _ => "off" };
}
