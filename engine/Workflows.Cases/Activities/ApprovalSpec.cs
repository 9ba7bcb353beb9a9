using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="When">Whether the step is on the route; null: always.</param>
/// <param name="Final">FEEL: this step decides alone (専決), what follows is left out.</param>
/// <param name="Persons">In a vote: how many of the role vote.</param>
internal sealed record RouteStep(string Role, string? Label, Feel? When, TextTemplate? Scope, DueSpec? Due, string? Deputy, TextTemplate? DeputyAfter, Feel? Final, int Persons);

/// <param name="Output">The decision's output that lists the roles; null: its whole value.</param>
internal sealed record RouteTable(string Decision, IReadOnlyList<NamedFeel> Input, string? Output);

/// <param name="All">All steps at once.</param>
/// <param name="Vote">The steps are votes; null: each of them has to agree.</param>
internal sealed record ApprovalSpec(
    string Task, TextTemplate? Title, IReadOnlyList<RouteStep> Route, RouteTable? From, bool All, VoteSpec? Vote, Feel? Author, IReadOnlyList<string> NotSameAs, string? SameMessage, Feel? Parts,
    IReadOnlyList<string> Snapshot, Feel? Effective, bool Review, IReadOnlyList<string> Show, IReadOnlyList<LookupSpec> Lookups, string? Result, Handlers Handlers) : IHandled
{
    public static ApprovalSpec Read(SpecReader reader)
    {
        var route = new List<RouteStep>();
        foreach (var item in reader.Source["route"].Items)
        {
            var place = $"route[{route.Count}]";
            var after = reader.OptionalTemplate(item["deputy"]["after"], $"{place}.deputy.after");
            if (after is not null && !after.Holes.Any() && !Time.Span.TryParse(after.Text, out _))
                reader.Invalid($"{place}.deputy.after", $"期間「{after.Text}」を読めません。10分、1営業日 のように書いてください。", $"'{after.Text}' is no period.");
            if (!item["deputy"].IsNull && (item["deputy"]["role"].IsNull || after is null)) reader.Missing($"{place}.deputy.role");
            route.Add(new(reader.NestedText(item, "role", place), item["label"]["ja"].AsText() ?? item["label"].AsText(), reader.OptionalFeel(item["when"], $"{place}.when"), reader.OptionalTemplate(item["scope"], $"{place}.scope"),
                DueSpec.Read(item["due"], reader, $"{place}.due"), item["deputy"]["role"].AsText(), after, reader.OptionalFeel(item["final"], $"{place}.final"), Persons(reader, item["persons"], $"{place}.persons")));
        }
        var table = reader.Source["routeFrom"];
        RouteTable? from = table.Kind == DatumKind.Object ? new(reader.NestedText(table, "decision", "routeFrom"), reader.Named(table["input"], "routeFrom.input"), table["output"].AsText()) : null;
        if (route.Count == 0 && from is null) reader.Invalid("route", "決裁の経路がありません。決裁する人を順に加えてください。", "Give the route by 'route' or 'routeFrom'.");
        if (reader.OptionalText("mode") is not (null or "order" or "all" or VoteSpec.Mode)) reader.Invalid("mode", "「mode」は order、all、vote のどれかです。", "'mode' is order, all or vote.");
        var vote = VoteSpec.Read(reader, from is null && route.TrueForAll(s => s.When is null) ? route.Sum(s => s.Persons) : null);
        if (vote is null && route.Exists(s => s.Persons > 1)) reader.Invalid("route", "人数は、投票で決めるときだけ決められます。進め方を「投票で決める」にするか、人ごとに経路に加えてください。", "'persons' goes with mode vote.");
        if (vote is not null && route.Exists(s => s.Final is not null)) reader.Invalid("route", "投票では専決はできません。", "'final' does not go with mode vote.");
        if (vote is not null && reader.Source.Has("parts")) reader.Invalid("parts", "投票では部分ごとの承認はできません。", "'parts' does not go with mode vote.");
        return new(reader.Text("task"), reader.OptionalTemplate("title"), route, from, reader.OptionalText("mode") is "all" or VoteSpec.Mode, vote, reader.OptionalFeel("author"), SpecReader.Texts(reader.Source["notSameAs"]), reader.OptionalText("sameMessage"),
            reader.OptionalFeel("parts"), SpecReader.Texts(reader.Source["snapshot"]), reader.OptionalFeel("effective"), reader.Flag("review"), SpecReader.Texts(reader.Source["show"]), reader.Lookups("lookups"), reader.OptionalText("result"), Handlers.Read(reader));
    }

    private static int Persons(SpecReader reader, Datum given, string place)
    {
        if (given.IsNull) return 1;
        if (given.AsLong() is { } count and > 0 and <= 100) return (int)count;
        reader.Invalid(place, "投票する人数は1から100までの整数です。", "'persons' is a whole number from 1 to 100.");
        return 1;
    }

    /// <summary>Counted from when the step is opened.</summary>
    public Datum DueOf(ActivityContext context, string role) =>
        (Vote is { Due: { } last } ? last : Route.FirstOrDefault(s => s.Role == role.Split('@')[0])?.Due)?.Date(context) is { } day ? Datum.Of(Jst.EndOf(day)) : Datum.Null;

    /// <summary>The steps of this case's route: of the table the roles it names (each as <c>route</c> describes it), else those whose condition holds.</summary>
    public IEnumerable<Question> Resolve(ActivityContext context, List<Datum> steps)
    {
        var names = new Names();
        foreach (var question in context.Ask(Lookups, names)) yield return question;
        IReadOnlyList<RouteStep> chosen;
        if (From is { } table)
        {
            var package = context.Package();
            var decision = package?.Decisions.Find(table.Decision) ?? throw context.Fault("DECISION", $"決定表「{table.Decision}」は定義されていません。 (There is no decision '{table.Decision}'.)");
            var run = new DecisionRun(package!, decision, context.EvalAll(table.Input, names.Value), context.NamesHere(names.Value));
            foreach (var question in run.Run(context.Reply)) yield return question;
            var value = table.Output is null ? run.Result.Value : run.Result.Outputs[table.Output];
            chosen = [.. SpecReader.Texts(value).Where(r => r.Length > 0).Select(role =>
                Route.FirstOrDefault(s => s.Role == role || package!.Roles.Find(s.Role) == package.Roles.Find(role)) ?? new RouteStep(package!.Roles.Find(role)?.Id
                    ?? throw context.Fault("APPROVAL_ROUTE", $"決定表「{table.Decision}」の役割「{role}」は定義されていません。 (There is no role '{role}'.)"), null, null, null, null, null, null, null, 1))];
        }
        else chosen = Route;
        foreach (var step in chosen)
        {
            if (step.When is not null && !context.Holds(step.When, names.Value)) continue;
            var scope = step.Scope is null ? "" : context.Render(step.Scope, names.Value);
            var label = step.Label ?? context.Package()?.Roles.Find(step.Role)?.Label.Ja ?? step.Role;
            for (var person = 1; person <= step.Persons; person++) steps.Add(Datum.Object(
                ("role", scope.Length > 0 ? $"{step.Role}@{scope}" : step.Role), ("label", step.Persons == 1 ? label : $"{label} {person}/{step.Persons}"), ("state", "waiting"),
                ("deputy", step.Deputy), ("deputyAfter", step.DeputyAfter is null ? Datum.Null : Datum.Of(context.Render(step.DeputyAfter))),
                ("final", step.Final is not null && context.Holds(step.Final, names.Value))));
        }
    }
}
