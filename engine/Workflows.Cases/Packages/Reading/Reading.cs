using Workflows.Cases.Expressions;

namespace Workflows.Cases.Packages.Reading;

/// <summary>What a name in a definition file points at.</summary>
internal enum RefKind { Role, State, Form, Register, RegisterField, RegisterWhere, RegisterPeriod, Ledger, Survey, Decision, Notice, Connector, Action, Deadline, Start, Setting, Workflow, FileLayout, Number, Calendar, CaseField, FormField }

/// <param name="Within">The register or form whose field is meant.</param>
internal sealed record Reference(RefKind Kind, string Id, string File, string Place, string? Within = null);

/// <summary>What reading a package gathers besides its records: problems, and references to check once all is read.</summary>
internal sealed class Reading
{
    public List<PackageProblem> Problems { get; } = [];
    public List<Reference> References { get; } = [];

    public void Error(string file, string place, string ja, string en, string? fixJa = null, string code = "DEFINITION", string? instead = null) => Problems.Add(new(file, place, ja, en, fixJa) { Code = code, Instead = instead });
    public void Warning(string file, string place, string ja, string en, string? fixJa = null, string code = "DEFINITION") => Problems.Add(new(file, place, ja, en, fixJa, "warning") { Code = code });

    public Feel Feel(string text, string file, string place)
    {
        var feel = new Feel(text);
        if (string.IsNullOrWhiteSpace(text)) Error(file, place, "条件や値がまだ決まっていません。", "The expression is empty.", "項目を選ぶか、値を書いてください。", code: "FEEL");
        else if (feel.Problem is { } problem)
            Error(file, place, $"式を読めません: {problem.Ja}（式: {text}）", $"The expression cannot be read: {problem.En} (expression: {text})", code: "FEEL");
        return feel;
    }

    public TextTemplate Template(string text, string file, string place)
    {
        var template = new TextTemplate(text);
        if (template.Problem is { } problem)
            Error(file, place, $"差込み文を読めません: {problem.Ja}（文: {text}）", $"The template cannot be read: {problem.En} (template: {text})", code: "TEMPLATE");
        return template;
    }
}
