using Workflows.Cases.Packages;

namespace Workflows.Cases.Scenarios;

/// <summary>What a step names, found in the package.</summary>
internal static class Declared
{
    /// <param name="kind">What it is, in Japanese.</param>
    /// <param name="labelled">Whether the sentence names what there is with its label.</param>
    /// <exception cref="ScenarioException">There is none; says what there is.</exception>
    public static T Named<T>(this Catalog<T> all, string kind, string? name, bool labelled = false) where T : class, IDeclared => all.Find(name)
        ?? throw new ScenarioException($"{kind}「{name}」は定義されていません。あるのは {string.Join("、", all.Select(d => labelled ? $"{d.Id}（{d.Label.Ja}）" : d.Id))} です。");
}
