using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>
/// Variables of running containers set by hand. Payload of the alteration: <c>variables</c>, a list of
/// <c>{id | name, value, activityId?, scopePath?}</c>; without a place the outermost container that has the variable. All are set or none.
/// </summary>
internal sealed partial class Machine
{
    private void SetVariables()
    {
        if (Stimulus.Data["variables"] is not { Kind: DatumKind.List } wanted) return;
        var errors = new List<FieldError>();
        for (var i = 0; i < wanted.Items.Length; i++)
        {
            var change = wanted.Items[i];
            var name = change["id"].AsText() ?? change["name"].AsText() ?? "";
            var hands = Owner(name, change["activityId"].AsText(), change["scopePath"].AsText());
            if (hands is null) errors.Add(new FieldError($"variables[{i + 1}].id", $"変数「{name}」を持つ進行中の活動がありません。"));
            else if (!hands.SetOwnVariable(name, change["value"], out var type)) errors.Add(new FieldError($"variables[{i + 1}].value", $"変数「{name}」は {type} です。その型の値にしてください。"));
        }
        if (errors.Count > 0) throw new RefusalException(new Refusal("VARIABLE_INVALID", errors[0].Message, errors[0].Field, errors));
    }

    private Hands? Owner(string name, string? activity, string? path)
    {
        foreach (var frame in LiveFrames())
        {
            if ((activity is not null && activity != frame.NodeId) || (path is not null && path != frame.ScopePath)) continue;
            var hands = new Hands(this, frame.Id);
            if (hands.OwnsVariable(name)) return hands;
        }
        return null;
    }
}
