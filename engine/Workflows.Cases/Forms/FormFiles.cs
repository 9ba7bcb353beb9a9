using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Forms;

/// <summary>
/// Files in a form's values name what was uploaded before: everything else said of them (kind, size, name) is taken from the store. A file that is
/// not there, or is somebody else's, is refused at its field.
/// </summary>
public static class FormFiles
{
    /// <param name="known">Values whose files may be named again: the case's own.</param>
    public static async ValueTask<(Datum Values, IReadOnlyList<FieldError> Errors)> Resolve(IFileStore files, string tenant, string person, FormSpec form, Datum values, Datum known, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        var mine = Ids(known).ToHashSet(StringComparer.Ordinal);
        async ValueTask<Datum> Fields(IReadOnlyList<FieldSpec> specs, Datum given, string path)
        {
            foreach (var spec in specs.Where(s => given[s.Key] is { IsNull: false }))
            {
                if (spec.Type == FieldType.Table)
                {
                    var rows = new List<Datum>();
                    foreach (var row in given[spec.Key].Items) rows.Add(row.Kind == DatumKind.Object ? await Fields(spec.Columns, row, $"{path}{spec.Key}[{rows.Count + 1}].") : row);
                    if (given[spec.Key].Kind == DatumKind.List) given = given.With(spec.Key, Datum.List(rows));
                }
                else if (spec.Type is FieldType.File or FieldType.Photo) given = given.With(spec.Key, await Files(spec, given[spec.Key], path + spec.Key));
            }
            return given;
        }
        async ValueTask<Datum> Files(FieldSpec spec, Datum given, string place)
        {
            var found = new List<Datum>();
            foreach (var item in given.Kind == DatumKind.List ? given.Items.AsEnumerable() : [given])
            {
                var id = item["id"].AsText() ?? "";
                var file = id.Length == 0 ? null : await files.Find(tenant, id, ct);
                if (file is null || (file.UploadedBy != person && !mine.Contains(id)))
                {
                    errors.Add(new FieldError(place, $"「{spec.Label.Ja}」のファイルが見つかりません。もう一度添付してください。"));
                    return given;
                }
                found.Add(Datum.Object(("id", file.Id), ("name", file.Name), ("type", file.ContentType), ("sha256", file.Sha256), ("size", file.Length)));
            }
            return Datum.List(found);
        }
        return (await Fields([.. form.Fields], values, ""), errors);
    }

    /// <summary>Ids of the files these values name.</summary>
    public static IEnumerable<string> Ids(Datum value) => value.Kind switch
    {
        DatumKind.List => value.Items.SelectMany(Ids),
        DatumKind.Object when value.Has("sha256") && value["id"].AsText() is { } id => [id],
        DatumKind.Object => value.Members.SelectMany(m => Ids(m.Value)),
        _ => [],
    };
}
