using System.Text.Json;
using Workflows.Engine.Data;

namespace Workflows.Engine.State;

/// <summary>The JSON of a state part: what <see cref="StateReader"/> reads. The order of the members is part of the form.</summary>
internal static class StateWriter
{
    public static void Part(StatePart part, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (part.Root is { } root) Root(writer, root);
        writer.WriteStartArray(Names.Frames);
        foreach (var frame in part.Frames) Frame(writer, frame);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Root(Utf8JsonWriter writer, RootState r)
    {
        writer.WriteNumber(Names.Format, r.Format);
        writer.WriteNumber(Names.Epoch, r.Epoch);
        Instant(writer, Names.LastNow, r.LastNow);
        writer.WriteNumber(Names.NextFrame, r.NextFrame);
        Value(writer, Names.Fields, r.Fields);
        Value(writer, Names.Head, r.Head);
        writer.WriteStartArray(Names.Instances);
        foreach (var instance in r.Instances) Instance(writer, instance);
        writer.WriteEndArray();
        writer.WriteStartArray(Names.Incidents);
        foreach (var incident in r.Incidents) Incident(writer, incident);
        writer.WriteEndArray();
        writer.WriteStartArray(Names.Pending);
        foreach (var work in r.Pending) work.WriteTo(writer);
        writer.WriteEndArray();
        if (!r.Undo.IsNull) Value(writer, Names.Undo, r.Undo);
    }

    private static void Instance(Utf8JsonWriter writer, InstanceState i)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Names.No, i.No);
        writer.WriteString(Names.DefinitionId, i.DefinitionId);
        writer.WriteNumber(Names.Version, i.Version);
        writer.WriteString(Names.Status, i.Status);
        writer.WriteString(Names.SubStatus, i.SubStatus);
        writer.WriteString(Names.CorrelationId, i.CorrelationId);
        writer.WriteString(Names.Name, i.Name);
        writer.WriteNumber(Names.RootFrame, i.RootFrame);
        Value(writer, Names.Input, i.Input);
        Value(writer, Names.Outputs, i.Outputs);
        Value(writer, Names.ActivityOutputs, i.ActivityOutputs);
        Value(writer, Names.Properties, i.Properties);
        writer.WriteEndObject();
    }

    private static void Incident(Utf8JsonWriter writer, Incident i)
    {
        writer.WriteStartObject();
        writer.WriteString(Names.Id, i.Id);
        writer.WriteNumber(Names.Frame, i.Frame);
        writer.WriteString(Names.ActivityId, i.ActivityId);
        writer.WriteString(Names.ScopePath, i.ScopePath);
        writer.WriteString(Names.ActivityType, i.ActivityType);
        writer.WriteString(Names.Severity, i.Severity);
        writer.WriteString(Names.Code, i.Code);
        writer.WriteString(Names.Message, i.Message);
        Instant(writer, Names.At, i.At);
        Value(writer, Names.Detail, i.Detail);
        writer.WriteEndObject();
    }

    // Short names: a suspended case is stored often.
    private static void Frame(Utf8JsonWriter writer, Frame f)
    {
        writer.WriteStartObject();
        writer.WriteNumber(Names.Id, f.Id);
        writer.WriteNumber(Names.Parent, f.Parent);
        writer.WriteNumber(Names.Instance, f.Instance);
        writer.WriteString(Names.Node, f.NodeId);
        writer.WriteString(Names.Scope, f.ScopePath);
        writer.WriteNumber(Names.State, (int)f.Status);
        writer.WriteNumber(Names.Children, f.Children);
        if ((f.Live?.ToDatum() ?? f.Data) is { IsNull: false } data) Value(writer, Names.Data, data);
        if (f.Variables is { } variables) Value(writer, Names.Variables, variables);
        if (!f.Tag.IsNull) Value(writer, Names.Tag, f.Tag);
        if (f.Waits > 0) writer.WriteNumber(Names.Waits, f.Waits);
        if (f.Bookmarks.Length > 0)
        {
            writer.WriteStartArray(Names.Bookmarks);
            foreach (var bookmark in f.Bookmarks) Bookmark(writer, bookmark);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void Bookmark(Utf8JsonWriter writer, Bookmark b)
    {
        writer.WriteStartObject();
        writer.WriteString(Names.Id, b.Id);
        writer.WriteString(Names.Kind, b.Kind);
        writer.WriteString(Names.BookmarkName, b.Name);
        writer.WriteString(Names.Key, b.Key);
        if (b.Due is { } due) Instant(writer, Names.Due, due); else writer.WriteNull(Names.Due);
        Value(writer, Names.Data, b.Data);
        writer.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter writer, JsonEncodedText name, Datum value)
    {
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }

    /// <summary>ISO 8601 to the tick, with every digit, as <see cref="Datum.Of(DateTimeOffset)"/> writes it.</summary>
    private static void Instant(Utf8JsonWriter writer, JsonEncodedText name, DateTimeOffset value)
    {
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out var length, "O", System.Globalization.CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }

    /// <summary>The members' names, encoded once.</summary>
    internal static class Names
    {
        public static readonly JsonEncodedText
            Frames = Of("frames"), Format = Of("format"), Epoch = Of("epoch"), LastNow = Of("lastNow"), NextFrame = Of("nextFrame"), Fields = Of("fields"), Head = Of("head"),
            Instances = Of("instances"), Incidents = Of("incidents"), Pending = Of("pending"), Undo = Of("undo"),
            No = Of("no"), DefinitionId = Of("definitionId"), Version = Of("version"), Status = Of("status"), SubStatus = Of("subStatus"), CorrelationId = Of("correlationId"),
            Name = Of("name"), RootFrame = Of("rootFrame"), Input = Of("input"), Outputs = Of("outputs"), ActivityOutputs = Of("activityOutputs"), Properties = Of("properties"),
            Id = Of("id"), Frame = Of("frame"), ActivityId = Of("activityId"), ScopePath = Of("scopePath"), ActivityType = Of("activityType"), Severity = Of("severity"),
            Code = Of("code"), Message = Of("message"), At = Of("at"), Detail = Of("detail"),
            Parent = Of("p"), Instance = Of("i"), Node = Of("n"), Scope = Of("s"), State = Of("st"), Children = Of("c"), Data = Of("d"), Variables = Of("v"), Tag = Of("t"),
            Waits = Of("w"), Bookmarks = Of("b"), Kind = Of("k"), BookmarkName = Of("n"), Key = Of("key"), Due = Of("due");

        private static JsonEncodedText Of(string name) => JsonEncodedText.Encode(name);
    }
}
