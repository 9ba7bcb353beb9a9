using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Drafts;

public sealed class Editing_drafts
{
    private static readonly DraftContent Content = DraftContent.FromDatum(Datum.Parse("""
        {
          "program.json": {"id": "p", "version": 1, "title": "手続", "roles": [{"id": "staff", "label": "職員", "kind": "staff"}, {"id": "boss", "label": "課長", "kind": "staff"}], "settings": []},
          "forms/F.json": {"id": "F", "title": "様式", "pages": [{"id": "one", "fields": [{"key": "a", "label": "あ", "type": "text"}, {"key": "b", "label": "い", "type": "text"}]}, {"id": "two", "fields": []}]},
          "workflows/main.json": {"definitionId": "main", "root": {"id": "flow", "type": "Elsa.Flowchart", "activities": [
              {"id": "one", "type": "Case.Status", "state": "x"}, {"id": "review", "type": "Case.Task", "task": "review", "role": "staff", "form": "F"}, {"id": "scope", "type": "Case.Scope", "body": {"id": "inner", "type": "Case.Status", "state": "y"}}],
            "connections": [{"source": {"activity": "one", "port": "Done"}, "target": {"activity": "review"}}, {"source": {"activity": "review", "port": "ok"}, "target": {"activity": "scope"}}]}},
          "workflows/main.layout.json": {"definitionId": "main", "activities": {"one": {"position": {"x": 1, "y": 2}}}}
        }
        """));

    [Theory]
    [InlineData("""{"op":"set","document":"program.json","path":"/roles/@boss/label","value":"部長"}""")]
    [InlineData("""{"op":"set","document":"program.json","path":"/portal/fee","value":"無料"}""")]
    [InlineData("""{"op":"unset","document":"workflows/main.json","path":"/#review/form"}""")]
    [InlineData("""{"op":"add","document":"program.json","path":"/roles","value":{"id":"third","label":"第三","kind":"staff"},"before":"@boss"}""")]
    [InlineData("""{"op":"add","document":"forms/F.json","path":"/pages/@two/fields","value":{"key":"c","label":"う","type":"text"}}""")]
    [InlineData("""{"op":"remove","document":"workflows/main.json","path":"/#review"}""")]
    [InlineData("""{"op":"remove","document":"forms/F.json","path":"/pages/@one/fields/@a"}""")]
    [InlineData("""{"op":"remove","document":"workflows/main.json","path":"/#flow/connections/@one:Done>review"}""")]
    [InlineData("""{"op":"move","document":"forms/F.json","path":"/pages/@one/fields/@a","to":"/pages/@two/fields"}""")]
    [InlineData("""{"op":"move","document":"forms/F.json","path":"/pages/@two","to":"/pages","before":"@one"}""")]
    [InlineData("""{"op":"create","document":"forms/G.json","value":{"id":"G"}}""")]
    [InlineData("""{"op":"delete","document":"forms/F.json"}""")]
    [InlineData("""{"op":"rename","document":"program.json","path":"/roles/@staff","id":"officer"}""")]
    [InlineData("""{"op":"rename","document":"workflows/main.json","path":"/#review","id":"check"}""")]
    [InlineData("""{"op":"rename","document":"forms/F.json","path":"","id":"F2"}""")]
    [InlineData("""{"op":"set","document":"workflows/main.layout.json","path":"/activities/one/position","value":{"x":5,"y":6}}""")]
    public void An_inverse_undoes_exactly_its_operation(string operation)
    {
        var edited = DraftEditor.Apply(Content, [Read(operation)]);
        Assert.NotEqual(Content.ToDatum(), edited.Content.ToDatum());
        Assert.Equal(Sorted(Content), Sorted(DraftEditor.Apply(edited.Content, edited.Inverse).Content));
    }

    [Fact]
    public void Renaming_a_role_or_a_form_changes_every_place_that_names_it()
    {
        var renamed = DraftEditor.Apply(Content, [Read("""{"op":"rename","document":"program.json","path":"/roles/@staff","id":"officer"}"""), Read("""{"op":"rename","document":"forms/F.json","path":"","id":"F2"}""")]).Content;
        Assert.Equal("officer", renamed["workflows/main.json"]["root"]["activities"][1]["role"].AsText());
        Assert.Equal("F2", renamed["workflows/main.json"]["root"]["activities"][1]["form"].AsText());
        Assert.Equal("F2", renamed["forms/F2.json"]["id"].AsText());
        Assert.Equal("staff", renamed["program.json"]["roles"][0]["aliases"][0].AsText());
    }

    [Fact]
    public void Removing_an_activity_takes_its_arrows_along() =>
        Assert.Empty(DraftEditor.Apply(Content, [Read("""{"op":"remove","document":"workflows/main.json","path":"/#review"}""")]).Content["workflows/main.json"]["root"]["connections"].Items);

    [Theory]
    [InlineData("""{"op":"set","document":"program.json","path":"/roles/@nobody/label","value":"x"}""", "path")]
    [InlineData("""{"op":"set","document":"program.json","path":"/roles/@boss/id","value":"x"}""", "path")]
    [InlineData("""{"op":"add","document":"program.json","path":"/roles","value":{"id":"boss"}}""", "value")]
    [InlineData("""{"op":"add","document":"workflows/main.json","path":"/#flow/activities","value":{"id":"inner","type":"Case.Status"}}""", "value")]
    [InlineData("""{"op":"create","document":"../secret.json","value":{}}""", "document")]
    [InlineData("""{"op":"create","document":"forms/a/../../b.json","value":{}}""", "document")]
    [InlineData("""{"op":"delete","document":"program.json"}""", "document")]
    public void What_has_no_place_is_refused_with_the_member_that_is_wrong(string operation, string member) =>
        Assert.Equal(member, Assert.Throws<DraftOperationException>(() => DraftEditor.Apply(Content, [Read(operation)])).Member);

