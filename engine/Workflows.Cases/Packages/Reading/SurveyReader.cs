using Workflows.Cases.Forms;
using Workflows.Cases.Surveys;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads <c>surveys</c> of program.json, and checks that a survey's register can hold its answers.</summary>
internal static class SurveyReader
{
    public static SurveySpec Read(Node node)
    {
        var (form, register) = (node.Text("form"), node.Text("register"));
        node.Refer(RefKind.Form, form, "form");
        node.Refer(RefKind.Register, register, "register");
        var spec = new SurveySpec(node.Id(), node.Texts("aliases"), node.Label("label"), form, register, node.Flag("anonymous", otherwise: true),
            CommonReader.Span(node, "open", TimeSpan.FromDays(14)), node.Flag("editable"), node.Int("limit"), node.Has("remind") ? CommonReader.Span(node, "remind", TimeSpan.FromDays(7)) : null)
        {
            Readers = node.Texts("readers"), Least = node.Int("least") ?? 5, Link = node.Flag("link"),
        };
        node.Refer(RefKind.Role, spec.Readers, "readers");
        if (spec.Least < 1) node.Error("least", "「least」は1以上です。", "'least' is at least 1.", "少ない数も示すなら 1 と書いてください。");
        if (spec.Link && !spec.Anonymous) node.Error("link", "だれでも答えられるリンク（link）は、無記名のアンケートだけに書けます。", "Only an anonymous survey has a link for everybody.", "「anonymous」を true にするか、「link」を消してください。");
        if (spec.Link && spec.Editable) node.Error("link", "だれでも答えられるリンク（link）の回答は、あとで変えられません。", "Answers by a link for everybody cannot be changed.", "「editable」か「link」を消してください。");
        if (spec.Open < TimeSpan.FromMinutes(1) || spec.Open > TimeSpan.FromDays(400)) node.Error("open", "「open」は1分から400日までです。", "'open' is a minute to 400 days.", "P14D のように書いてください。");
        if (spec.Limit is <= 0) node.Error("limit", "「limit」は1以上です。", "'limit' is at least 1.");
        if (spec.Remind >= spec.Open) node.Error("remind", "「remind」は「open」より短くしてください。", "'remind' comes before the survey closes.");
        return spec;
    }

    public static IEnumerable<PackageProblem> Check(ProgramPackage package)
    {
        foreach (var survey in package.Surveys)
        {
            PackageProblem Wrong(string key, string ja, string en, string? fix = null) => new($"{package.Folder}/program.json", $"$.surveys.{survey.Id}.{key}", ja, en, fix) { Code = "SURVEY" };
            if (package.Forms.Find(survey.Form) is not { } form || package.Registers.Find(survey.Register) is not { } register) continue;
            if (register.Key is not [SurveySpec.AnswerKey]) yield return Wrong("register", $"アンケートの台帳「{register.Id}」の key は「{SurveySpec.AnswerKey}」だけにしてください。", $"The key of register '{register.Id}' has to be '{SurveySpec.AnswerKey}'.");
            foreach (var field in form.Fields.Where(f => f.HoldsValue && register.Field(f.Key) is null))
                yield return Wrong("register", $"台帳「{register.Id}」に、問い「{field.Key}」の項目がありません。", $"Register '{register.Id}' has no field '{field.Key}'.", $"台帳に「{field.Key}」を加えてください。");
            foreach (var field in form.Fields.Where(f => f.Type is FieldType.File or FieldType.Photo or FieldType.Secret or FieldType.Mynumber || f.Transient || f.Verify))
                yield return Wrong("form", $"問い「{field.Key}」の種類はアンケートに使えません。", $"The field '{field.Key}' cannot be asked in a survey.");
            if (survey.Anonymous)
                foreach (var name in new[] { SurveySpec.Case, SurveySpec.Person }.Where(n => register.Field(n) is not null))
                    yield return Wrong("anonymous", $"無記名のアンケートの台帳に「{name}」は置けません。", $"The register of an anonymous survey has no '{name}'.");
            if (survey.Editable && register.Kind == "append") yield return Wrong("editable", "追加だけの台帳では、回答を変えられません。", "Answers in an append-only register cannot be changed.");
        }
    }
}
