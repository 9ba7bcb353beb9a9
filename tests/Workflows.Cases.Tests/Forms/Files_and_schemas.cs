using System.Text;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Forms;

public sealed class Files_and_schemas
{
    public static TheoryData<string, string, string> Contents => new()
    {
        { "FFD8FFE000104A46", "image/png", "image/jpeg" },
        { "89504E470D0A1A0A00", "image/jpeg", "image/png" },
        { "255044462D312E37", "text/plain", "application/pdf" },
        { "4D5A900003000000", "image/jpeg", "application/x-msdownload" },
        { "504B030414000600", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
        { "504B030414000600", "image/jpeg", "application/zip" },
        { Hex("氏名,住所\n"), "text/csv; charset=utf-8", "text/csv" },
        { Hex("ただの文"), "image/jpeg", "text/plain" },
        { Hex("<!DOCTYPE html><html></html>"), "text/plain", FileKinds.Unknown },
        { Hex("<svg onload=alert(1)>"), "image/png", FileKinds.Unknown },
        { "0001020304", "image/jpeg", FileKinds.Unknown },
        { "", "image/jpeg", "text/plain" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public void A_file_is_what_its_bytes_say_not_what_its_sender_says(string hex, string declared, string type) =>
        Assert.Equal(type, FileKinds.Of(Convert.FromHexString(hex), declared));

    [Fact]
    public void A_form_as_JSON_Schema_says_shapes_and_what_is_always_asked()
    {
        var form = new FormSpec
        {
            Id = "F", Title = "様式", Pages =
            [
                new PageSpec("p", "頁", null,
                [
                    new FieldSpec { Key = "h", Label = "見出し", Type = FieldType.Heading },
                    new FieldSpec { Key = "name", Label = "氏名", Type = FieldType.Text, Required = new("true"), MaxLength = 30 },
                    new FieldSpec { Key = "kind", Label = "種別", Type = FieldType.Choice, Required = new("name != null"), Options = [new("1", "普通"), new("2", "当座")] },
                    new FieldSpec { Key = "amount", Label = "金額", Type = FieldType.Money, Min = new("1"), Max = new("settings.most") },
                    new FieldSpec { Key = "code", Label = "暗証", Type = FieldType.Code, Digits = 4, Transient = true },
                    new FieldSpec { Key = "lines", Label = "明細", Type = FieldType.Table, MinRows = 1, Columns = [new FieldSpec { Key = "no", Label = "番号", Type = FieldType.Text, Required = new("true"), Pattern = "[0-9]{10}" }] },
                    new FieldSpec { Key = "proof", Label = "証明", Type = FieldType.File, Accept = ["application/pdf"], MaxFiles = 2 },
                    new FieldSpec { Key = "sum", Label = "合計", Type = FieldType.Calculated, Value = new("1") },
                ]),
            ],
        };
        var schema = FormJsonSchema.Of(form, "/schema");
        Assert.Equal(["name", "kind", "amount", "code", "lines", "proof"], schema["properties"].Members.Select(m => m.Key));
        Assert.Equal("""["name"]""", schema["required"].ToJson());
        Assert.Equal("""[{"const":"1","title":"普通"},{"const":"2","title":"当座"}]""", schema["properties"]["kind"]["oneOf"].ToJson());
        Assert.Equal(1, schema["properties"]["amount"]["minimum"].AsLong());
        Assert.True(schema["properties"]["amount"]["maximum"].IsNull);
        Assert.True(schema["properties"]["code"]["writeOnly"].AsBoolean());
        Assert.Equal("^(?:[0-9]{10})$", schema["properties"]["lines"]["items"]["properties"]["no"]["pattern"].AsText());
        Assert.Equal("""["no"]""", schema["properties"]["lines"]["items"]["required"].ToJson());
        Assert.Equal("""["application/pdf"]""", schema["properties"]["proof"]["x-accept"].ToJson());
    }

    [Fact]
    public void Every_shipped_form_has_a_schema_in_which_its_keys_are_unique()
    {
        foreach (var form in SampleDefinitionsForms())
            Assert.Equal(form.Fields.Where(f => f.HoldsValue && f.Type != FieldType.Calculated).Select(f => f.Key), FormJsonSchema.Of(form, "x")["properties"].Members.Select(m => m.Key));
    }

    private static IEnumerable<FormSpec> SampleDefinitionsForms() => Packages.SampleDefinitions.Load().Packages.SelectMany(p => p.Forms);

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
