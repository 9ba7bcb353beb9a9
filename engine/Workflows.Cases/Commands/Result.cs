using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands;

/// <summary>An answer or a reason why there is none.</summary>
public sealed record Result<T>(T? Value, Problem? Problem)
{
    public bool Ok => Problem is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is a problem instead.</exception>
    public T Must() => Problem is null ? Value! : throw new InvalidOperationException($"{Problem.Code}: {Problem.Ja} {string.Join(" ", Problem.Errors.Select(e => $"{e.Field}: {e.Message}"))}");

    public static implicit operator Result<T>(T value) => new(value, null);
    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}

/// <summary>Nothing to tell but that it is done.</summary>
public readonly record struct Nothing;

/// <summary>Why a request was not carried out, for a person (Japanese and English) and for a program (status and code).</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">UPPER_SNAKE; the refusal's own code where the definition gave one.</param>
/// <param name="Errors">Findings at fields.</param>
public sealed record Problem(int Status, string Code, string Ja, string En, IReadOnlyList<FieldError> Errors)
{
    public Problem(int status, string code, string ja, string en) : this(status, code, ja, en, []) { }

    /// <summary>What else a program wants to know, by member name; told as members of the problem's details.</summary>
    public IReadOnlyDictionary<string, object>? More { get; init; }

    /// <summary>When to try again, for <c>BUSY</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Problem NotSignedIn() => new(401, "NOT_SIGNED_IN", "ログインが必要です。", "Sign in first.");
    public static Problem Forbidden(string? ja = null) => new(403, "FORBIDDEN", ja ?? "この操作を行う権限がありません。", "You may not do this.");
    /// <summary>Why the caller may not do what only operators do; null for an operator.</summary>
    public static Problem? UnlessOperator(Caller caller) => caller.IsNobody ? NotSignedIn() : caller.IsOperator ? null : Forbidden();
    /// <summary>Why the caller may not make definitions; null for policy staff.</summary>
    public static Problem? UnlessDesigner(Caller caller) => caller.IsNobody ? NotSignedIn() : caller.IsDesigner ? null : Forbidden();
    public static Problem NotFound(string ja = "見つかりません。", string en = "There is no such thing.") => new(404, "NOT_FOUND", ja, en);
    /// <summary>What was being filled in is no longer there: sent (in another tab too), deleted, or over.</summary>
    public static Problem NoFormDraft() => NotFound("この下書きはありません。すでに申し込んだか、削除したか、保存の期限が過ぎています。申し込んだものはマイページで見られます。", "There is no such draft: it has been sent, deleted or has expired. What was sent stands in My page.");
    public static Problem NoCase() => NotFound("この案件は見つかりません。", "There is no such case.");
    public static Problem NoTask() => NotFound("この仕事は見つかりません。", "There is no such task.");
    public static Problem Conflict(string? ja = null) => new(409, "STATE_CONFLICT", ja ?? "現在の状態ではこの操作はできません。", "This cannot be done in the current state.");
    public static Problem Invalid(IReadOnlyList<FieldError> errors) =>
        new(422, "VALIDATION", "入力内容を確認してください。", "Some fields need correction; see errors.", errors);
    public static Problem Bad(string code, string ja, string en) => new(400, code, ja, en);
}
