using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Pages;

namespace Workflows.Server.Tests;

/// <summary>What a browser posts becomes form values; nothing typed is lost and nothing locked is taken.</summary>
public sealed class Posted_values
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.FromHours(9));

    [Theory]
    [InlineData("number", "１，２３４", "1234")]
    [InlineData("number", "12a", "\"12a\"")]
    [InlineData("money", "15,200円", "15200")]
    [InlineData("yesno", "false", "false")]
    [InlineData("yesno", "maybe", "null")]
    [InlineData("consent", "", "false")]
    [InlineData("text", "  山田  ", "\"山田\"")]
    [InlineData("text", "", "null")]
    public async Task A_control_gives_its_value(string type, string posted, string expected)
    {
        var values = await Read([Field("a", type)], Datum.EmptyObject, ("a", posted));
        Assert.Equal(expected, values["a"].ToJson());
    }

    [Fact]
    public async Task Locked_and_hidden_fields_take_nothing_from_the_person()
    {
        var before = Datum.Object(("a", "kept"), ("b", "kept"));
        var values = await Read([Field("a", "text") with { Locked = true }, Field("b", "text") with { Visible = false }], before, ("a", "forged"), ("b", "forged"));
        Assert.Equal(before, values);
    }

    [Fact]
    public async Task Table_rows_come_in_order_and_keep_their_locked_columns()
    {
        var columns = new[] { Field("x", "text"), Field("y", "text") with { Locked = true } };
        var before = Datum.Object(("t", Datum.List(Datum.Object(("x", "1"), ("y", "locked")))));
        var values = await Read([Field("t", "table") with { Columns = columns, Rows = [columns] }], before, ("t[1]._", "1"), ("t[1].x", "one"), ("t[2]._", "1"), ("t[2].x", "two"), ("t[4]._", "1"), ("t[4].x", "not the next"));
        Assert.Equal("""[{"x":"one","y":"locked"},{"x":"two"}]""", values["t"].ToJson());
    }

    [Fact]
    public async Task An_uploaded_file_is_stored_first_and_only_referred_to()
    {
        var files = new FormFileCollection { new FormFile(new MemoryStream(Encoding.UTF8.GetBytes("scan")), 0, 4, "image", "../../etc/納付書.png") { Headers = new HeaderDictionary(), ContentType = "image/png" } };
        var store = new Shelf();
        var values = await new FormPost(new FormCollection([], files), store, "14204", "staff", Now).Read([Field("image", "file")], Datum.EmptyObject, default);
        Assert.Equal("納付書.png", values["image"][0]["name"].AsText());
        // By its bytes, whatever was said of it.
        Assert.Equal("text/plain", values["image"][0]["type"].AsText());
        Assert.Equal(4, values["image"][0]["size"].AsLong());
        Assert.Equal("scan", Encoding.UTF8.GetString(Assert.Single(store.Kept)));
    }

    private static SheetField Field(string key, string type) => new(key, key, new Label(key), type, null, false, true, false, null, Datum.Null, [], []);

    private static async Task<Datum> Read(IEnumerable<SheetField> fields, Datum before, params (string Name, string Value)[] posted) =>
        await new FormPost(new FormCollection(posted.ToDictionary(p => p.Name, p => new StringValues(p.Value))), new Shelf(), "14204", "somebody", Now).Read(fields, before, default);

    private sealed class Shelf : IFileStore
    {
        public List<byte[]> Kept { get; } = [];

        public ValueTask<StoredFile> Put(string tenant, string name, string contentType, ReadOnlyMemory<byte> content, string actor, DateTimeOffset at, CancellationToken ct)
        {
            Kept.Add(content.ToArray());
            return new(new StoredFile("f1", tenant, name, contentType, "00", content.Length, actor, at));
        }

        public ValueTask<StoredFile?> Find(string tenant, string id, CancellationToken ct) => new((StoredFile?)null);
        public ValueTask<byte[]?> Read(string tenant, string id, CancellationToken ct) => new((byte[]?)null);
    }
}
