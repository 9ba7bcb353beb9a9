namespace Workflows.Decisions.Functions;

/// <summary>A function was given something it cannot work with. Says what is wrong and what to do, in both languages.</summary>
public class FunctionException : Exception
{
    /// <summary>The two sentences; each names the argument and its value.</summary>
    public FunctionException(string japanese, string english)
        : base($"{japanese} / {english}")
    {
        Japanese = japanese;
        English = english;
    }

    /// <summary>The sentence for the user.</summary>
    public string Japanese { get; }

    /// <summary>The same sentence in English.</summary>
    public string English { get; }

    internal static FunctionException UnknownOption(string argument, string value, IEnumerable<string> known)
    {
        var list = string.Join("、", known);
        return new FunctionException(
            $"{argument}「{value}」は使えません。使える値: {list}。",
            $"Unknown value '{value}' of {argument}; use one of {list}.");
    }
}
