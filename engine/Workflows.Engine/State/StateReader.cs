using System.Collections.Immutable;
using System.Text.Json;
using Workflows.Engine.Data;
using Names = Workflows.Engine.State.StateWriter.Names;

namespace Workflows.Engine.State;

/// <summary>
/// Reads what <see cref="StateWriter"/> wrote, member by member: most of a step's reading is this. Members may stand in any order but that
/// format and epoch come first; one that is not known is passed over.
/// </summary>
internal ref struct StateReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 2 * Datum.MaxDepth };

    private readonly ReadOnlyMemory<byte> _json;
    private Utf8JsonReader _at;

    private StateReader(ReadOnlyMemory<byte> json)
    {
        _json = json;
        _at = new Utf8JsonReader(json.Span, Options);
    }

    /// <exception cref="NotSupportedException">Written by a newer format or epoch.</exception>
    /// <exception cref="JsonException">The bytes are no part of a state.</exception>
    public static StatePart Part(int no, ReadOnlyMemory<byte> json)
    {
        var reader = new StateReader(json);
        reader.Next(JsonTokenType.StartObject);
        RootState root = new();
        ImmutableArray<Frame> frames = [];
        while (reader.Member())
        {
            if (reader.Is(Names.Frames)) frames = reader.Frames();
            else if (no != 0 || !reader.Root(ref root)) reader.Pass();
        }
        if (reader._at.Read()) throw new JsonException("There is more text after the state.");
        if (no == 0 && root.LastNow == default) throw new JsonException("The root part lacks its instant.");
        return new StatePart(no, frames, no == 0 ? root : null, json);
    }

    private bool Root(ref RootState root)
    {
        if (Is(Names.Format)) root = root with { Format = Known(Whole(), Semantics.StateFormat, "format") };
        else if (Is(Names.Epoch)) root = root with { Epoch = Known(Whole(), Semantics.Epoch, "epoch") };
        else if (Is(Names.LastNow)) root = root with { LastNow = Instant() };
        else if (Is(Names.NextFrame)) root = root with { NextFrame = Whole() };
        else if (Is(Names.Fields)) root = root with { Fields = Kept() };
        else if (Is(Names.Head)) root = root with { Head = Kept() };
        else if (Is(Names.Instances)) root = root with { Instances = Instances() };
        else if (Is(Names.Incidents)) root = root with { Incidents = Incidents() };
        else if (Is(Names.Pending)) root = root with { Pending = Pending() };
        else if (Is(Names.Undo)) root = root with { Undo = Kept() };
        else return false;
        return true;
    }

    private static int Known(int written, int known, string what) => written <= known ? written
        : throw new NotSupportedException($"The case was written by a newer version ({what} {written}); this node knows {what} {known}.");

    private ImmutableArray<InstanceState> Instances()
    {
        Next(JsonTokenType.StartArray);
        var found = ImmutableArray.CreateBuilder<InstanceState>(1);
        while (Item()) found.Add(Instance());
        return found.DrainToImmutable();
    }

    private InstanceState Instance()
    {
        var (no, version, rootFrame) = (0, 0, 0);
        string? definition = null, status = null, sub = null, correlation = null, name = null;
        Datum input = Datum.Null, outputs = Datum.Null, activities = Datum.Null, properties = Datum.Null;
        while (Member())
        {
            if (Is(Names.No)) no = Whole();
            else if (Is(Names.DefinitionId)) definition = Text();
            else if (Is(Names.Version)) version = Whole();
            else if (Is(Names.Status)) status = Text(InstanceStatus.Running, InstanceStatus.Finished);
            else if (Is(Names.SubStatus)) sub = Text(InstanceSubStatus.Suspended, InstanceSubStatus.Finished);
            else if (Is(Names.CorrelationId)) correlation = Text();
            else if (Is(Names.Name)) name = Text();
            else if (Is(Names.RootFrame)) rootFrame = Whole();
            else if (Is(Names.Input)) input = Kept();
            else if (Is(Names.Outputs)) outputs = Kept();
            else if (Is(Names.ActivityOutputs)) activities = Kept();
            else if (Is(Names.Properties)) properties = Kept();
            else Pass();
        }
        return new InstanceState(no, Needed(definition, "definitionId"), version, Needed(status, "status"), Needed(sub, "subStatus"), correlation, name, rootFrame, input, outputs, activities, properties);
    }

    private ImmutableArray<Incident> Incidents()
    {
        Next(JsonTokenType.StartArray);
        var found = ImmutableArray.CreateBuilder<Incident>();
        while (Item()) found.Add(Incident());
        return found.DrainToImmutable();
    }

    private Incident Incident()
    {
        string? id = null, activity = null, scope = null, type = null, severity = null, code = null, message = null;
        var (frame, at, detail) = (0, default(DateTimeOffset), Datum.Null);
        while (Member())
        {
            if (Is(Names.Id)) id = Text();
            else if (Is(Names.Frame)) frame = Whole();
            else if (Is(Names.ActivityId)) activity = Text();
            else if (Is(Names.ScopePath)) scope = Text();
            else if (Is(Names.ActivityType)) type = Text();
            else if (Is(Names.Severity)) severity = Text();
            else if (Is(Names.Code)) code = Text();
            else if (Is(Names.Message)) message = Text();
            else if (Is(Names.At)) at = Instant();
            else if (Is(Names.Detail)) detail = Kept();
            else Pass();
        }
        return new Incident(Needed(id, "id"), frame, Needed(activity, "activityId"), Needed(scope, "scopePath"), Needed(type, "activityType"), Needed(severity, "severity"),
            Needed(code, "code"), Needed(message, "message"), at, detail);
    }

    private ImmutableArray<Datum> Pending()
    {
        Next(JsonTokenType.StartArray);
        var found = ImmutableArray.CreateBuilder<Datum>();
        while (Item()) found.Add(Here());
        return found.DrainToImmutable();
    }

    private ImmutableArray<Frame> Frames()
    {
        Next(JsonTokenType.StartArray);
        var found = ImmutableArray.CreateBuilder<Frame>(CaseState.FramesPerPart);
        while (Item()) found.Add(Frame());
        return found.DrainToImmutable();
    }

    private Frame Frame()
    {
        var frame = new Frame();
        while (Member())
        {
            if (Is(Names.Id)) frame.Id = Whole();
            else if (Is(Names.Parent)) frame.Parent = Whole();
            else if (Is(Names.Instance)) frame.Instance = Whole();
            else if (Is(Names.Node)) frame.NodeId = Needed(Text(), "n");
            else if (Is(Names.Scope)) frame.ScopePath = Needed(Text(), "s");
            else if (Is(Names.State)) frame.Status = (FrameStatus)Whole();
            else if (Is(Names.Children)) frame.Children = Whole();
            else if (Is(Names.Data)) frame.Data = Kept();
            else if (Is(Names.Variables)) frame.Variables = Kept();
            else if (Is(Names.Tag)) frame.Tag = Kept();
            else if (Is(Names.Waits)) frame.Waits = Whole();
            else if (Is(Names.Bookmarks)) frame.Bookmarks = Bookmarks();
            else Pass();
        }
        return frame.Id > 0 ? frame : throw new JsonException("A frame lacks its number.");
    }

    private ImmutableArray<Bookmark> Bookmarks()
    {
        Next(JsonTokenType.StartArray);
        var found = ImmutableArray.CreateBuilder<Bookmark>(1);
        while (Item()) found.Add(Bookmark());
        return found.DrainToImmutable();
    }

    private Bookmark Bookmark()
    {
        string? id = null, kind = null, name = null, key = null;
        DateTimeOffset? due = null;
        var data = Datum.Null;
        while (Member())
        {
            if (Is(Names.Id)) id = Text();
            else if (Is(Names.Kind)) kind = Text();
            else if (Is(Names.BookmarkName)) name = Text();
            else if (Is(Names.Key)) key = Text();
            else if (Is(Names.Due)) due = Next() == JsonTokenType.Null ? null : _at.GetDateTimeOffset();
            else if (Is(Names.Data)) data = Kept();
            else Pass();
        }
        return new Bookmark(Needed(id, "id"), Needed(kind, "k"), Needed(name, "n"), key, due, data);
    }

    /// <summary>Goes on to the object's next member; false at its end.</summary>
    private bool Member() => Next() == JsonTokenType.PropertyName;

    /// <summary>Goes on to the list's next object; false at its end.</summary>
    private bool Item() => Next() != JsonTokenType.EndArray;

    private readonly bool Is(JsonEncodedText name) => _at.ValueTextEquals(name.EncodedUtf8Bytes);

    private int Whole()
    {
        Next(JsonTokenType.Number);
        return _at.GetInt32();
    }

    private DateTimeOffset Instant()
    {
        Next(JsonTokenType.String);
        return _at.GetDateTimeOffset();
    }

    private string? Text() => Next() == JsonTokenType.Null ? null : _at.GetString();

    /// <summary>A text that is often one of two.</summary>
    private string? Text(string often, string or) => Next() == JsonTokenType.Null ? null : _at.ValueTextEquals(often) ? often : _at.ValueTextEquals(or) ? or : _at.GetString();

    private static string Needed(string? text, string name) => text ?? throw new JsonException($"The state lacks \"{name}\".");

    /// <summary>The next value, to be parsed when looked into.</summary>
    private Datum Kept()
    {
        Next();
        return Here();
    }

    private Datum Here()
    {
        var from = (int)_at.TokenStartIndex;
        _at.Skip();
        return Datum.Written(_json[from..(int)_at.BytesConsumed]);
    }

    private void Pass()
    {
        Next();
        _at.Skip();
    }

    private void Next(JsonTokenType kind)
    {
        if (Next() != kind) throw new JsonException($"The state has {_at.TokenType} where {kind} belongs.");
    }

    private JsonTokenType Next() => _at.Read() ? _at.TokenType : throw new JsonException("The state ends too early.");
}
