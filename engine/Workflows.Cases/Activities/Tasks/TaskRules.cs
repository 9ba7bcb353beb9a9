using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Tasks;

internal sealed record CheckItem(string Id, string Label, bool Required);

/// <summary>Who a task is given to at once: the first rule that names somebody.</summary>
/// <param name="Same">Whoever did that task before.</param>
/// <param name="Person">FEEL giving a user, or a list of which <paramref name="ByLoad"/> takes the one with the fewest open tasks, a tie by id.</param>
internal sealed record AssignRule(string? Same, Feel? Person, bool ByLoad);

/// <summary>Somebody without an account who does it by a link.</summary>
/// <param name="Mail">FEEL giving the address; null or empty: nobody outside is asked.</param>
/// <param name="Expires">The link's time: a duration, at most until the task is done.</param>
internal sealed record OutsideRule(Feel Mail, TimeSpan Expires);

/// <summary>What may be asked of a task besides its form: whose it is, how many must do it, what must be ticked, how often it may be done.</summary>
/// <param name="Scope">A template: only holders of the role for this facility, class, office … (<c>role@scope</c>).</param>
/// <param name="Persons">How many different people must do it.</param>
/// <param name="Once">A template: with this key the task is done once ever; the second time it is Skipped.</param>
internal sealed record TaskRules(
    TextTemplate? Scope, int Persons, bool Acknowledge, IReadOnlyList<CheckItem> Checklist, TextTemplate? Once, IReadOnlyList<AssignRule> Assign, string? SameMessage, IReadOnlyList<LookupSpec> Lookups, Escalation Escalation, OutsideRule? Outside)
{
    public const string Skipped = "Skipped";

    public static TaskRules Read(SpecReader reader)
    {
        var list = new List<CheckItem>();
        foreach (var item in reader.Source["checklist"].Items)
        {
            var id = reader.NestedText(item, "id", $"checklist[{list.Count}]");
            list.Add(new(id, item["label"]["ja"].AsText() ?? item["label"].AsText() ?? id, item["required"].IsNull || item["required"].AsBoolean()));
        }
        var assign = new List<AssignRule>();
        foreach (var item in reader.Source["assign"].Items)
        {
            var place = $"assign[{assign.Count}]";
            var rule = new AssignRule(item["same"].AsText(), reader.OptionalFeel(item["person"], $"{place}.person"), item["by"].AsText() == "load");
            if (rule.Same is null == rule.Person is null) reader.Invalid(place, "割当ての決まりには same（前の仕事）か person（式）のどちらか一方を書いてください。", "An assignment rule has either 'same' or 'person'.");
            else assign.Add(rule);
        }
        var persons = reader.Source["persons"].IsNull ? 1 : reader.Source["persons"].AsLong() ?? 0;
        if (persons is < 1 or > 10) reader.Invalid("persons", "「persons」は1から10の数で書いてください。", "'persons' is from 1 to 10.");
        return new(reader.OptionalTemplate("scope"), (int)Math.Clamp(persons, 1, 10), reader.Flag("acknowledge"), list, reader.OptionalTemplate("once"), assign, reader.OptionalText("sameMessage"), reader.Lookups("lookups"), Escalation.Read(reader), ReadOutside(reader));
    }

    private static OutsideRule? ReadOutside(SpecReader reader)
    {
        if (reader.Source["outside"] is not { Kind: DatumKind.Object } source) return null;
        if (reader.OptionalFeel(source["mail"], "outside.mail") is not { } mail) { reader.Missing("outside.mail"); return null; }
        var expires = TimeSpan.FromDays(14);
        if (source["expires"].AsText() is { } text)
        {
            if (!Packages.Reading.CommonReader.TrySpan(text, out expires) || expires < TimeSpan.FromMinutes(1) || expires > TimeSpan.FromDays(400)) reader.Invalid("outside.expires", $"リンクの有効期間「{text}」は P14D のように、1分から400日までで書いてください。", "'expires' is a duration from a minute to 400 days, such as P14D.");
        }
        return new(mail, expires);
    }

    /// <summary>Writes to whom does it from outside, once it stands.</summary>
    public void Invite(ActivityContext context, string bookmark, Datum row)
    {
        if (Outside is null || context.Eval(Outside.Mail).AsText() is not { Length: > 0 } address) return;
        var task = $"{context.Step.CaseId}~{bookmark}";
        context.Send($"{task}:link", Links.TaskLinkDesk.MessageKind, task, Datum.Object(("to", address), ("title", row["title"]), ("role", row["role"]), ("until", Datum.Of(context.Step.Now + Outside.Expires))), null, Policies.Notify);
    }

    /// <summary>The role whose holders may: with its scope where the task has one.</summary>
    public string RoleOf(ActivityContext context, string role) => Scope is not null && context.Render(Scope) is { Length: > 0 } scope ? $"{role}@{scope}" : role;

    /// <summary>Members of the row that say these rules.</summary>
    public Datum Describe(Datum row)
    {
        if (Persons > 1) row = row.With("persons", Persons);
        if (Acknowledge) row = row.With("acknowledge", true);
        if (Checklist.Count > 0) row = row.With("checklist", Datum.List(Checklist.Select(c => Datum.Object(("id", c.Id), ("label", c.Label), ("required", c.Required)))));
        return SameMessage is null ? row : row.With("sameMessage", SameMessage);
    }

    /// <summary>Who has it from the beginning; null: whoever takes it.</summary>
    public IEnumerable<Question> Choose(ActivityContext context, Chosen chosen)
    {
        if (Assign.Count == 0) yield break;
        var names = new Names();
        foreach (var question in context.Ask(Lookups, names)) yield return question;
        foreach (var rule in Assign)
        {
            if (rule.Same is { } same)
            {
                chosen.Person = context.Head["doneBy"][context.ScopePath.Length == 0 ? same : $"{same}@{context.ScopePath}"].AsText() ?? context.Head["doneBy"][same].AsText();
            }
            else
            {
                var people = SpecReader.Texts(context.Eval(rule.Person!, names.Value)).Where(p => p.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
                if (rule.ByLoad && people.Count > 1)
                {
                    var question = new TaskLoad(people);
                    yield return question;
                    var load = context.Reply(question).Value;
                    chosen.Person = people.OrderBy(p => load[p].AsLong() ?? 0).ThenBy(p => p, StringComparer.Ordinal).First();
                }
                else chosen.Person = people.Count > 0 ? people[0] : null;
            }
            if (chosen.Person is { Length: > 0 }) yield break;
        }
    }

    /// <summary>Refuses a completion whose checklist is not ticked; keeps what was.</summary>
    public void Tick(ActivityContext context, Stimulus stimulus)
    {
        if (Checklist.Count == 0) return;
        var ticked = stimulus.Data["checked"].Items.Select(i => i.AsText()).ToHashSet(StringComparer.Ordinal);
        var missing = Checklist.Where(c => c.Required && !ticked.Contains(c.Id)).Select(c => new FieldError($"checked.{c.Id}", $"「{c.Label}」を確かめてください。")).ToList();
        if (missing.Count > 0) throw context.Refuse(new Refusal(RefusalCodes.Validation, missing[0].Message, missing[0].Field, missing));
        TaskDesk.Update(context, TaskDesk.Row(context).With("checked", Datum.List(Checklist.Where(c => ticked.Contains(c.Id)).Select(c => Datum.Of(c.Id)))));
    }

    /// <summary>Where several must do it: false until the last of them has.</summary>
    public bool Enough(ActivityContext context, Stimulus stimulus, string? outcome)
    {
        if (Persons == 1) return true;
        var row = TaskDesk.Row(context);
        var before = row["confirmations"].Items;
        if (before.Any(c => c["by"].AsText() == stimulus.Actor))
            throw context.Refuse(new Refusal(RefusalCodes.FourEyes, SameMessage ?? $"{Persons}名で確認してください。同じ人は2度確認できません。"));
        if (before.FirstOrDefault(c => c["outcome"].AsText() != outcome) is { } other)
            throw TaskForm.Invalid(context, "outcome", $"先に確認した人の結果（{other["outcome"].AsText()}）と違います。相談のうえ、同じ結果を選ぶか、仕事を戻してください。");
        if (before.Length + 1 >= Persons) return true;
        Heard.Mark(context);
        TaskDesk.Update(context, row.With("status", "open").With("assignee", Datum.Null)
            .With("confirmations", (row["confirmations"].IsNull ? Datum.EmptyList : row["confirmations"]).Append(Datum.Object(("by", stimulus.Actor), ("at", Datum.Of(context.Step.Now)), ("outcome", outcome)))));
        Timeline.Add(context, "confirmed", $"「{row["title"].AsText()}」を{before.Length + 1}人目が確認しました（{Persons}名で確認します）。", isPublic: false);
        return false;
    }

    internal sealed class Chosen
    {
        public string? Person { get; set; }
    }
}
