using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;
using Workflows.Engine.Data;

namespace Workflows.Cases.Notices;

/// <param name="Fields">The case's fields.</param>
/// <param name="Head">The case's head.</param>
/// <param name="Data">What the activity passed.</param>
/// <param name="Settings">The municipality's settings.</param>
/// <param name="Municipality"><c>{ code, name }</c>.</param>
public sealed record NoticeModel(Datum Fields, Datum Head, Datum Data, Datum Settings, Datum Municipality);

/// <summary>A notice cannot be read or written out; the message names file and line.</summary>
public sealed class NoticeException(string file, int line, string message)
    : Exception($"{file} {line}行目: {message}")
{
    public string File { get; } = file;
    /// <summary>From 1.</summary>
    public int Line { get; } = line;
    public string Reason { get; } = message;
}

/// <summary>
/// Writes a notice out: Scriban in a sandbox. It sees plain values only, no clock, no randomness, no other files; loops, nesting and
/// length are bounded, and a notice that crosses a bound is an error, never cut short.
/// </summary>
public static class NoticeRenderer
{
    /// <summary>UTF-16 length of the longest notice.</summary>
    public const int MaxLength = 100_000;
    private const int MaxTurns = 10_000;

    /// <summary>Title and body. The title is a template too.</summary>
    /// <exception cref="NoticeException">The text cannot be read, names something unknown, fails, or grows too long.</exception>
    public static (string Title, string Body) Render(NoticeSpec notice, NoticeModel model) =>
        (Write(notice.Title.Ja, 1, notice.File, model).Trim(), Write(notice.Body, notice.BodyLine, notice.File, model).TrimEnd() + "\n");

    /// <summary>Why the body cannot be read; null when it can.</summary>
    public static (int Line, string Message)? Problem(NoticeSpec notice)
    {
        try { Parse(notice.Body, notice.BodyLine, notice.File); return null; }
        catch (NoticeException e) { return (e.Line, e.Reason); }
    }

    private static Template Parse(string text, int firstLine, string file)
    {
        var template = Template.Parse(text, file);
        if (template.Messages.FirstOrDefault(m => m.Type == ParserMessageType.Error) is { } error)
            throw new NoticeException(file, firstLine + error.Span.Start.Line, error.Message);
        return template;
    }

    /// <summary>A text with the same names and limits; as HTML every value is escaped.</summary>
    /// <param name="more">Further functions and values.</param>
    internal static string Write(string text, int firstLine, string file, NoticeModel model, bool html = false, ScriptObject? more = null)
    {
        var template = Parse(text, firstLine, file);
        var functions = NoticeFunctions.Create();
        if (more is not null) foreach (var (name, value) in more) functions[name] = value;
        var context = new Writing(functions, html)
        {
            LoopLimit = MaxTurns,
            RecursiveLimit = 50,
            // One more than allowed: what reaches it was cut and is refused below.
            LimitToString = MaxLength + 1,
            MemberFilter = static _ => false,
            StrictVariables = true,
            EnableRelaxedMemberAccess = true,
            EnableRelaxedTargetAccess = true,
            RegexTimeOut = TimeSpan.FromSeconds(1),
            NewLine = "\n",
        };
        context.PushCulture(System.Globalization.CultureInfo.InvariantCulture);
        var globals = new ScriptObject
        {
            ["fields"] = Plain(model.Fields),
            ["head"] = Plain(model.Head),
            ["data"] = Plain(model.Data),
            ["settings"] = Plain(model.Settings),
            ["municipality"] = Plain(model.Municipality),
        };
        context.PushGlobal(globals);
        string result;
        try { result = template.Render(context); }
        catch (ScriptRuntimeException e) { throw new NoticeException(file, firstLine + e.Span.Start.Line, e.OriginalMessage); }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or NotSupportedException)
        {
            throw new NoticeException(file, firstLine, e.Message);
        }
        return result.Length > MaxLength ? throw new NoticeException(file, firstLine, $"文面が {MaxLength:N0} 文字を超えます。 (The text is longer than {MaxLength} characters.)") : result;
    }

    /// <summary>Escapes what expressions give; the template's own text stays as it is.</summary>
    private sealed class Writing(ScriptObject functions, bool html) : TemplateContext(functions)
    {
        public override TemplateContext Write(SourceSpan span, object? textAsObject)
        {
            if (!html || textAsObject is null) return base.Write(span, textAsObject);
            return base.Write(span, textAsObject is Documents.Markup ready ? ready.Html : Documents.Markup.Escape(ObjectToString(textAsObject) ?? ""));
        }
    }

    private static object? Plain(Datum value) => value.Kind switch
    {
        DatumKind.Null => null,
        DatumKind.Boolean => value.AsBoolean(),
        DatumKind.Number => value.AsLong() is { } whole ? whole : value.AsDecimal() is { } number ? number : value.AsText(),
        DatumKind.Text => value.AsText(),
        DatumKind.List => new ScriptArray(value.Items.Select(Plain)),
        _ => Members(value),
    };

    private static ScriptObject Members(Datum value)
    {
        var result = new ScriptObject();
        foreach (var (key, member) in value.Members) result[key] = Plain(member);
        return result;
    }
}
