using Workflows.Decisions.Functions;

namespace Workflows.Decisions.Calendars;

/// <summary>A calendar was asked for something it cannot answer (unknown name, year outside its table). Carries both languages.</summary>
public sealed class CalendarException(string japanese, string english) : FunctionException(japanese, english);
