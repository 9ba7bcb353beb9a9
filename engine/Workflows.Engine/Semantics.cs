namespace Workflows.Engine;

/// <summary>
/// The meaning of the engine as a number. A change of any outcome raises <see cref="Epoch"/>, adds golden histories
/// under tests/Golden/epoch-N and keeps the old branch for two epochs. Stamped in every plan and history row. Epoch 1 is
/// being formed until the first release: till then nobody's cases hang on it, and a changed outcome is recorded in it anew.
/// </summary>
public static class Semantics
{
    public const int Epoch = 1;

    /// <summary>Version of the stored state's shape; older shapes are read through upcasters.</summary>
    public const int StateFormat = 1;
}
