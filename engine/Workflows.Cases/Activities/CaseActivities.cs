using Workflows.Engine.Activities;

namespace Workflows.Cases.Activities;

/// <summary>The activities of the case layer, for the catalogue of an installation beside Elsa's own.</summary>
public static class CaseActivities
{
    public static IReadOnlyList<Activity> All { get; } =
    [
        new CaseScope(), new CaseStates(), new CaseForEach(), new CaseTask(), new CaseCorrection(), new CaseApproval(), new CaseDecide(), new CaseCalculate(), new CaseCall(), new CaseNotify(), new CaseDocument(),
        new CaseRegister(), new CaseStatus(), new CaseDeadline(), new CaseWait(), new CaseSignal(), new CaseBatch(), new CaseCollect(), new CaseClose(),
        new CaseGrant(), new CaseSurvey(), new CaseLedger(), new CaseReevaluate(),
    ];
}
