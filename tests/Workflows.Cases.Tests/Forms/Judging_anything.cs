using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Tests.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Forms;

public sealed class Judging_anything
{
    private static readonly string[] Texts =
        ["", " ", "山田", "ヤマダ", "ﾔﾏﾀﾞ", "1", "-1", "0.1", "1e9", "2026-06-16", "令和8年6月16日", "0100", "12345678901234567890", "a@b.jp", "on", "<script>", "\u0000", "\ud83d\ude00", "=1+1", "{{x}}", "lines[1].x"];

    [Fact]
    public void Whatever_is_given_ends_in_a_verdict_that_stands_when_judged_again()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var package = SampleDefinitions.Package();
        var form = package.Forms.Get("F-CARD");
        var keys = form.Fields.SelectMany(f => f.Columns.Prepend(f)).Select(f => f.Key).Append("nothing").ToArray();
        var names = new FeelNames(package.FieldTypes, DateTimeOffset.Parse("2026-06-16T09:00:00+09:00"), Datum.Object(("branchCode", "01")));

        for (var i = 0; i < 1_500; i++)
        {
            var given = Datum.Object(Enumerable.Range(0, random.Next(8)).Select(_ => KeyValuePair.Create(keys[random.Next(keys.Length)], Any(random, keys, 0))));
            var mode = (FormMode)random.Next(4);
            var request = new FormRequest(package, form, given, mode, names) { Opened = random.Next(2) == 0 ? null : [keys[random.Next(keys.Length)]] };
            FormVerdict? verdict = null, again = null;
            var failure = Record.Exception(() => verdict = FormJudge.Judge(request, Answer));
            Assert.True(failure is null, $"seed {seed}, turn {i}: {mode} {given.ToJson()}: {failure}");
            if (mode == FormMode.Correction || !verdict!.IsValid) continue;

            failure = Record.Exception(() => again = FormJudge.Judge(request with { Values = verdict.Values }, Answer));
            Assert.True(failure is null && again!.IsValid && again.Values.ToJson() == verdict.Values.ToJson(), $"seed {seed}, turn {i}: {mode} {given.ToJson()} gave {verdict.Values.ToJson()}, then {again?.Values.ToJson()} {failure}");
        }
    }

    private static Datum Any(Random random, string[] keys, int depth) => random.Next(depth > 2 ? 4 : 7) switch
    {
        0 => Datum.Null,
        1 => random.Next(2) == 0,
        2 => random.Next(3) == 0 ? Datum.Number("1e400") : Datum.Of((long)random.Next(-5, 10_000_000)),
        3 => Texts[random.Next(Texts.Length)],
        4 => Datum.List(Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, keys, depth + 1))),
        _ => Datum.Object(Enumerable.Range(0, random.Next(4)).Select(_ => KeyValuePair.Create(keys[random.Next(keys.Length)], Any(random, keys, depth + 1)))),
    };

    private static Reply Answer(Question question) =>
        new(question.No, Reply.Done, Datum.Parse("""[{"id":"1","revision":1,"fields":{"code":"01","name":"中央図書館","limit":3,"closed":false,"from":"2020-04-01"}}]"""));
}
