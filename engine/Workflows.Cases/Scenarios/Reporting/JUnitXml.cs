using System.Globalization;
using System.Xml.Linq;

namespace Workflows.Cases.Scenarios.Reporting;

/// <summary>A report as JUnit XML: a suite a file, a case a scenario.</summary>
public static class JUnitXml
{
    public static XDocument Write(ScenarioReport report) => new(
        new XElement("testsuites",
            new XAttribute("tests", report.Results.Count), new XAttribute("failures", report.Failed), new XAttribute("time", Seconds(report.Results.Sum(r => r.Took.TotalSeconds))),
            report.Results.GroupBy(r => r.Scenario.File, StringComparer.Ordinal).Select(suite => new XElement("testsuite",
                new XAttribute("name", suite.Key), new XAttribute("tests", suite.Count()), new XAttribute("failures", suite.Count(r => !r.Passed)), new XAttribute("errors", 0),
                new XAttribute("time", Seconds(suite.Sum(r => r.Took.TotalSeconds))),
                suite.Select(Case)))));

    public static void Save(ScenarioReport report, string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        Write(report).Save(path);
    }

    private static XElement Case(ScenarioResult result)
    {
        var element = new XElement("testcase",
            new XAttribute("classname", Clean(result.Scenario.Feature)), new XAttribute("name", Clean(result.Scenario.Name)),
            new XAttribute("file", result.Scenario.File), new XAttribute("line", result.Scenario.Line), new XAttribute("time", Seconds(result.Took.TotalSeconds)));
        if (result.Failure is { } failure)
        {
            element.Add(new XElement("failure", new XAttribute("message", Clean($"{failure.Step} — {failure.Message}")), new XAttribute("type", failure.Expected is null ? "error" : "expectation"),
                Clean(result.ToText())));
        }
        return element;
    }

    private static string Seconds(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Without characters XML 1.0 cannot hold.</summary>
    private static string Clean(string text) => new([.. text.Where(System.Xml.XmlConvert.IsXmlChar)]);
}
