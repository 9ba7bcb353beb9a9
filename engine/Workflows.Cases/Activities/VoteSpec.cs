using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities;

/// <summary>How the votes stand: in favour, against, abstained, and those that were not or not yet cast.</summary>
internal readonly record struct Tally(int Yes, int No, int Abstained, int Open)
{
    public int Seats => Yes + No + Abstained + Open;
    public int Cast => Yes + No + Abstained;
}

/// <summary>How a vote decides. One person has one vote, also where he holds several of the roles.</summary>
/// <param name="Rule"><c>majority</c>: more than half; <c>twoThirds</c>: two thirds or more; <c>unanimous</c>: all; <c>count</c>: <paramref name="Needed"/> or more.</param>
/// <param name="OfCast">The share is of the votes in favour and against; else of all who may vote.</param>
/// <param name="Quorum">So many have to vote (abstaining counts as voting), else nothing is decided (<c>Returned</c>).</param>
/// <param name="Tie">What as many votes in favour as against come to: an outcome, or <see cref="ByChair"/>. Only a majority has ties.</param>
/// <param name="WaitAll">Everybody is waited for, also when the result cannot change any more.</param>
/// <param name="Due">Votes not cast by then are missing; null: everybody is waited for.</param>
internal sealed record VoteSpec(string Rule, int Needed, bool OfCast, int Quorum, string Tie, string? Chair, bool WaitAll, DueSpec? Due)
{
    public const string Mode = "vote";
    public const string ByChair = "chair";
    public const string Approved = "Approved", Rejected = "Rejected", Returned = "Returned", Abstained = "Abstained";

    private static readonly string[] Rules = ["majority", "twoThirds", "unanimous", "count"];
    private static readonly string[] Ties = [Rejected, Approved, Returned, ByChair];

    /// <param name="seats">How many may vote; null where a table says so.</param>
    public static VoteSpec? Read(SpecReader reader, int? seats)
    {
        if (reader.OptionalText("mode") != Mode) return null;
        var spec = new VoteSpec(
            reader.OptionalText("rule") ?? "majority", Number("needed", "必要な賛成の人数"), reader.OptionalText("of") == "cast", Number("quorum", "最低の投票数"), reader.OptionalText("tie") ?? Rejected, reader.OptionalText("chair"),
            reader.Flag("waitAll"), DueSpec.Read(reader.Source["due"], reader, "due"));
        if (!Rules.Contains(spec.Rule)) reader.Invalid("rule", $"決まり方「{spec.Rule}」はありません。{string.Join("、", Rules)} のどれかです。", $"There is no rule '{spec.Rule}'.");
        if (!Ties.Contains(spec.Tie)) reader.Invalid("tie", $"可否同数のときの決め方「{spec.Tie}」はありません。{string.Join("、", Ties)} のどれかです。", $"There is no tie rule '{spec.Tie}'.");
        if (reader.OptionalText("of") is not (null or "all" or "cast")) reader.Invalid("of", "「of」は all か cast です。", "'of' is all or cast.");
        if (spec.Rule == "count" && spec.Needed < 1) reader.Missing("needed");
        if (spec.Tie == ByChair && spec.Rule == "majority" && spec.Chair is null) reader.Missing("chair");
        if (spec.Rule == "count" && spec.Needed > seats) reader.Invalid("needed", $"賛成の人数（{spec.Needed}）が投票する人の数（{seats}）より多いので、可決されることがありません。", $"{spec.Needed} votes in favour of {seats} can never be reached.");
        if (spec.Quorum > seats) reader.Invalid("quorum", $"最低の投票数（{spec.Quorum}）が投票する人の数（{seats}）より多いので、決まることがありません。", $"A quorum of {spec.Quorum} of {seats} can never be reached.");
        return spec;

        int Number(string name, string label)
        {
            if (reader.Source[name].IsNull) return 0;
            if (reader.Source[name].AsLong() is { } value and > 0 and <= 1_000) return (int)value;
            reader.Invalid(name, $"{label}は1から1000までの整数です。", $"'{name}' is a whole number from 1 to 1000.");
            return 0;
        }
    }

    /// <summary>What the votes come to when no further one is cast.</summary>
    public string Outcome(Tally tally)
    {
        if (tally.Cast < Quorum) return Returned;
        var whole = OfCast ? tally.Yes + tally.No : tally.Seats;
        var passes = Rule switch
        {
            "twoThirds" => whole > 0 && 3 * tally.Yes >= 2 * whole,
            "unanimous" => whole > 0 && tally.Yes == whole,
            "count" => tally.Yes >= Needed,
            _ => 2 * tally.Yes > whole,
        };
        if (passes) return Approved;
        return Rule == "majority" && tally.Yes == tally.No ? Tie : Rejected;
    }

    /// <summary>The outcome once nothing that may still be cast changes it; null before.</summary>
    public string? Settled(Tally tally)
    {
        if (tally.Open == 0) return Outcome(tally);
        if (WaitAll) return null;
        string? only = null;
        for (var yes = 0; yes <= tally.Open; yes++)
            for (var no = 0; yes + no <= tally.Open; no++)
            {
                // Without a last day everybody votes; with one some may not.
                for (var missing = Due is null ? 0 : tally.Open - yes - no; missing >= 0; missing--)
                {
                    var outcome = Outcome(new(tally.Yes + yes, tally.No + no, tally.Abstained + tally.Open - yes - no - missing, missing));
                    if (only is not null && only != outcome) return null;
                    only = outcome;
                }
            }
        return only;
    }

    /// <summary>What can come of it: a vote that cannot stay undecided has no way for that.</summary>
    public static IReadOnlyList<string> OutcomesOf(Datum activity) =>
        activity["quorum"].AsLong() > 0 || ((activity["rule"].AsText() ?? "majority") == "majority" && activity["tie"].AsText() is Returned or ByChair) ? [Approved, Rejected, Returned] : [Approved, Rejected];

    public static Datum Of(Tally tally) => Datum.Object(("yes", tally.Yes), ("no", tally.No), ("abstained", tally.Abstained), ("missing", tally.Open));

    public static Tally Count(Datum steps)
    {
        var votes = steps.Items.Where(s => !s[ByChair].AsBoolean()).Select(s => s["state"].AsText()).ToList();
        return new(votes.Count(v => v == Approved), votes.Count(v => v == Rejected), votes.Count(v => v == Abstained), votes.Count(v => v is not (Approved or Rejected or Abstained)));
    }
}
