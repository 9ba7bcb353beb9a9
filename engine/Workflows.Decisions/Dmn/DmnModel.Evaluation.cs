using System.Text.Json;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

public sealed partial class DmnModel
{
    /// <summary>Evaluates a decision or decision service.</summary>
    /// <param name="nameOrId">The name, or the id, of a decision, decision service or knowledge model.</param>
    /// <param name="inputs">The values of input data by name; those of an imported model may stand in a context under the import's name, or under "{namespace}name".</param>
    /// <param name="services">Time, limits, functions and services for the evaluation; names in it are seen after the model's own.</param>
    /// <exception cref="ArgumentException">The model has no such element.</exception>
    public DmnResult Evaluate(string nameOrId, FeelContext inputs, FeelScope? services = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var element = Find(nameOrId);
        if (element is null or DmnInputData)
        {
            var near = FeelNames.Nearest(nameOrId, Decisions.Select(d => d.Name).Concat(DecisionServices.Select(s => s.Name)));
            throw new ArgumentException(
                $"決定「{nameOrId}」がありません{(near is null ? "" : $"。「{near}」の間違いではありませんか")} / there is no decision \"{nameOrId}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}", nameof(nameOrId));
        }
        return new DmnEvaluation(inputs, services).Result(this, element);
    }

    /// <summary>The inputs in a JSON object, strings made dates, times and durations where the model's input data says so.</summary>
    public FeelContext InputsFromJson(JsonElement json)
    {
        if (FeelJson.FromJson(json) is not FeelContext raw) return FeelContext.Empty;
        return new FeelContext(raw.Select(e => KeyValuePair.Create(
            e.Key,
            InputData.FirstOrDefault(i => i.Variable.Name == FeelNames.Normalize(e.Key)) is { } d && Types.Find(d.Variable.TypeRef) is { } type ? FeelJson.As(e.Value, type) : e.Value)));
    }

    /// <summary>Evaluates a decision service.</summary>
    /// <exception cref="ArgumentException">The model has no such service.</exception>
    public DmnResult EvaluateService(string nameOrId, FeelContext inputs, FeelScope? services = null)
    {
        var service = DecisionServices.FirstOrDefault(s => s.Name == FeelNames.Normalize(nameOrId)) ?? DecisionServices.FirstOrDefault(s => s.Id == nameOrId)
            ?? throw new ArgumentException($"決定サービス「{nameOrId}」がありません / there is no decision service \"{nameOrId}\"", nameof(nameOrId));
        return new DmnEvaluation(inputs, services).Result(this, service);
    }

    /// <summary>Everything wrong with the model itself: unreadable expressions with their place, unknown types, missing elements.</summary>
    public IReadOnlyList<DmnMessage> Check()
    {
        var all = new List<DmnMessage>();
        foreach (var import in MissingImports)
            all.Add(new DmnMessage(DmnSeverity.Error, "import", $"取り込むモデル「{import.Name}」（{import.Namespace}）がありません", $"the imported model \"{import.Name}\" ({import.Namespace}) was not given", import.Id, import.Name));
        foreach (var e in Elements) all.AddRange(Logic(e).Errors);
        return all;
    }

    /// <summary>
    /// What cannot be right in the expressions and cells by the types of what they use: misspelt names with the nearest known
    /// one, unknown functions, operands and arguments of a wrong kind. Apart from Check, since it must be told all that the
    /// host adds: without its names and functions a sound model would be blamed.
    /// </summary>
    /// <param name="hostNames">Names the evaluation's services scope gives besides the model's own; null for none.</param>
    /// <param name="functions">Functions the host registers; null for none.</param>
    public IReadOnlyList<DmnMessage> CheckTypes(IReadOnlyDictionary<string, FeelType>? hostNames = null, FeelFunctionRegistry? functions = null) =>
        DmnTypeCheck.Run(this, hostNames, functions).Where(m => m.Code != "parse").ToArray();
}
