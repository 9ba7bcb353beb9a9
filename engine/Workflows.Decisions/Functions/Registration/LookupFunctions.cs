using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>
/// Reading shared data. The compiler turns each call into a question that is asked before evaluation and kept on the tape;
/// here the answer is only taken from there, so replay gives the same.
/// </summary>
internal static class LookupFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("台帳", ["名:string", "条件:context?"], "list", Answer)
        .Def("件数", ["名:string", "条件:context?"], "number", Answer)
        .Def("担当件数", ["利用者:string"], "number", Answer)
        .Def("設定", ["鍵:string"], "Any", Answer)
        .Def("価格", ["表:string", "日:date", "条件:context?"], "Any", Answer);

    /// <summary>The names of the functions that read, for the compiler.</summary>
    public static IReadOnlyList<string> Names { get; } = ["台帳", "件数", "担当件数", "設定", "価格"];

    private static object? Answer(FunctionArgs a)
    {
        var question = new LookupQuestion(a.Context.Function, a.Given);
        if (a.Context.Service<ILookupAnswers>() is not { } answers)
        {
            throw new FunctionException("ここでは台帳や設定を読めません。", "Shared data cannot be read here.");
        }

        return answers.TryGet(question, out var answer)
            ? answer
            : throw new FunctionException(
                $"照会「{question.Key}」の答えがありません。引数は評価の前に決まっている値にしてください。",
                $"There is no answer to {question.Key}; its arguments must be known before evaluation.");
    }
}
