using System.Runtime.CompilerServices;

namespace Workflows.Decisions.Feel;

/// <summary>Guards walks over values, which expressions can nest as deep as their steps allow.</summary>
internal static class FeelDepth
{
    /// <summary>Raises FeelLimitException while the stack still bears it.</summary>
    public static void Ensure()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new FeelLimitException("値の入れ子が深すぎます", "a value is nested too deeply");
    }
}
