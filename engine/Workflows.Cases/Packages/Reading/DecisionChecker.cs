namespace Workflows.Cases.Packages.Reading;

/// <summary>Checks that a decision's DMN can be read.</summary>
internal static class DecisionChecker
{
    public static void Check(DecisionSpec spec, Reading reading)
    {
        try { _ = System.Xml.Linq.XDocument.Parse(spec.Source); }
        catch (System.Xml.XmlException e)
        {
            reading.Error(spec.File, $"{e.LineNumber}行目", $"XML として読めません（{e.LineNumber}行目 {e.LinePosition}文字目）。", $"This is not XML: {e.Message}");
        }
    }
}
