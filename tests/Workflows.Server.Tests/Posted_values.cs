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
        var values = await new FormPost(new FormCollection([], files), Desk(store), "14204", "staff").Read([Field("image", "file")], Datum.EmptyObject, default);
        Assert.Equal("納付書.png", values["image"][0]["name"].AsText());
        // By its bytes, whatever was said of it.
        Assert.Equal("text/plain", values["image"][0]["type"].AsText());
        Assert.Equal(4, values["image"][0]["size"].AsLong());
        Assert.Equal("scan", Encoding.UTF8.GetString(Assert.Single(store.Kept)));
    }

    private static SheetField Field(string key, string type) => new(key, key, new Label(key), type, null, false, true, false, null, Datum.Null, [], []);

    private static async Task<Datum> Read(IEnumerable<SheetField> fields, Datum before, params (string Name, string Value)[] posted) =>
        await new FormPost(new FormCollection(posted.ToDictionary(p => p.Name, p => new StringValues(p.Value))), Desk(new Shelf()), "14204", "somebody").Read(fields, before, default);

    [Theory]
    [InlineData("scale", "4", "4")]
    [InlineData("scale", "x", "\"x\"")]
    [InlineData("date", "令和7年4月1日", "\"令和7年4月1日\"")]
    public async Task Newer_controls_give_theirs(string type, string posted, string expected) =>
        Assert.Equal(expected, (await Read([Field("a", type)], Datum.EmptyObject, ("a", posted)))["a"].ToJson());

    [Fact]
    public async Task Controls_of_several_parts_are_put_together_and_empty_ones_are_nothing()
    {
        var matrix = Field("m", "matrix") with { Notes = true, Items = [new("x", "甲", []), new("y", "乙", [])] };
        Assert.Equal("""{"x":"1","notes":{"y":"見えにくい"}}""", (await Read([matrix], Datum.EmptyObject, ("m.x", "1"), ("m.y", ""), ("m.notes.y", "見えにくい")))["m"].ToJson());
        Assert.True((await Read([matrix], Datum.Object(("m", Datum.Object(("x", "1")))), ("m.x", "")))["m"].IsNull);
        Assert.Equal("""{"from":"R7.4.1","to":"R7.4.2"}""", (await Read([Field("r", "daterange")], Datum.EmptyObject, ("r.from", "R7.4.1"), ("r.to", "R7.4.2")))["r"].ToJson());
        Assert.Equal("""[{"from":"09:00"},{"from":"13:00","to":"14:00"}]""", (await Read([Field("h", "timeranges")], Datum.EmptyObject, ("h[1].from", "09:00"), ("h[3].from", "13:00"), ("h[3].to", "14:00")))["h"].ToJson());
        Assert.Equal("""{"ja":"こんにちは"}""", (await Read([Field("l", "languages") with { Languages = ["ja", "en"] }], Datum.EmptyObject, ("l.ja", "こんにちは"), ("l.en", " ")))["l"].ToJson());
    }

    [Fact]
    public async Task What_lies_in_the_vault_stays_there_until_it_is_typed_anew()
    {
        var field = Field("n", "mynumber") with { Transient = true };
        var before = Datum.Object(("n", Cases.Forms.SealedValues.Of("v1")));
        Assert.Equal(before, await Read([field], before, ("n", "")));
        Assert.Equal("\"123456789018\"", (await Read([field], before, ("n", "123456789018")))["n"].ToJson());
    }

    [Fact]
    public async Task Reasons_for_going_on_stand_beside_the_fields() =>
        Assert.Equal("""{"a":"x","_reasons":{"W02":"前回も同じです。"}}""", (await Read([Field("a", "text")], Datum.EmptyObject, ("a", "x"), ("_reasons.W02", " 前回も同じです。 "))).ToJson());

    private static Cases.Documents.Uploads Desk(IFileStore store) => new(store, new Drawer(), new NoFileScanner(), TimeProvider.System);

    private sealed class Drawer : IKeptStore
    {
        public ValueTask<(Kept Row, bool Added)> Add(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct) => new((new Kept(1, space, key, value, at, until), true));
        public ValueTask Set(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<Kept?> Find(string tenant, string space, string key, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<Page<Kept>> List(string tenant, string space, string? keyPrefix, PageRequest page, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask Remove(string tenant, string space, string key, CancellationToken ct) => throw new NotSupportedException();
    }

    private sealed class Shelf : IFileStore
    {
        public List<byte[]> Kept { get; } = [];

        public ValueTask<StoredFile> Put(string tenant, string name, string contentType, ReadOnlyMemory<byte> content, string actor, DateTimeOffset at, CancellationToken ct)
        {
            Kept.Add(content.ToArray());
            return new(new StoredFile("f1", tenant, name, contentType, "00", content.Length, actor, at));
        }

        public ValueTask<StoredFile?> Find(string tenant, string id, CancellationToken ct) => new((StoredFile?)null);
        public ValueTask Delete(string tenant, string id, CancellationToken ct) => throw new NotSupportedException();
        public ValueTask<byte[]?> Read(string tenant, string id, CancellationToken ct) => new((byte[]?)null);
    }
}
