using Workflows.Engine.Data;

namespace Workflows.Server.WorkflowHttp;

/// <summary>A route of an endpoint: literal segments and <c>{names}</c>; <c>{name?}</c> may be missing at the end, <c>{**rest}</c> takes all that is left.</summary>
internal static class RouteTemplate
{
    /// <returns>The values by name; null when the path is another.</returns>
    public static Datum? Match(string template, string path)
    {
        var parts = template.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var segments = path.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var values = Datum.EmptyObject;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is not ['{', .. var inner, '}'])
            {
                if (i >= segments.Length || !string.Equals(parts[i], segments[i], StringComparison.OrdinalIgnoreCase)) return null;
                continue;
            }
            // A constraint after ':' is ASP.NET's; the value is taken as it comes.
            var name = inner.Split(':')[0].Split('=')[0];
            if (name.StartsWith('*')) return values.With(name.TrimStart('*'), string.Join('/', segments.Skip(i).Select(Uri.UnescapeDataString)));
            if (i >= segments.Length) { if (inner.EndsWith('?') && i == parts.Length - 1) return values; return null; }
            values = values.With(name.TrimEnd('?'), Uri.UnescapeDataString(segments[i]));
        }
        return segments.Length <= parts.Length ? values : null;
    }

    /// <summary>The more literal a template, the sooner it is chosen.</summary>
    public static int Openness(string template) => template.Count(c => c == '{') + (template.Contains("{*", StringComparison.Ordinal) ? 100 : 0);
}
