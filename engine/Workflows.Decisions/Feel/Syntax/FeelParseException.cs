namespace Workflows.Decisions.Feel;

/// <summary>A text that is no FEEL: where reading stopped and what was expected there.</summary>
public sealed class FeelParseException : Exception
{
    internal FeelParseException(string text, int offset, string messageJa, string messageEn)
        : base($"{Place(text, offset, out var line, out var column)}: {messageJa} / line {line}, column {column}: {messageEn}")
    {
        Offset = offset;
        Line = line;
        Column = column;
        MessageJa = messageJa;
        MessageEn = messageEn;
    }

    /// <summary>Chars before the place, from 0.</summary>
    public int Offset { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The column, from 1.</summary>
    public int Column { get; }

    /// <summary>What is wrong and what was expected, in Japanese.</summary>
    public string MessageJa { get; }

    /// <summary>What is wrong and what was expected, in English.</summary>
    public string MessageEn { get; }

    private static string Place(string text, int offset, out int line, out int column)
    {
        line = 1;
        column = 1;
        for (var i = 0; i < offset && i < text.Length; i++)
        {
            if (text[i] == '\n') { line++; column = 1; }
            else column++;
        }
        return $"{line}行{column}文字目";
    }
}

/// <summary>What the reader may know beforehand: names in scope (needed for names with blanks or symbols), members, types.</summary>
public sealed class FeelParseOptions
{
    /// <summary>Names in scope. Names of one word need not be declared.</summary>
    public IEnumerable<string> Names { get; init; } = [];

    /// <summary>Names that may follow a dot or stand in a filter and hold blanks or symbols.</summary>
    public IEnumerable<string> Members { get; init; } = [];

    /// <summary>Functions besides the standard library.</summary>
    public FeelFunctionRegistry? Functions { get; init; }

    /// <summary>Named types (DMN item definitions) for instance of and parameters.</summary>
    public Func<string, FeelType?>? Types { get; init; }

    /// <summary>Longest text read, in chars.</summary>
    public int MaxLength { get; init; } = 200_000;

    private NameTable? names;
    private NameTable? members;

    internal NameTable NameTable => names ??= new NameTable([.. Names, .. Functions?.Names ?? []]);

    internal NameTable MemberTable => members ??= new NameTable(Members);
}