    [Theory]
    // The same property, the element removed, the element around it.
    [InlineData("""{"op":"set","document":"program.json","path":"/roles/@boss/label","value":"部長"}""", """{"op":"set","document":"program.json","path":"/roles/@boss/label","value":"次長"}""", true)]
    [InlineData("""{"op":"set","document":"workflows/main.json","path":"/#inner/state","value":"z"}""", """{"op":"remove","document":"workflows/main.json","path":"/#scope"}""", true)]
    [InlineData("""{"op":"set","document":"workflows/main.json","path":"/root/activities/@review/role","value":"boss"}""", """{"op":"set","document":"workflows/main.json","path":"/#review/role","value":"x"}""", true)]
    [InlineData("""{"op":"set","document":"workflows/main.json","path":"/#review/role","value":"boss"}""", """{"op":"delete","document":"workflows/main.json"}""", true)]
    [InlineData("""{"op":"move","document":"forms/F.json","path":"/pages/@two","to":"/pages","before":"@one"}""", """{"op":"remove","document":"forms/F.json","path":"/pages/@two"}""", true)]
    // Equal values, other properties, other elements, two things added to one list.
    [InlineData("""{"op":"set","document":"program.json","path":"/roles/@boss/label","value":"部長"}""", """{"op":"set","document":"program.json","path":"/roles/@boss/label","value":"部長"}""", false)]
    [InlineData("""{"op":"set","document":"workflows/main.json","path":"/#review/role","value":"boss"}""", """{"op":"set","document":"workflows/main.json","path":"/#review/title","value":"x"}""", false)]
    [InlineData("""{"op":"add","document":"program.json","path":"/roles","value":{"id":"x"}}""", """{"op":"add","document":"program.json","path":"/roles","value":{"id":"y"}}""", false)]
    [InlineData("""{"op":"set","document":"workflows/main.json","path":"/#review/role","value":"boss"}""", """{"op":"set","document":"workflows/main.layout.json","path":"/activities/one/position","value":{"x":9,"y":9}}""", false)]
    public void Two_people_are_told_where_they_meet_and_only_there(string theirs, string mine, bool meet)
    {
        var first = DraftEditor.Apply(Content, [Read(theirs)]);
        var request = new DraftRequest(1, "a", "1", "u", "人", default, [Read(theirs)], first.Inverse, first.Touches);
        var conflicts = DraftConflicts.Find(DraftEditor.Apply(first.Content, [Read(mine)]).Touches, [request]);
        Assert.Equal(meet, conflicts.Count > 0);
    }

    [Fact]
    public void Any_run_of_operations_is_undone_by_its_inverses()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 200; run++)
        {
            var (content, undo) = (Content, new Stack<IReadOnlyList<DraftOperation>>());
            for (var i = 0; i < 20; i++)
            {
                try
                {
                    var edited = DraftEditor.Apply(content, [Any(random)]);
                    content = edited.Content;
                    undo.Push(edited.Inverse);
                }
                catch (DraftOperationException e) { Assert.False(string.IsNullOrEmpty(e.Ja), $"seed {seed}"); }
            }
            while (undo.TryPop(out var inverse)) content = DraftEditor.Apply(content, inverse).Content;
            Assert.True(Sorted(Content).Equals(Sorted(content)), $"seed {seed}, run {run}");
        }
    }

    private static DraftOperation Any(Random random)
    {
        string[] activities = ["one", "review", "scope", "inner", "new1", "new2"];
        string A() => activities[random.Next(activities.Length)];
        return random.Next(8) switch
        {
            0 => new(DraftOp.Set, "workflows/main.json", $"/#{A()}/name", $"n{random.Next(3)}"),
            1 => new(DraftOp.Add, "workflows/main.json", "/#flow/activities", Datum.Object(("id", $"new{random.Next(1, 3)}"), ("type", "Case.Status")), random.Next(2) == 0 ? "@" + A() : null),
            2 => new(DraftOp.Remove, "workflows/main.json", $"/#{A()}"),
            3 => new(DraftOp.Move, "workflows/main.json", $"/#{A()}", Before: "@" + A(), To: "/#flow/activities"),
            4 => new(DraftOp.Move, "workflows/main.json", $"/#{A()}", To: "/#scope/body"),
            5 => new(DraftOp.Add, "workflows/main.json", "/#flow/connections", Datum.Object(("source", Datum.Object(("activity", A()), ("port", "Done"))), ("target", Datum.Object(("activity", A()))))),
            6 => new(DraftOp.Move, "forms/F.json", $"/pages/@{(random.Next(2) == 0 ? "one" : "two")}/fields/@{(random.Next(2) == 0 ? "a" : "b")}", To: $"/pages/@{(random.Next(2) == 0 ? "one" : "two")}/fields"),
            _ => new(DraftOp.Unset, "workflows/main.json", $"/#{A()}/name"),
        };
    }

    private static DraftOperation Read(string json) => DraftOperation.Read(Datum.Parse(json));

    /// <summary>Members in one order: undoing puts a member back, not at its old place among the others.</summary>
    private static Datum Sorted(DraftContent content) => Workflows.Engine.Plans.PlanIdentity.Ordered(content.ToDatum());
}
