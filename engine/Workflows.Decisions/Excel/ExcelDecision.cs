using Workflows.Decisions.Dmn;

namespace Workflows.Decisions.Excel;

/// <summary>A decision table in a workbook: one sheet.</summary>
/// <param name="Name">Name of the decision; several sheets of one name are its versions, valid one after another.</param>
/// <param name="ValidFrom">First day it is valid, or null: from the beginning.</param>
/// <param name="ValidTo">Last day it is valid, or null: until further notice.</param>
/// <param name="Table">The table.</param>
public sealed record ExcelDecision(string Name, DateOnly? ValidFrom, DateOnly? ValidTo, DmnDecisionTable Table);
