using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>Stands for a type this installation does not know. Its JSON is kept; reaching it is an incident.</summary>
internal sealed class NotFoundActivity : Activity
{
    public static readonly NotFoundActivity Instance = new();

    public override ActivityDescriptor Descriptor { get; } = new("Elsa.NotFoundActivity", "不明な処理", "Unknown activity", "この環境にない処理です", "その他", "question");

    public override IEnumerable<Question> Execute(ActivityContext context) =>
        throw context.Fault("ACTIVITY_UNKNOWN", $"アクティビティ「{context.Node.Type}」はこの環境では実行できません。", Data.Datum.Object(("type", context.Node.Type)));
}
