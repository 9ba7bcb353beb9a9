using System.Runtime.CompilerServices;
using Jint;

namespace Workflows.Engine.Expressions;

/// <summary>
/// What keeps a hostile script from filling the stack. Jint counts calls a script makes by name, not those made for it: a toString,
/// a proxy's trap, a list of 100 000 lists turned to text. A script that defines functions or loops runs on a stack of its own, wide
/// enough for whatever its counted statements can nest; of that its own calls may use a part.
/// </summary>
internal static class JavaScriptBounds
{
    private const int ForCalls = 8 * 1024 * 1024;

    /// <summary>A script without any function or loop cannot nest deeper than the data it is given: it runs where it stands.</summary>
    public static bool IsFlat(string script, JavaScriptNames names) =>
        !script.Contains("=>", StringComparison.Ordinal) && !script.Contains('{', StringComparison.Ordinal) && !names.Has("for") && !names.Has("while") && !names.Has("do");

    /// <summary>Looked at before each statement: how much stack the script's calls have taken.</summary>
    public sealed class Calls : Constraint
    {
        private readonly nint _bottom = Here();

        public override void Check()
        {
            if (_bottom - Here() > ForCalls) throw new ExpressionException("JavaScript", "呼び出しの入れ子が深すぎます。");
        }

        public override void Reset() { }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static unsafe nint Here()
        {
            byte here;
            return (nint)(&here);
        }
    }
}
