namespace Workflows.Cases.Ports;

/// <summary>Codes of refusals the case layer itself makes; definitions add their own in checks.</summary>
public static class RefusalCodes
{
    /// <summary>Fields need correction.</summary>
    public const string Validation = "VALIDATION";
    public const string Forbidden = "FORBIDDEN";
    /// <summary>Not in this state; nobody waits for the action; the task is over.</summary>
    public const string StateConflict = "STATE_CONFLICT";
    /// <summary>Somebody else has the task.</summary>
    public const string TaskTaken = "TASK_TAKEN";
    /// <summary>Who did an earlier step may not do this one.</summary>
    public const string FourEyes = "FOUR_EYES";
    public const string NotFound = "NOT_FOUND";
    /// <summary>An expression of the definition failed while a request was judged: nothing is accepted until it is mended.</summary>
    public const string DefinitionError = "DEFINITION_ERROR";
}
