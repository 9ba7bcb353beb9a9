using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Packages.Reading;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

/// <summary>A small package made in code: roles, states, one start with a form, actions, a notice, a file layout.</summary>
internal static class SamplePackage
{
    public static ProgramPackage Make(string? status = null)
    {
        var package = new ProgramPackage
        {
            Id = "sample",
            Version = 3,
            Title = "見本の手続",
            Calendar = "jp-bank",
            Status = status is null ? null : new Feel(status),
            Roles = new([new("citizen", "申請者", RoleSpec.Citizen, []), new("staff", "職員", RoleSpec.Staff, []), new("manager", "課長", RoleSpec.Staff, [])]),
            States = new(
            [
                State("受付", "active"), State("審査中", "active"), State("差戻し", "active"), State("決定", "ended"), State("取下げ", "ended"), State("保留", "active"),
            ]),
            Numbers = new([new("S", "S-{year}-{seq:4}", "fiscal")]),
            Starts = new([new StartSpec
            {
                Kind = StartKind.Form, Id = "apply", Label = "申請", Workflow = "W", Form = "F-1", By = ["citizen"], Channel = "web", Number = "S",
                Checks = [new(new("count > 2"), new("本日はあと{3 - count}回です。"), "name", "LIMIT", [new("count", "R-1", [new("applicant", new("head.applicant"))], Count: true)])],
            }]),
            Actions = new(
            [
                new ActionSpec { Id = "withdraw", Label = "取下げ", By = ["citizen"] },
                new ActionSpec { Id = "hold", Label = "保留にする", By = ["staff"], States = ["受付"] },
                new ActionSpec { Id = "show", Label = "番号の表示", By = ["staff"], Effect = "reveal" },
                new ActionSpec { Id = "fix", Label = "直す", By = ["citizen"], Form = "F-2", Checks = [new(new("values.amount > 100"), new("{values.amount}円は多すぎます。"), "amount", "LIMIT", [])] },
            ]),
            Fields = new([new FieldSpec { Key = "result", Label = "結果", Type = FieldType.Text, Searchable = true }]),
            Forms = new(
            [
                new FormSpec
                {
                    Id = "F-1", Title = "申請書", Single = "lines",
                    Pages =
                    [
                        new("p", "頁", null,
                        [
                            new FieldSpec { Key = "name", Label = "氏名", Type = FieldType.Text, Searchable = true },
                            new FieldSpec { Key = "lines", Label = "明細", Type = FieldType.Table, MaxRows = 10, Columns = [new FieldSpec { Key = "code", Label = "科目", Type = FieldType.Code, Searchable = true }, new FieldSpec { Key = "born", Label = "生年月日", Type = FieldType.Date }] },
                        ]),
                    ],
                },
                new FormSpec
                {
                    Id = "F-2", Title = "訂正",
                    Pages = [new("p", "頁", null,
                    [
                        new FieldSpec { Key = "reason", Label = "理由", Type = FieldType.Text, MaxLength = 10 },
                        new FieldSpec { Key = "amount", Label = "金額", Type = FieldType.Money },
                        new FieldSpec { Key = "name", Label = "氏名", Type = FieldType.Text },
                    ])],
                },
            ]),
            Notices = new([new NoticeSpec("N-1", "お知らせ {{ head.number }}", [], "notice", ["portal", "mail"], "{{ fields.name }} 様\n{{ data.what }}", 1, "n1.scriban")]),
            FileLayouts = new([new("results", "結果", [], "csv", "utf-8", true, [new("番号", "number", "text", true), new("金額", "amount", "number", true), new("日付", "date", "date", false)], new("T", 2), null)]),
        };
        return package with { FieldTypes = FieldTypes.Of(package) };
    }

    /// <summary>With one deadline <c>D</c>, read as program.json is.</summary>
    public static ProgramPackage With(string deadline)
    {
        var source = Datum.Parse(deadline).With("id", "D").With("label", "処理期限");
        var reading = new Reading();
        var spec = DeadlineReader.Deadline(Node.Root(source, "program.json", reading, Shapes.Deadline)!);
        Assert.Empty(reading.Problems.Select(p => p.ToString()));
        return Make() with { Deadlines = new([spec]), Events = Catalog<EventSpec>.Empty };
    }

    private static StateSpec State(string id, string lifecycle) => new(id, id, $"{id}です", lifecycle, []);
}
