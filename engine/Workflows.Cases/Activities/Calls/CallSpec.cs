using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Activities.Calls;

/// <param name="OnFailure">The role that decides when the call was given up; null: an incident.</param>
/// <param name="Instance">Which of the connector's instances; null: as the municipality routes the operation.</param>
/// <param name="Concurrency">Messages of one value go one after another.</param>
/// <param name="WaitFor">The waiting budget: from the sending until the answer, whatever is tried meanwhile.</param>
/// <param name="Compensate">What undoes it when it is interrupted after it may have been sent.</param>
internal sealed record CallSpec(
    string Connector, string Operation, IReadOnlyList<NamedFeel> Request, TextTemplate? Key, CallPolicySpec Policy, string? Result, string? OnFailure, Handlers Handlers,
    Feel? Instance, TextTemplate? Concurrency, ChunkSpec? Chunk, InquirySpec? Inquiry, AsyncAnswerSpec? Answer, FallbackSpec? Fallback, CompensationSpec? Compensate, IsoDuration? WaitFor) : IHandled
{
    public static CallSpec Read(SpecReader reader)
    {
        var source = reader.Source;
        var spec = new CallSpec(
            reader.Text("connector"), reader.Text("operation"), reader.Named("request"), reader.OptionalTemplate("key"),
            CallPolicySpec.Read(source, reader.Invalid), reader.OptionalText("result"), source["onFailure"]["task"].AsText(), Handlers.Read(reader),
            reader.OptionalFeel("instance"), reader.OptionalTemplate("concurrency"), ChunkSpec.Read(reader), InquirySpec.Read(reader), AsyncAnswerSpec.Read(reader),
            FallbackSpec.Read(reader), CompensationSpec.Read(reader), reader.OptionalDuration("waitFor"));
        if (spec.Chunk is not null && (spec.Inquiry is not null || spec.Answer is not null || spec.Compensate is not null))
            reader.Invalid("chunk", "chunk は inquiry、answer、compensate と一緒には使えません。", "'chunk' cannot be combined with inquiry, answer or compensate.");
        return spec;
    }
}

/// <summary>A long list sent in parts, each with a key of its own.</summary>
internal sealed record ChunkSpec(Feel Items, int Size)
{
    public static ChunkSpec? Read(SpecReader reader)
    {
        var source = reader.Source["chunk"];
        if (source.IsNull) return null;
        if (reader.OptionalFeel(source["items"], "chunk.items") is not { } items) { reader.Missing("chunk.items"); return null; }
        if (source["size"].AsLong() is not (> 0 and <= 100_000 and var size)) { reader.Invalid("chunk.size", "一度に送る件数を1以上で書いてください。", "The size of a chunk is a whole number from 1."); size = 1; }
        return new(items, (int)size);
    }
}

/// <summary>How to learn what became of a call whose answer was lost.</summary>
/// <param name="Happened">Over <c>answer</c> (its value) and <c>code</c> (Done or a fault's code): true it took effect, false it did not, null not yet known.</param>
/// <param name="Value">The call's result when it took effect; null: the inquiry's answer.</param>
internal sealed record InquirySpec(string Operation, IReadOnlyList<NamedFeel> Request, Feel Happened, Feel? Value, IsoDuration Every, IsoDuration GiveUpAfter)
{
    public static InquirySpec? Read(SpecReader reader)
    {
        var source = reader.Source["inquiry"];
        if (source.IsNull) return null;
        return new(reader.NestedText(source, "operation", "inquiry"), reader.Named(source["request"], "inquiry.request"),
            reader.OptionalFeel(source["happened"], "inquiry.happened") ?? new Feel("code = \"Done\""), reader.OptionalFeel(source["value"], "inquiry.value"),
            Duration(reader, source["every"], "inquiry.every", "PT1M"), Duration(reader, source["giveUpAfter"], "inquiry.giveUpAfter", "P1D"));
    }

    internal static IsoDuration Duration(SpecReader reader, Datum value, string place, string otherwise)
    {
        if (IsoDuration.TryParse(value.AsText() ?? otherwise, out var duration)) return duration;
        reader.Invalid(place, $"「{value.AsText()}」は期間ではありません。PT30M（30分）のように書いてください。", $"'{value.AsText()}' is no ISO 8601 duration.");
        return default;
    }
}

/// <summary>The far side takes the request and answers later by an event.</summary>
/// <param name="Key">Over <c>answer</c> (what it said at once) once that is there; before, over the case alone.</param>
/// <param name="Outcome">Over <c>event</c>; null: Done.</param>
internal sealed record AsyncAnswerSpec(string Event, Feel? Key, Feel? Outcome)
{
    public static AsyncAnswerSpec? Read(SpecReader reader)
    {
        var source = reader.Source["answer"];
        return source.IsNull ? null : new(reader.NestedText(source, "event", "answer"), reader.OptionalFeel(source["key"], "answer.key"), reader.OptionalFeel(source["outcome"], "answer.outcome"));
    }
}

/// <summary>What is done meanwhile, once so many attempts have failed.</summary>
/// <param name="GoOn">The case goes on by the outcome Fallback when the body has ended; the message is still tried.</param>
internal sealed record FallbackSpec(int After, bool GoOn, PlanNode Body)
{
    public const string Port = "fallback";

    public static FallbackSpec? Read(SpecReader reader) =>
        reader.Child(Port) is { } body ? new((int)Math.Max(1, reader.Source["fallbackAfter"].AsLong() ?? 1), reader.Flag("fallbackGoOn"), body) : null;
}

internal sealed record CompensationSpec(string Operation, IReadOnlyList<NamedFeel> Request)
{
    public static CompensationSpec? Read(SpecReader reader)
    {
        var source = reader.Source["compensate"];
        return source.IsNull ? null : new(reader.NestedText(source, "operation", "compensate"), reader.Named(source["request"], "compensate.request"));
    }
}
