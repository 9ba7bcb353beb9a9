namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads <c>events</c> of program.json.</summary>
internal static class EventReader
{
    public static EventSpec Event(Node n)
    {
        var spec = new EventSpec
        {
            Id = n.Id(),
            Aliases = n.Texts("aliases"),
            Label = n.Label("label"),
            Connector = n.OptionalText("connector"),
            Key = n.Feel("key"),
            Early = n.Choice("early", EventSpec.Keep, EventSpec.Keep, EventSpec.Ignore),
            Late = n.Choice("late", EventSpec.Ignore, EventSpec.Ignore, EventSpec.Attach, EventSpec.Task, EventSpec.Begin, EventSpec.Refuse),
            Role = n.OptionalText("role"),
            Start = n.OptionalText("start"),
        };
        n.Refer(RefKind.Connector, spec.Connector, "connector");
        n.Refer(RefKind.Role, spec.Role, "role");
        n.Refer(RefKind.Start, spec.Start, "start");
        if (spec is { Late: EventSpec.Task, Role: null }) n.Error("role", "遅れて届いたものを仕事にするには、だれの仕事か（role）が要ります。", "A task for late events needs a 'role'.", "「role」に役割を書いてください。");
        if (spec is { Late: EventSpec.Begin, Start: null }) n.Error("start", "遅れて届いたもので始める開始（start）がありません。", "'start' is missing.", "「start」に starts の識別子を書いてください。");
        return spec;
    }
}
