namespace Workflows.Decisions.Calendars;

/// <summary>A calendar was asked for something it cannot answer (unknown name, year outside its table). Carries both languages.</summary>
public sealed class CalendarException : Exception
{
    /// <summary>What is wrong and what to do, in Japanese and in English.</summary>
    public CalendarException(string japanese, string english)
        : base($"{japanese} / {english}")
    {
        Japanese = japanese;
        English = english;
    }

    /// <summary>The sentence for the user.</summary>
    public string Japanese { get; }

    /// <summary>The same sentence in English.</summary>
    public string English { get; }
}
