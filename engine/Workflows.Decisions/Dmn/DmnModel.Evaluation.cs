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

    /// <summary>
    /// Everything wrong with the model itself: unreadable expressions with their place, unknown names, types and functions,
    /// operands that cannot fit, missing elements and imports.
    /// </summary>
    public IReadOnlyList<DmnMessage> Check()
    {
        var all = new List<DmnMessage>();
        foreach (var import in MissingImports)
            all.Add(new DmnMessage(DmnSeverity.Error, "import", $"取り込むモデル「{import.Name}」（{import.Namespace}）がありません", $"the imported model \"{import.Name}\" ({import.Namespace}) was not given", import.Id, import.Name));
        foreach (var e in Elements) all.AddRange(Logic(e).Errors);
        // A text that cannot be read was reported with the element's own errors.
        all.AddRange(DmnTypeCheck.Run(this).Where(m => m.Code != "parse"));
        return all;
    }
}
